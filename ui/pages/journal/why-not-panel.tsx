import { useMemo } from 'react'
import { useRead } from '../../api/api-context.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { PercentChange, Price } from '../../components/figure.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { count, sentence, symbolOf } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { clockTime, dayShort } from '../../times.ts'
import { type RefusedIdea, refusedIdea, sinceBps } from './refused-idea.ts'

const LIMIT = 200

/** What the idea did afterwards, by the price of now. */
function Since({ idea }: { readonly idea: RefusedIdea }) {
  const last = useTopic('quotes', (quotes) => quotes[idea.instrument]?.lastPaise)
  return <PercentChange bps={last === undefined ? null : sinceBps(idea, last)} />
}

const COLUMNS: readonly Column<RefusedIdea>[] = [
  {
    id: 'at',
    head: 'Time',
    value: ({ at }) => at,
    cell: ({ at }) => (
      <span className="whitespace-nowrap">
        <span className="text-s text-quiet">{dayShort(at)} </span>
        {clockTime(at)}
      </span>
    ),
  },
  {
    id: 'idea',
    head: 'Idea',
    value: ({ side, quantity, instrument }) => `${side} ${quantity} ${symbolOf(instrument)}`,
    cell: ({ side, quantity, instrument, strategy }) => (
      <>
        {side} {quantity > 0 ? `${count(quantity)} ` : ''}
        <strong className="font-semibold">{symbolOf(instrument)}</strong>
        <span className="block text-s text-quiet">{strategy}</span>
      </>
    ),
  },
  {
    id: 'why',
    head: 'Why not',
    value: ({ says }) => says,
    cell: ({ says }) => <span className="text-pretty">{sentence(says)}</span>,
  },
  {
    id: 'price',
    head: 'At',
    says: 'Price that the idea was made at',
    isNumber: true,
    from: 'md',
    value: ({ decisionPaise }) => decisionPaise,
    cell: ({ decisionPaise }) => <Price paise={decisionPaise} />,
  },
  {
    id: 'since',
    head: 'Since',
    says: 'What it would have made by now, before costs: with a plus the refusal cost something',
    isNumber: true,
    value: () => null,
    cell: (idea) => <Since idea={idea} />,
  },
]
const idOf = ({ seq }: RefusedIdea): string => String(seq)

interface WhyNotPanelProps {
  readonly onOpen: (correlationId: string) => void
}

/** Ideas that risk refused, why, and what became of them. */
export function WhyNotPanel({ onOpen }: WhyNotPanelProps) {
  const query = { types: 'risk.order_denied', limit: LIMIT }
  const denied = useRead('/api/events', {}, { query })
  const { data } = denied
  const rows = useMemo(
    () => (data?.events ?? []).flatMap((event) => refusedIdea(event) ?? []).toReversed(),
    [data],
  )
  const open = (seq: string) => {
    const found = rows.find((row) => String(row.seq) === seq)
    if (found) onOpen(found.correlationId)
  }
  return (
    <Panel
      title="Refused ideas"
      source={`the last ${LIMIT} refusals`}
      className="border-t-0 pt-0"
      state={readState(denied)}
      skeleton={<TableSkeleton rows={8} />}
      tools={<ExportTools name="refused" columns={COLUMNS} rows={rows} />}
      empty={rows.length === 0 ? 'Nothing was refused yet: every order passed every check.' : null}
    >
      <DataTable
        caption="Ideas that were refused; enter opens the chain of one"
        columns={COLUMNS}
        rows={rows}
        idOf={idOf}
        onOpen={open}
      />
    </Panel>
  )
}
