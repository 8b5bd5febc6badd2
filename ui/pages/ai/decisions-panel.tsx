import { useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import type { Recommendation } from '../../../src/web/contract/ai.ts'
import { useRead } from '../../api/api-context.ts'
import { Chips } from '../../components/chips.tsx'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { PercentChange } from '../../components/figure.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { RecommendationView } from '../../components/recommendation-view.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { VerdictMark } from '../../components/verdict-mark.tsx'
import { count, NONE, percent, sentence, symbolOf } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { clockTime, dayShort } from '../../times.ts'

const gainOf = ({ outcome }: Recommendation): number | null => outcome?.outcomeBps ?? null
/** What the trade brought more than the index in the same time. */
function overIndex({ outcome }: Recommendation): number | null {
  if (!outcome || outcome.outcomeBps === null || outcome.benchmarkBps === null) return null
  return outcome.outcomeBps - outcome.benchmarkBps
}

const FATES: Readonly<Record<Recommendation['fate']['state'], string>> = {
  noted: '● noted',
  dropped: '✗ dropped',
  waiting: '? waits for you',
  approved: '✓ approved',
  rejected: '✗ rejected',
  expired: '○ expired',
  denied: '✗ denied by risk',
  ordered: '✓ ordered',
  traded: '✓ traded',
  unfilled: '○ not filled',
  unknown: '– not known any more',
}

const COLUMNS: readonly Column<Recommendation>[] = [
  {
    id: 'at',
    head: 'Time',
    from: 'md',
    value: ({ at }) => at,
    cell: ({ at }) => (
      <span className="whitespace-nowrap">
        <span className="text-s text-quiet">{dayShort(at)} </span>
        {clockTime(at)}
      </span>
    ),
  },
  {
    id: 'instrument',
    head: 'Decision',
    value: ({ instrument }) => symbolOf(instrument),
    cell: ({ instrument, verdict, provenance }) => (
      <>
        <VerdictMark verdict={verdict} />{' '}
        <strong className="font-semibold">{symbolOf(instrument)}</strong>
        {provenance === 'analysis' ? null : (
          <span className="block text-s text-quiet">from {provenance}</span>
        )}
      </>
    ),
  },
  {
    id: 'conviction',
    head: 'Model',
    says: 'What the model says, and how sure it is',
    isNumber: true,
    from: 'lg',
    value: ({ conviction }) => conviction,
    cell: ({ conviction, modelVerdict, verdict }) => (
      <>
        {modelVerdict === verdict ? '' : `${modelVerdict} `}
        {percent(conviction * 10_000)}
      </>
    ),
  },
  {
    id: 'score',
    head: 'Score',
    says: 'Of the scorer, 0 to 100',
    isNumber: true,
    from: 'lg',
    value: ({ score }) => score.overall,
    cell: ({ score, disagreement }) => (
      <span title={disagreement ?? undefined}>
        {disagreement === null ? '' : <span className="text-warn">▲ </span>}
        {score.overall === null ? NONE : count(score.overall)}
      </span>
    ),
  },
  {
    id: 'fate',
    head: 'What became of it',
    value: ({ fate, whyNot }) => whyNot ?? fate.says,
    cell: ({ fate, whyNot }) => (
      <>
        {FATES[fate.state]}
        <span className="block text-s text-pretty text-quiet">{sentence(whyNot ?? fate.says)}</span>
      </>
    ),
  },
  {
    id: 'outcome',
    head: 'Brought',
    says: 'What the trade brought by its day, against doing nothing, before charges',
    isNumber: true,
    value: gainOf,
    cell: (row) => <PercentChange bps={gainOf(row)} />,
  },
  {
    id: 'benchmark',
    head: 'NIFTY',
    says: 'What the index did in the same time',
    isNumber: true,
    from: 'md',
    value: ({ outcome }) => outcome?.benchmarkBps ?? null,
    cell: ({ outcome }) => <PercentChange bps={outcome?.benchmarkBps ?? null} />,
  },
  {
    id: 'over',
    head: 'Over it',
    says: 'What it brought more than the index',
    isNumber: true,
    from: 'md',
    value: overIndex,
    cell: (row) => <PercentChange bps={overIndex(row)} />,
  },
]
const idOf = ({ id }: Recommendation): string => id

const KINDS = [
  { id: 'all', word: 'all' },
  { id: 'proposed', word: 'proposed' },
  { id: 'why-not', word: 'why not' },
] as const
type Kind = (typeof KINDS)[number]['id']

const isOfKind =
  (kind: Kind) =>
  ({ whyNot }: Recommendation): boolean =>
    kind === 'all' || (kind === 'why-not') === (whyNot !== null)

/** Decisions as they come: those of the socket stand for what was asked before. */
function useDecisions() {
  const asked = useRead('/api/agents/recommendations', {}, { query: { limit: 300 } })
  const live = useTopic('ai', (state) => state.recommendations)
  const { refetch } = asked
  useEffect(() => {
    if (live) void refetch()
  }, [live, refetch])
  return asked
}

/** Everything that the AI came to, with what became of it, against the index and against doing nothing. */
export function DecisionsPanel() {
  const navigate = useNavigate()
  const asked = useDecisions()
  const [kind, setKind] = useState<Kind>('all')
  const [opened, setOpened] = useState<string | null>(null)
  const all = asked.data?.recommendations
  const rows = useMemo(() => (all ?? []).filter(isOfKind(kind)), [all, kind])
  const chosen = rows.find(({ id }) => id === opened)
  return (
    <Panel
      title="Decision log"
      source="what each brought is known on its day"
      className="border-t-0 pt-0"
      state={readState(asked)}
      skeleton={<TableSkeleton rows={6} />}
      tools={
        <>
          <Chips label="Decisions" options={KINDS} chosen={[kind]} onToggle={setKind} />
          <ExportTools name="decisions" columns={COLUMNS} rows={rows} />
        </>
      }
      empty={
        rows.length === 0
          ? all && all.length > 0
            ? 'None of that kind.'
            : 'No decision yet. The first analysis brings one a share, dropped ideas with the rule that stopped them.'
          : null
      }
    >
      <DataTable
        caption="Decisions of the AI; enter opens one"
        columns={COLUMNS}
        rows={rows}
        idOf={idOf}
        chosen={opened}
        onOpen={(id) => setOpened(id === opened ? null : id)}
      />
      {chosen ? (
        <section
          aria-label={`Decision on ${symbolOf(chosen.instrument)}`}
          className="mt-3 border-l-2 border-accent pl-3"
        >
          <RecommendationView recommendation={chosen} />
          {chosen.analysisId === null ? null : (
            <button
              type="button"
              className="text-accent underline"
              onClick={() =>
                void navigate({ to: '/ai', search: { analysis: chosen.analysisId ?? '' } })
              }
            >
              The analysis, step by step
            </button>
          )}
        </section>
      ) : null}
    </Panel>
  )
}
