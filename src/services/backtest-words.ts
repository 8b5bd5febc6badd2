import type { Assumptions, BacktestSpec, PositionLine } from '../domain/backtest.ts'
import { DEFAULT_FILLS } from '../domain/fill-model.ts'
import { formatPaise } from '../domain/money.ts'
import { type ChargeTerms, statementOf } from '../domain/rulebook/charge-rates.ts'
import type { BacktestData } from './backtest-data.ts'
import type { RunLedger } from './run-ledger.ts'

/** What the figures rest on, said with every result. */
export function assumptionsOf(
  spec: BacktestSpec,
  data: BacktestData,
  { terms }: { readonly terms: ChargeTerms },
): Assumptions {
  const { halfSpreadBps, impactBps, liquidityShareBps, slippageBpsMax } = DEFAULT_FILLS
  const slippage =
    spec.slippage === 'none'
      ? 'None: market orders fill whole, exactly at the price they meet'
      : `Half spread ${halfSpreadBps} bp and ${impactBps} bp × √(share of the bar’s volume) against market orders; ` +
        `entries above ${slippageBpsMax} bp are refused; our orders take at most ${liquidityShareBps / 100} % of a bar’s volume`
  const waits =
    spec.slippage === 'none'
      ? 'An order whose session brings no bar of its share waits for the next bar, however late'
      : 'An order whose session brings no bar of its share ends with that session'
  return {
    fills:
      'A decision at a bar’s close trades at the next bar’s open. Inside a bar the price goes from the open to the ' +
      'extreme that is worse for the position, to the other, to the close; stops and limits fill where they are met, ' +
      `gaps at the open. ${waits}`,
    slippage,
    risk: spec.isRiskOn
      ? 'Every check of the desk applies, with the configured limits'
      : 'Off: only checks of form, session and money apply, no stop or target is added, and prices are believed as they stand',
    charges: `Zerodha’s and the exchange’s charges as of each day, the depository fee once a share and sell day. ${statementOf(terms)}`,
    data: data.origins,
    orders: 'An open position at the end stays open and is marked at its last close',
  }
}

/** Open positions at their last close. */
export function positionLines(ledger: RunLedger): readonly PositionLine[] {
  return [...ledger.positions.values()].map((position) => {
    const { instrument, product, quantity, costPaise } = position
    const lastPricePaise = ledger.lastPrice(position)
    const valuePaise = quantity * lastPricePaise
    return {
      instrument,
      product,
      quantity,
      averagePricePaise: costPaise / quantity,
      costPaise,
      lastPricePaise,
      valuePaise,
      unrealisedPaise: valuePaise - costPaise,
    }
  })
}

/** What a reader must know before believing the figures. */
export function warningsOf(
  { isRiskOn }: BacktestSpec,
  ledger: RunLedger,
  data: BacktestData,
): readonly string[] {
  const warnings = [...data.warnings]
  const consequence = isRiskOn
    ? 'until the price came back it was neither traded nor revalued'
    : 'with risk off it was traded and valued at the new price, as if the shares were the same'
  for (const { instrument, date, previousClose, open, nearestRatio } of ledger.gaps) {
    const hint = nearestRatio === null ? '' : `, near ${nearestRatio}`
    warnings.push(
      `${instrument} stepped from ${formatPaise(previousClose)} to ${formatPaise(open)} on ${date}${hint}, and no ` +
        `corporate action says why: ${consequence}. Import its actions`,
    )
  }
  const stopped = ledger.breaches.find(({ rule }) => rule === 'drawdown')
  if (stopped) {
    warnings.push(
      `The drawdown stop was reached on ${stopped.date}: no entry was allowed while equity stayed below it`,
    )
  }
  for (const reason of ledger.halts) warnings.push(`Trading halted: ${reason}`)
  // A trial lists none, so nothing there could be taken for all of them.
  if (ledger.trades.length > 0 && ledger.tradeCount > ledger.trades.length) {
    warnings.push(
      `Only the first ${ledger.trades.length} of ${ledger.tradeCount} trades are listed; all of them count`,
    )
  }
  return warnings
}
