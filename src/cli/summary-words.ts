import { counted } from '../adapters/files/import-report.ts'
import { formatChange, formatPaise } from '../domain/money.ts'
import type { SessionSummary } from '../services/session-fold.ts'
import { textTable } from './output.ts'

const count = (value: number): string => value.toLocaleString('en-IN')

/** The summary as a person reads it: result, positions, and the contract note that adds up. */
export function summaryWords(summary: SessionSummary): string {
  const { capitalPaise, flowPaise, finalEquityPaise, cashPaise, charges, metrics, orders } = summary
  const lines = [
    '',
    `${summary.market} · book ${summary.book} · ${counted(summary.sessions, 'session')}`,
    '',
    textTable(
      ['', ''],
      [
        ['Equity', formatPaise(finalEquityPaise)],
        ['Result', formatChange(finalEquityPaise - capitalPaise - flowPaise)],
        ['Cash', formatPaise(cashPaise)],
        ['Charges', formatPaise(charges.totalPaise)],
        ['Max drawdown', `${(metrics.drawdown.maxBps / 100).toFixed(2)} %`],
        ['Trades closed', count(metrics.trades.trades)],
        ['Orders approved', count(orders.approved)],
        ['Orders denied', count(orders.denied)],
        ['Wishes dropped', count(orders.dropped)],
      ],
    ),
  ]
  if (summary.positions.length > 0) lines.push('', 'Open positions', positionTable(summary))
  if (summary.contractNote) lines.push('', noteWords(summary.contractNote))
  for (const warning of summary.warnings) lines.push('', `Warning: ${warning}`)
  lines.push('', `Journal: ${counted(summary.events, 'event')}, ${summary.journalHash}`)
  return lines.join('\n')
}

const positionTable = ({ positions }: SessionSummary): string =>
  textTable(
    ['', 'shares', 'average', 'last', 'result'],
    positions.map(
      ({ instrument, quantity, averagePricePaise, lastPricePaise, unrealisedPaise }) => [
        instrument,
        count(quantity),
        formatPaise(averagePricePaise),
        formatPaise(lastPricePaise),
        formatChange(unrealisedPaise),
      ],
    ),
  )

type Note = NonNullable<SessionSummary['contractNote']>

function noteWords({ date, lines, charges }: Note): string {
  const items = [
    ['Brokerage', charges.brokeragePaise],
    ['Securities transaction tax', charges.sttPaise],
    ['Exchange transaction', charges.transactionPaise],
    ['Investor protection fund', charges.ipftPaise],
    ['SEBI fee', charges.sebiPaise],
    ['GST', charges.gstPaise],
    ['Stamp duty', charges.stampPaise],
    ['Depository', charges.dpPaise],
    ['Square-off', charges.squareOffPaise],
    ['In all', charges.totalPaise],
  ] as const
  return [
    `Contract note of ${date}, ${counted(lines.length, 'instrument')} traded`,
    textTable(
      ['', ''],
      items.map(([name, amount]) => [name, formatPaise(amount)]),
    ),
  ].join('\n')
}
