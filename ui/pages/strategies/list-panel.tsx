import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { StrategyRow } from '../../../src/web/contract/desk.ts'
import type { StrategiesBody } from '../../../src/web/contract/strategies.ts'
import type { Failure } from '../../api/failure.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { MoneyChange } from '../../components/figure.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import { count, NONE } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { parametersSay, type Strategy } from './parameters.ts'
import { Switch } from './switch.tsx'
import { useResultTrails } from './use-result-trails.ts'

/** A strategy as it stands in the book at the moment. */
interface Line {
  readonly strategy: Strategy
  readonly running: StrategyRow | null
  /** Result after each closed trade, in rupees. */
  readonly trail: readonly number[]
}

const COLUMNS: readonly Column<Line>[] = [
  {
    id: 'name',
    head: 'Strategy',
    value: ({ strategy }) => strategy.name,
    cell: ({ strategy, running }) => (
      <>
        <strong className="font-semibold">{strategy.name}</strong>
        {running?.reason ? (
          <span className="block text-s text-quiet">{running.reason}</span>
        ) : (
          <span className="block max-w-prose text-s text-pretty text-quiet">
            {strategy.says.replace(/^[^:]*: /, '').split('. ')[0]}
          </span>
        )}
      </>
    ),
  },
  {
    id: 'state',
    head: 'On',
    value: ({ running }) => (running ? (running.isRunning ? 'on' : 'off') : 'not in the book'),
    cell: ({ strategy: { name }, running }) => <Switch name={name} running={running} />,
  },
  {
    id: 'parameters',
    head: 'Parameters',
    from: 'lg',
    value: ({ strategy }) => parametersSay(strategy.parameters),
    cell: ({ strategy: { parameters } }) => (
      <span
        className="text-s text-quiet"
        title={parameters.map(({ name, says }) => `${name}: ${says}`).join('\n')}
      >
        {parametersSay(parameters)}
      </span>
    ),
  },
  {
    id: 'instruments',
    head: 'Shares',
    says: 'Instruments that it watches',
    isNumber: true,
    from: 'md',
    value: ({ running }) => running?.instruments ?? null,
    cell: ({ running }) => (running ? count(running.instruments) : NONE),
  },
  {
    id: 'trades',
    head: 'Trades',
    isNumber: true,
    value: ({ running }) => running?.trades ?? null,
    cell: ({ running }) => (running ? count(running.trades) : NONE),
  },
  {
    id: 'trail',
    head: 'Way',
    says: 'Its result after each of the last closed trades',
    from: 'md',
    value: () => null,
    cell: ({ trail }) => <Sparkline values={trail} />,
  },
  {
    id: 'gross',
    head: 'Closed',
    says: 'Result of its closed trades, before charges',
    isNumber: true,
    value: ({ running }) => running?.grossPaise ?? null,
    cell: ({ running }) => <MoneyChange paise={running?.grossPaise ?? null} />,
  },
]
const idOf = ({ strategy }: Line): string => strategy.name

interface ListPanelProps {
  readonly asked: UseQueryResult<StrategiesBody, Failure>
  readonly chosen: string | null
  readonly onOpen: (name: string) => void
}

/** Every strategy, those of the book first. */
export function ListPanel({ asked, chosen, onOpen }: ListPanelProps) {
  const book = useTopic('dashboard', (state) => state.strategies)
  const trails = useResultTrails()
  const rows = useMemo(
    () =>
      (asked.data?.strategies ?? [])
        .map((strategy) => ({
          strategy,
          running: book?.[strategy.name] ?? null,
          trail: trails.get(strategy.name) ?? [],
        }))
        .toSorted((a, b) => Number(b.running !== null) - Number(a.running !== null)),
    [asked.data, book, trails],
  )
  return (
    <Panel
      title="Strategies"
      source="on and off act at once"
      state={readState(asked)}
      skeleton={<TableSkeleton rows={6} />}
      tools={<ExportTools name="strategies" columns={COLUMNS} rows={rows} />}
      empty={rows.length === 0 ? 'This version has no strategies.' : null}
    >
      <DataTable
        caption="Strategies; enter shows the parameters of one"
        columns={COLUMNS}
        rows={rows}
        idOf={idOf}
        onOpen={onOpen}
        chosen={chosen}
      />
    </Panel>
  )
}
