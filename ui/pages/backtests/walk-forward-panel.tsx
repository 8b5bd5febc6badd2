import { useMemo } from 'react'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Panel } from '../../components/panel.tsx'
import { count, counted, NONE, percent } from '../../format.ts'
import { RESULT } from './result-state.ts'
import type { SweepResult, SweepWindow } from './run-result.ts'
import { objectiveName, objectiveText, trialText } from './sweep-words.ts'

const columnsOf = ({ spec }: SweepResult): readonly Column<SweepWindow>[] => {
  const { objective } = spec
  const name = objectiveName(objective)
  return [
    {
      id: 'window',
      head: 'Tried on',
      value: ({ outOfSampleFrom, outOfSampleTo }) => `${outOfSampleFrom} to ${outOfSampleTo}`,
    },
    { id: 'chosen', head: 'Chosen before', value: (window) => trialText(window, spec) },
    {
      id: 'in',
      head: `${name}, chosen on`,
      isNumber: true,
      value: ({ inSample }) => inSample[objective] ?? null,
      cell: ({ inSample }) => objectiveText(inSample[objective] ?? null, objective),
    },
    {
      id: 'out',
      head: `${name}, after`,
      isNumber: true,
      value: ({ outOfSample }) => outOfSample[objective] ?? null,
      cell: ({ outOfSample }) => objectiveText(outOfSample[objective] ?? null, objective),
    },
    {
      id: 'cagr',
      head: 'CAGR, after',
      isNumber: true,
      value: ({ outOfSample }) => outOfSample['cagrBps'] ?? null,
      cell: ({ outOfSample: { cagrBps } }) =>
        cagrBps === undefined || cagrBps === null ? NONE : percent(cagrBps),
    },
    {
      id: 'trades',
      head: 'Trades',
      isNumber: true,
      value: ({ outOfSample }) => outOfSample['trades'] ?? null,
      cell: ({ outOfSample: { trades } }) =>
        trades === undefined || trades === null ? NONE : count(trades),
    },
  ]
}
const idOf = ({ outOfSampleFrom }: SweepWindow): string => outOfSampleFrom

/** Chosen on the past, tried on what follows: what of a search is left on days that it did not see. */
export function WalkForwardPanel({ result }: { readonly result: SweepResult }) {
  const columns = useMemo(() => columnsOf(result), [result])
  const windows = result.walkForward ?? []
  return (
    <Panel
      title="Walk-forward"
      source={`${counted(windows.length, 'window')}: chosen on the past, tried on what follows`}
      state={RESULT}
      skeleton={null}
      empty={
        windows.length === 0
          ? 'Not asked for. Give a number of windows when you optimise, and each is tried on days that chose nothing.'
          : null
      }
      tools={<ExportTools name="walk-forward" columns={columns} rows={windows} />}
    >
      <DataTable caption="Windows in time order" columns={columns} rows={windows} idOf={idOf} />
    </Panel>
  )
}
