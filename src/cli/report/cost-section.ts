import type { BacktestResult, PositionLine } from '../../domain/backtest.ts'
import type { Items } from '../../domain/charges.ts'
import { DENIALS, type DenialReason } from '../../domain/denial.ts'
import {
  bps,
  count,
  counted,
  exactRupees,
  NONE,
  percent,
  price,
  priceChange,
  toneOf,
} from './figures.ts'
import { type Html, html, type Part } from './html.ts'
import { emptyText, figureTable, panel, shareBar } from './panel.ts'

const CHARGE_WORDS = {
  brokeragePaise: 'Brokerage',
  sttPaise: 'Securities transaction tax',
  transactionPaise: 'Exchange transaction charge',
  ipftPaise: 'Investor protection fund',
  sebiPaise: 'SEBI turnover fee',
  gstPaise: 'GST and service tax',
  stampPaise: 'Stamp duty',
  dpPaise: 'Depository fee',
  squareOffPaise: 'Square-off fee',
} as const satisfies Record<keyof Items, string>

type ChargeItem = keyof typeof CHARGE_WORDS
const isChargeItem = (name: string): name is ChargeItem => name in CHARGE_WORDS

/** Bought and sold in all: both sides of closed trades and what opened the positions that are left, paise. */
const turnoverOf = ({ metrics, positions }: BacktestResult): number =>
  positions.reduce((sum, { costPaise }) => sum + Math.abs(costPaise), metrics.trades.tradedPaise)

/** Each charge in rupees, as a share of all charges and of what was bought and sold. */
export function costSection(result: BacktestResult): Html {
  const { charges, metrics } = result
  const turnover = turnoverOf(result)
  const { totalPaise } = charges
  if (turnover === 0) {
    return panel(
      'costs',
      'What it cost',
      null,
      emptyText('Nothing was bought or sold, so nothing was charged.'),
    )
  }
  const cells = (label: string, paise: number): readonly Part[] => [
    label,
    price(paise),
    totalPaise === 0 ? NONE : percent((paise / totalPaise) * 10_000),
    bps((paise / turnover) * 10_000),
  ]
  const items = Object.keys(CHARGE_WORDS).filter(isChargeItem)
  const { grossPaise, netPaise, chargesPaise } = metrics.trades
  return panel(
    'costs',
    'What it cost',
    `${exactRupees(turnover)} bought and sold. Closed trades: ${priceChange(grossPaise)} gross, ${price(chargesPaise)} of charges, ${priceChange(netPaise)} net, in rupees.`,
    figureTable(
      'Charges',
      ['Charge', '₹', 'of all charges', 'of turnover'],
      items.map((item) => cells(CHARGE_WORDS[item], charges[item])),
      cells('All charges', totalPaise),
    ),
  )
}

const isDenialReason = (name: string): name is DenialReason => name in DENIALS

/** What became of the wishes, and why those that were denied were. */
export function ordersSection({ orders, spec }: BacktestResult): Html {
  const { approved, denied, dropped, denials } = orders
  const reasons = Object.entries(denials)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, times]) => ({
      says: isDenialReason(reason) ? DENIALS[reason].says : reason,
      times,
    }))
  const largest = reasons[0]?.times ?? 1
  const body =
    reasons.length === 0
      ? emptyText(
          approved === 0 && dropped === 0
            ? `${spec.strategy} wished for nothing in this range: nothing was approved, nothing was denied.`
            : 'No order was denied.',
        )
      : figureTable(
          'Why orders were denied',
          ['Why not', 'Times', 'Share'],
          reasons.map(({ says, times }) => [says, count(times), shareBar(times / largest)]),
        )
  return panel(
    'orders',
    'Orders and denials',
    `${counted(approved, 'order')} approved, ${count(denied)} denied${denied > 0 ? ' (an order may fail several checks)' : ''}, ${counted(dropped, 'wish', 'wishes')} dropped because the limits left room for no share or nothing was left to close.`,
    body,
  )
}

/** What is still open at the end; nothing where nothing is. */
export const positionsSection = (positions: readonly PositionLine[]): Html | null =>
  positions.length === 0
    ? null
    : panel(
        'positions',
        'Open at the end',
        'Marked at the last close; not among the trades.',
        figureTable(
          'Open positions',
          ['Instrument', 'Product', 'Shares', 'Average ₹', 'Last ₹', 'Value ₹', 'Unrealised ₹'],
          positions.map((position) => [
            position.instrument,
            position.product,
            count(position.quantity),
            price(position.averagePricePaise),
            price(position.lastPricePaise),
            price(position.valuePaise),
            html`<span class="${toneOf(position.unrealisedPaise)}">${priceChange(position.unrealisedPaise)}</span>`,
          ]),
        ),
      )
