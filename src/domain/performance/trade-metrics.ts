import {
  inBps,
  known,
  type Metric,
  quotient,
  SAMPLE_TOO_SMALL,
  unless,
  withheld,
} from './metric.ts'
import type { PerformanceSettings } from './settings.ts'
import type { Streak } from './streaks.ts'
import type { TradeSums } from './trade-tally.ts'

/** What closed trades brought. Sums, counts and extremes are facts; ratios and averages need enough trades. */
export interface TradeMetrics {
  readonly trades: number
  /** Trades that gained after charges. */
  readonly wins: number
  /** Trades that lost after charges; a trade that came out even is neither. */
  readonly losses: number
  readonly grossPaise: number
  readonly chargesPaise: number
  readonly netPaise: number
  /** Entries and exits together. */
  readonly tradedPaise: number
  readonly winRateBps: Metric
  /** What wins brought ÷ what losses took. */
  readonly profitFactor: Metric
  /** Mean net of a trade, to the paisa. */
  readonly expectancyPaise: Metric
  /** Average win ÷ average loss. */
  readonly payoff: Metric
  readonly averageWinPaise: Metric
  /** A loss is positive. */
  readonly averageLossPaise: Metric
  readonly largestWinPaise: Metric
  readonly largestLossPaise: Metric
  readonly longestWinStreak: number
  readonly longestLossStreak: number
  /** Wins in a row up to now; losses are negative. */
  readonly streak: number
  readonly averageHoldingDays: Metric
  /** Charges on what was traded. */
  readonly costBps: Metric
  /** Worst and best open profit of trades (maximum adverse and favourable excursion): averages and extremes. */
  readonly averageMaePaise: Metric
  readonly worstMaePaise: Metric
  readonly averageMfePaise: Metric
  readonly bestMfePaise: Metric
}

const NO_LOSS = 'no losing trade'
const NO_WIN = 'no winning trade'
const NOT_WATCHED = 'no trade was watched while open'
const NOTHING_TRADED = 'nothing was traded'

export function tradeMetrics(
  sums: TradeSums,
  streak: Streak,
  settings: PerformanceSettings,
): TradeMetrics {
  const { trades, wins, losses, net, gross } = sums
  const won = (sums.absoluteNet + net) / 2
  const lost = (sums.absoluteNet - net) / 2
  const enough = Math.max(1, settings.minTrades)
  const few = trades < enough ? SAMPLE_TOO_SMALL : null
  const fewWatched = sums.watched < enough ? SAMPLE_TOO_SMALL : null
  const noWin = wins === 0 ? NO_WIN : null
  const unwatched = sums.watched === 0 ? NOT_WATCHED : null
  const noLoss = losses === 0 ? NO_LOSS : null
  return {
    trades,
    wins,
    losses,
    grossPaise: gross,
    chargesPaise: gross - net,
    netPaise: net,
    tradedPaise: sums.traded,
    winRateBps: unless(few, inBps(wins / trades)),
    profitFactor: unless(few, quotient(won, lost, NO_LOSS)),
    expectancyPaise: unless(few, paiseEach(net, trades, NOTHING_TRADED)),
    payoff: unless(few ?? noWin ?? noLoss, known(won / wins / (lost / losses))),
    averageWinPaise: unless(few, paiseEach(won, wins, NO_WIN)),
    averageLossPaise: unless(few, paiseEach(lost, losses, NO_LOSS)),
    largestWinPaise: unless(noWin, known(sums.largestWin)),
    largestLossPaise: unless(noLoss, known(sums.largestLoss)),
    longestWinStreak: streak.longestWinning,
    longestLossStreak: streak.longestLosing,
    streak: streak.winning - streak.losing,
    averageHoldingDays: unless(few, quotient(sums.holdingDays, trades, NOTHING_TRADED)),
    costBps: unless(few, quotient((gross - net) * 10_000, sums.traded, NOTHING_TRADED)),
    averageMaePaise: unless(fewWatched, paiseEach(sums.adverse, sums.watched, NOT_WATCHED)),
    worstMaePaise: unless(unwatched, known(sums.mostAdverse)),
    averageMfePaise: unless(fewWatched, paiseEach(sums.favourable, sums.watched, NOT_WATCHED)),
    bestMfePaise: unless(unwatched, known(sums.mostFavourable)),
  }
}

/** A mean of money, to the paisa. */
const paiseEach = (sum: number, count: number, whenNone: string): Metric =>
  count === 0 ? withheld(whenNone) : known(Math.round(sum / count))
