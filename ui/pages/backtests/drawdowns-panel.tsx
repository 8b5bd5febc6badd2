import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Panel } from '../../components/panel.tsx'
import { count, percent } from '../../format.ts'
import { dayLong } from '../../times.ts'
import { RESULT } from './result-state.ts'
import type { RunMetrics } from './run-result.ts'

type Fall = RunMetrics['drawdown']['deepest'][number]

const COLUMNS: readonly Column<Fall>[] = [
  {
    id: 'depth',
    head: 'Depth',
    isNumber: true,
    value: ({ depthBps }) => depthBps,
    cell: ({ depthBps }) => percent(depthBps),
  },
  {
    id: 'peak',
    head: 'From',
    value: ({ peakOn }) => peakOn,
    cell: ({ peakOn }) => dayLong(peakOn),
  },
  {
    id: 'trough',
    head: 'Lowest',
    value: ({ troughOn }) => troughOn,
    cell: ({ troughOn }) => dayLong(troughOn),
  },
  {
    id: 'recovered',
    head: 'Recovered',
    value: ({ recoveredOn }) => recoveredOn,
    cell: ({ recoveredOn }) => (recoveredOn === null ? 'not yet' : dayLong(recoveredOn)),
  },
  {
    id: 'days',
    head: 'Days',
    isNumber: true,
    value: ({ days }) => days,
    cell: ({ days }) => count(days),
  },
]
const idOf = ({ peakOn }: Fall): string => peakOn

/** The deepest falls from a highest equity, and how long each took. */
export const DrawdownsPanel = ({ deepest }: { readonly deepest: readonly Fall[] }) => (
  <Panel
    title="Drawdowns"
    source="the deepest"
    state={RESULT}
    skeleton={null}
    tools={<ExportTools name="drawdowns" columns={COLUMNS} rows={deepest} />}
    empty={deepest.length === 0 ? 'Equity never fell below an earlier close.' : null}
  >
    <DataTable caption="Deepest drawdowns" columns={COLUMNS} rows={deepest} idOf={idOf} />
  </Panel>
)
