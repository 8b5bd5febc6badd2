import { Link } from '@tanstack/react-router'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { ExactMoney, MoneyChange, PercentChange, Price } from '../../components/figure.tsx'
import { Panel } from '../../components/panel.tsx'
import { count, counted, sentence, symbolOf } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { dayShort, isoDate, minuteTime } from '../../times.ts'
import { RESULT } from './result-state.ts'
import type { RunTrade } from './run-result.ts'

/** Leads to the chart where the desk has prices of the share; a run may know others. */
function Symbol({ instrument }: { readonly instrument: string }) {
  const isCharted = useTopic('quotes', (quotes) => quotes[instrument] !== undefined) ?? false
  const symbol = <strong className="font-semibold">{symbolOf(instrument)}</strong>
  return isCharted ? (
    <Link to="/chart" search={{ instrument, interval: 'day' }}>
      {symbol}
    </Link>
  ) : (
    symbol
  )
}

const Moment = ({ at }: { readonly at: string }) => (
  <time dateTime={at} className="whitespace-nowrap" title={isoDate(at)}>
    {dayShort(at)} {at.slice(0, 4)} <span className="text-s text-quiet">{minuteTime(at)}</span>
  </time>
)

const COLUMNS: readonly Column<RunTrade>[] = [
  {
    id: 'instrument',
    head: 'Trade',
    value: ({ instrument }) => symbolOf(instrument),
    cell: ({ instrument, side, quantity }) => (
      <span className="whitespace-nowrap">
        <Symbol instrument={instrument} />
        <span className="text-s text-quiet">
          {' '}
          {side} {count(quantity)}
        </span>
      </span>
    ),
  },
  {
    id: 'opened',
    head: 'In',
    value: ({ openedAt }) => openedAt,
    cell: ({ openedAt, openReason }) => (
      <span title={sentence(openReason)}>
        <Moment at={openedAt} />
      </span>
    ),
  },
  {
    id: 'closed',
    head: 'Out',
    value: ({ closedAt }) => closedAt,
    cell: ({ closedAt, closeReason }) => (
      <span title={sentence(closeReason)}>
        <Moment at={closedAt} />
      </span>
    ),
  },
  {
    id: 'entry',
    head: 'At',
    isNumber: true,
    from: 'md',
    value: ({ entryPricePaise }) => entryPricePaise,
    cell: ({ entryPricePaise }) => <Price paise={entryPricePaise} />,
  },
  {
    id: 'exit',
    head: 'To',
    isNumber: true,
    from: 'md',
    value: ({ exitPricePaise }) => exitPricePaise,
    cell: ({ exitPricePaise }) => <Price paise={exitPricePaise} />,
  },
  {
    id: 'charges',
    head: 'Charges',
    isNumber: true,
    from: 'lg',
    value: ({ chargesPaise }) => chargesPaise,
    cell: ({ chargesPaise }) => <ExactMoney paise={chargesPaise} />,
  },
  {
    id: 'net',
    head: 'Net',
    isNumber: true,
    value: ({ netPaise }) => netPaise,
    cell: ({ netPaise }) => <MoneyChange paise={netPaise} />,
  },
  {
    id: 'return',
    head: '%',
    isNumber: true,
    value: ({ returnBps }) => returnBps,
    cell: ({ returnBps }) => <PercentChange bps={returnBps} />,
  },
  {
    id: 'why',
    head: 'Why out',
    from: 'lg',
    value: ({ closeReason }) => closeReason,
    cell: ({ closeReason }) => <span className="text-s text-quiet">{sentence(closeReason)}</span>,
  },
]
const idOf = ({ instrument, openedAt, closedAt, side, quantity }: RunTrade): string =>
  `${instrument} ${openedAt} ${closedAt} ${side} ${quantity}`

/** Every closed trade of a run. */
export const RunTradesPanel = ({ trades }: { readonly trades: readonly RunTrade[] }) => (
  <Panel
    title="Trades"
    source={counted(trades.length, 'closed trade')}
    state={RESULT}
    skeleton={null}
    tools={<ExportTools name="trades" columns={COLUMNS} rows={trades} />}
    empty={
      trades.length === 0
        ? 'No trade was closed: the strategy found no reason, or risk refused every one. The journal of the run says which.'
        : null
    }
  >
    <div
      className="max-h-[70vh] overflow-y-auto"
      tabIndex={0}
      role="group"
      aria-label="Trades, to be scrolled"
    >
      <DataTable caption="Closed trades of the run" columns={COLUMNS} rows={trades} idOf={idOf} />
    </div>
  </Panel>
)
