import { useMemo } from 'react'
import type { FundamentalsBody } from '../../../src/web/contract/research.ts'
import { useRead } from '../../api/api-context.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { NONE } from '../../format.ts'
import { dayShort } from '../../times.ts'
import { RATIOS, type RatioName } from './ratios.ts'

interface Row {
  readonly id: RatioName
  readonly word: string
  readonly says: string
  readonly text: string | null
  readonly source: string | null
  readonly asOf: string | null
  /** What others say. */
  readonly others: string
}

const dayOf = (date: string): string => `${dayShort(date)} ${date.slice(0, 4)}`

function rowsOf({ ratios, sources }: FundamentalsBody): readonly Row[] {
  return RATIOS.map(({ id, word, says, write }) => {
    const newest = ratios[id]
    const others = sources.flatMap((line) => {
      const value = line[id]
      return value === null || line.source === newest?.source
        ? []
        : [`${write(value)} ${line.source}, ${dayOf(line.asOf)}`]
    })
    return {
      id,
      word,
      says,
      text: newest ? write(newest.value) : null,
      source: newest?.source ?? null,
      asOf: newest?.asOf ?? null,
      others: others.join('; '),
    }
  })
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'ratio',
    head: 'Ratio',
    value: ({ word }) => word,
    cell: ({ word, says, others }) => (
      <span title={says}>
        {word}
        {others === '' ? null : <span className="block text-s text-quiet">also {others}</span>}
      </span>
    ),
  },
  {
    id: 'value',
    head: 'Newest',
    isNumber: true,
    value: ({ text }) => text,
    cell: ({ text }) => text ?? NONE,
  },
  {
    id: 'source',
    head: 'Source',
    value: ({ source }) => source,
    cell: ({ source, asOf }) =>
      source === null || asOf === null ? (
        <span className="text-quiet">nobody says</span>
      ) : (
        <span className="text-s">
          {source}{' '}
          <time dateTime={asOf} className="whitespace-nowrap text-quiet">
            {dayOf(asOf)}
          </time>
        </span>
      ),
  },
]
const idOf = ({ id }: Row): string => id

/** Ratios of a company: the newest of each with who says it and of which day, and what others say. */
export function FundamentalsPanel({ instrument }: { readonly instrument: string }) {
  const asked = useRead('/api/fundamentals/:instrument', { instrument }, { freshMs: 60_000 })
  const { data } = asked
  const rows = useMemo(() => (data ? rowsOf(data) : []), [data])
  return (
    <Panel
      title="Fundamentals"
      source="as of the market’s time"
      state={readState(asked)}
      skeleton={<TableSkeleton rows={8} />}
      tools={<ExportTools name="fundamentals" columns={COLUMNS} rows={rows} />}
      empty={
        data && data.sources.length === 0 && Object.keys(data.ratios).length === 0 ? (
          <Nothing what="fundamentals" />
        ) : null
      }
    >
      <DataTable caption="Ratios of the company" columns={COLUMNS} rows={rows} idOf={idOf} />
    </Panel>
  )
}

/** Said where nothing of a kind was imported. */
export const Nothing = ({ what }: { readonly what: string }) => (
  <>
    No {what} of it are stored. Import a file:{' '}
    <code className="font-mono text-s">npx robo-trader data import FILE… --format {what}</code>.
  </>
)
