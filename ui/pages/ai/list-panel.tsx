import { useMemo } from 'react'
import type { AnalysisLine } from '../../../src/web/contract/ai.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Panel } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { count, exactRupees, sentence, symbolOf } from '../../format.ts'
import { clockTime, dayShort, duration } from '../../times.ts'
import { isUnderWay, useAnalyses } from './use-analyses.ts'
import { WorkState } from './work-state.tsx'

const lastedMs = ({ startedAt, endedAt }: AnalysisLine): number | null =>
  startedAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt)

const COLUMNS: readonly Column<AnalysisLine>[] = [
  {
    id: 'instruments',
    head: 'Analysis',
    value: ({ instruments }) => instruments.map(symbolOf).join(', '),
    cell: ({ instruments, createdAt, askedBy, isScripted }) => (
      <>
        <strong className="font-semibold">{instruments.map(symbolOf).join(', ')}</strong>
        <span className="block text-s text-quiet">
          {dayShort(createdAt)} {clockTime(createdAt)}, asked by {askedBy}
          {isScripted ? <span className="text-warn"> · SCRIPTED MODEL</span> : ''}
        </span>
      </>
    ),
  },
  {
    id: 'state',
    head: 'State',
    value: ({ state }) => state,
    cell: ({ state, error }) => (
      <>
        <WorkState state={state} />
        {error === null ? null : (
          <code className="block font-mono text-s text-quiet">{error.code}</code>
        )}
      </>
    ),
  },
  {
    id: 'says',
    head: 'Came to',
    from: 'md',
    value: ({ says, error }) => error?.message ?? says,
    cell: ({ says, error }) => (
      <span className="text-pretty">{sentence(error?.message ?? says)}</span>
    ),
  },
  {
    id: 'steps',
    head: 'Steps',
    isNumber: true,
    from: 'lg',
    value: ({ stepsDone }) => stepsDone,
    cell: ({ stepsDone, stepsAll }) => `${stepsDone}/${stepsAll}`,
  },
  {
    id: 'tokens',
    head: 'Tokens',
    isNumber: true,
    from: 'md',
    value: ({ tokens }) => tokens,
    cell: ({ tokens }) => count(tokens),
  },
  {
    id: 'cost',
    head: 'Rupees',
    says: 'At list prices',
    isNumber: true,
    value: ({ costPaise }) => costPaise,
    cell: ({ costPaise }) => exactRupees(costPaise),
  },
  {
    id: 'lasted',
    head: 'Took',
    isNumber: true,
    from: 'lg',
    value: lastedMs,
    cell: (line) => {
      const ms = lastedMs(line)
      return ms === null ? '' : duration(ms)
    },
  },
]
const idOf = ({ id }: AnalysisLine): string => id

/** Every analysis that ended, newest first; enter reads one as a story. */
export function ListPanel({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const { state, analyses } = useAnalyses()
  const rows = useMemo(() => analyses.filter((line) => !isUnderWay(line)), [analyses])
  return (
    <Panel
      title="Analyses"
      source="newest first"
      state={state}
      skeleton={<TableSkeleton rows={5} />}
      tools={<ExportTools name="analyses" columns={COLUMNS} rows={rows} />}
      empty={
        rows.length === 0
          ? 'No analysis has ended yet. Each stays here with every prompt, tool call, token and rupee.'
          : null
      }
    >
      <DataTable
        caption="Analyses; enter opens one"
        columns={COLUMNS}
        rows={rows}
        idOf={idOf}
        onOpen={onOpen}
      />
    </Panel>
  )
}
