import { at } from '../bar.ts'
import type { PerformanceSettings } from './settings.ts'
import { type Streak, Streaks } from './streaks.ts'
import type { TradeColumns } from './trade-columns.ts'
import { type TradeMetrics, tradeMetrics } from './trade-metrics.ts'
import { oneIfPositive, type TradeSums, TradeTally } from './trade-tally.ts'

/** What metrics need of a `ClosedTrade`, with its share of the charges and how far it went meanwhile. */
export interface TradeResult {
  readonly strategy: string
  readonly entryPaise: number
  readonly exitPaise: number
  readonly grossPaise: number
  readonly holdingDays: number
  readonly chargesPaise: number
  /** Worst profit before charges while it was open, ≤ 0; null where nobody watched. */
  readonly maePaise: number | null
  /** Best profit before charges while it was open, ≥ 0; null where nobody watched. */
  readonly mfePaise: number | null
}

export interface StrategyMetrics {
  readonly strategy: string
  readonly trades: TradeMetrics
}

/** What is remembered of trades, as plain JSON. */
export interface SavedTrades {
  readonly streak: Streak
  readonly strategies: readonly {
    readonly strategy: string
    readonly sums: TradeSums
    readonly streak: Streak
  }[]
}

interface Row {
  readonly strategy: string
  readonly tally: TradeTally
  readonly streaks: Streaks
}

/** Closed trades, all together and by strategy, folded one at a time in the order in which they closed. */
export class TradeLedger {
  readonly #rows: Row[] = []
  #streaks = new Streaks()

  static restore(saved: SavedTrades): TradeLedger {
    const ledger = new TradeLedger()
    ledger.#streaks = Streaks.restore(saved.streak)
    for (const { strategy, sums, streak } of saved.strategies) {
      const tally = new TradeTally()
      tally.absorb(sums)
      ledger.#rows.push({ strategy, tally, streaks: Streaks.restore(streak) })
    }
    return ledger
  }

  /** Throws RangeError unless gross and charges are whole paise. */
  add(trade: TradeResult): void {
    if (!(Number.isSafeInteger(trade.grossPaise) && Number.isSafeInteger(trade.chargesPaise))) {
      throw new RangeError(`${trade.grossPaise} less ${trade.chargesPaise} is not whole paise`)
    }
    const { strategy, entryPaise, exitPaise, grossPaise, chargesPaise, holdingDays } = trade
    const { tally, streaks } = this.#rowOf(strategy)
    const net = grossPaise - chargesPaise
    const won = oneIfPositive(net)
    const lost = oneIfPositive(-net)
    const adverse = trade.maePaise ?? Number.NaN
    const favourable = trade.mfePaise ?? Number.NaN
    const traded = entryPaise + exitPaise
    tally.fold(grossPaise, net, won, lost, traded, holdingDays, adverse, favourable)
    streaks.fold(won, lost)
    this.#streaks.fold(won, lost)
  }

  /** Throws RangeError for a trade whose strategy has no name. */
  addAll(columns: TradeColumns): void {
    const { strategy, traded, gross, charges, holdingDays, adverse, favourable } = columns
    const rows = columns.strategies.map((name) => this.#rowOf(name))
    const all = this.#streaks
    for (let row = 0; row < columns.length; row += 1) {
      const own = rows[strategy[row] ?? -1]
      if (own === undefined) throw new RangeError(`trade ${row} has no strategy`)
      const net = at(gross, row) - at(charges, row)
      const won = oneIfPositive(net)
      const lost = oneIfPositive(-net)
      own.tally.fold(
        at(gross, row),
        net,
        won,
        lost,
        at(traded, row),
        at(holdingDays, row),
        at(adverse, row),
        at(favourable, row),
      )
      own.streaks.fold(won, lost)
      all.fold(won, lost)
    }
  }

  /** All trades together. */
  sums(): TradeSums {
    const all = new TradeTally()
    for (const { tally } of this.#rows) all.absorb(tally.sums())
    return all.sums()
  }

  metrics(settings: PerformanceSettings): TradeMetrics {
    return tradeMetrics(this.sums(), this.#streaks.streak(), settings)
  }

  /** In the order of each strategy's first trade. */
  byStrategy(settings: PerformanceSettings): readonly StrategyMetrics[] {
    return this.#rows.map(({ strategy, tally, streaks }) => ({
      strategy,
      trades: tradeMetrics(tally.sums(), streaks.streak(), settings),
    }))
  }

  save(): SavedTrades {
    return {
      streak: this.#streaks.streak(),
      strategies: this.#rows.map(({ strategy, tally, streaks }) => ({
        strategy,
        sums: tally.sums(),
        streak: streaks.streak(),
      })),
    }
  }

  #rowOf(strategy: string): Row {
    const known = this.#rows.find((row) => row.strategy === strategy)
    if (known !== undefined) return known
    const row = { strategy, tally: new TradeTally(), streaks: new Streaks() }
    this.#rows.push(row)
    return row
  }
}
