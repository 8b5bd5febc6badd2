import { lazy, Suspense, useMemo, useState } from 'react'
import { Chips } from '../../components/chips.tsx'
import { RANGES, type Range } from '../../components/equity-series.ts'
import { Figure, Money, MoneyChange, Named, PercentChange } from '../../components/figure.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { ChartSkeleton } from '../../components/skeleton.tsx'
import { NONE, percent } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'

const EquityChart = lazy(async () => {
  const { EquityChart: Chart } = await import('../../components/equity-chart.tsx')
  return { default: Chart }
})

const HEIGHT = 296
const OPTIONS = RANGES.map((id) => ({ id, word: id }))

/** What the account is worth and was worth, with the fall from its highest, the benchmark and the trades. */
export function EquityPanel() {
  const [range, setRange] = useState<Range>('1D')
  const equity = useTopic('equity', (state) => state)
  const fills = useTopic('orders', (state) => state.fills)
  const state = useTopicState('equity')
  const trades = useMemo(
    () => Object.values(fills ?? {}).map(({ at, side }) => ({ at: Date.parse(at) / 1_000, side })),
    [fills],
  )
  const hasPoints =
    equity && Object.keys(equity.today).length + Object.keys(equity.sessions).length > 1
  return (
    <Panel
      title="Equity and drawdown"
      source={equity?.benchmark ? 'with benchmark' : 'journal'}
      state={state}
      skeleton={<ChartSkeleton height={HEIGHT} />}
      tools={<Chips label="How far back" options={OPTIONS} chosen={[range]} onToggle={setRange} />}
    >
      <Headline />
      {equity && hasPoints ? (
        <Suspense fallback={<ChartSkeleton height={HEIGHT} />}>
          <EquityChart state={equity} range={range} trades={trades} />
        </Suspense>
      ) : (
        <p className="py-3 text-quiet">
          No curve yet: a point is drawn for each minute of the session, and the market has not been
          open for two.
        </p>
      )}
      {equity && equity.benchmark === null ? (
        <p className="text-s text-quiet">{equity.benchmarkSays}</p>
      ) : null}
    </Panel>
  )
}

/** The account in one row of figures. */
function Headline() {
  const money = useTopic('dashboard', (state) => state.status.money)
  if (!money) return null
  const { deployedBps } = money
  return (
    <dl className="grid grid-cols-3 gap-x-4 gap-y-2 py-2 md:grid-cols-6">
      <Named name="Today">
        <MoneyChange paise={money.todayPaise} />{' '}
        <span className="text-s">
          <PercentChange bps={money.todayBps} />
        </span>
      </Named>
      <Named name="Since the beginning">
        <MoneyChange paise={money.equityPaise - money.capitalPaise} />
      </Named>
      <Named name="Cash">
        <Money paise={money.cashPaise} />
      </Named>
      <Named name="Deployed">
        <Money paise={money.deployedPaise} />{' '}
        <Figure
          className="text-s text-quiet"
          text={deployedBps === null ? NONE : percent(deployedBps)}
        />
      </Named>
      <Named name="Lost if every stop is hit">
        <Money paise={money.openRiskPaise} />
      </Named>
      <Named name="Charges paid">
        <Money paise={money.chargesPaise} />
      </Named>
    </dl>
  )
}
