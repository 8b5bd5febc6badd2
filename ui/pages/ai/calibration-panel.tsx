import { useMemo } from 'react'
import type { CalibrationBody, ForecastRow } from '../../../src/web/contract/ai.ts'
import { useRead } from '../../api/api-context.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { Figure, Named, PercentChange } from '../../components/figure.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { count, NONE, percent, sentence, symbolOf } from '../../format.ts'
import { dayShort } from '../../times.ts'
import { ReliabilityDiagram } from './reliability-diagram.tsx'

const decimals = new Intl.NumberFormat('en-IN', {
  minimumFractionDigits: 3,
  maximumFractionDigits: 3,
})

const STATES: Readonly<Record<ForecastRow['state'], string>> = {
  open: '○ open',
  came: '✓ came',
  did_not_come: '✗ did not come',
  unresolvable: '– cannot be told',
}

const COLUMNS: readonly Column<ForecastRow>[] = [
  {
    id: 'instrument',
    head: 'Forecast',
    value: ({ instrument }) => symbolOf(instrument),
    cell: ({ instrument, side, resolvesOn }) => (
      <>
        <strong className="font-semibold">{symbolOf(instrument)}</strong>{' '}
        {side === 'buy' ? 'higher' : 'lower'}
        <span className="block text-s text-quiet">by {dayShort(resolvesOn)}</span>
      </>
    ),
  },
  {
    id: 'probability',
    head: 'Said',
    isNumber: true,
    value: ({ probability }) => probability,
    cell: ({ probability }) => (probability === null ? NONE : percent(probability * 10_000)),
  },
  {
    id: 'state',
    head: 'Came',
    isNumber: true,
    value: ({ state }) => state,
    cell: ({ state, outcome }) => (
      <>
        {STATES[state]}
        {outcome ? (
          <span className="block text-s">
            <PercentChange bps={outcome.outcomeBps} />
          </span>
        ) : null}
      </>
    ),
  },
]
const idOf = ({ id }: ForecastRow): string => id

/** How probabilities held: what was said against what came. */
export function CalibrationPanel() {
  const asked = useRead('/api/agents/forecasts', {}, { freshMs: 30_000 })
  const { data } = asked
  const rows = useMemo(
    () => (data?.forecasts ?? []).filter(({ probability }) => probability !== null),
    [data],
  )
  return (
    <Panel
      title="Forecasts"
      source="probabilities against what came"
      className="lg:border-t-0 lg:pt-0"
      state={readState(asked)}
      skeleton={<ListSkeleton rows={6} />}
      tools={<ExportTools name="forecasts" columns={COLUMNS} rows={rows} />}
      empty={
        data && rows.length === 0 && data.calibration.resolved === 0
          ? 'Nothing was foretold yet. Each proposal comes with a probability and a day on which it is resolved.'
          : null
      }
    >
      {data ? <Calibration calibration={data.calibration} /> : null}
      <DataTable caption="Forecasts, newest first" columns={COLUMNS} rows={rows} idOf={idOf} />
    </Panel>
  )
}

function Calibration({ calibration }: { readonly calibration: CalibrationBody }) {
  const { resolved, brier, bins, says } = calibration
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-6 py-2">
        <Named name="Brier score">
          <Figure text={brier === null ? NONE : decimals.format(brier)} />{' '}
          <span className="text-s text-quiet">0 is perfect, 0.25 a coin</span>
        </Named>
        <Named name="Resolved">
          <Figure text={count(resolved)} />
        </Named>
      </dl>
      {says === null ? null : (
        <p className="border-l-2 border-warn pl-3 text-s text-pretty">
          <strong className="text-warn">▲ Sample too small.</strong> {sentence(says)}
        </p>
      )}
      {resolved === 0 ? null : <ReliabilityDiagram bins={bins} />}
    </>
  )
}
