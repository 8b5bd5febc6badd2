import { useState } from 'react'
import type { RunRow } from '../../../src/web/contract/strategies.ts'
import { Field } from '../../components/field.tsx'
import { Named } from '../../components/figure.tsx'
import { Panel } from '../../components/panel.tsx'
import { count, counted, NONE, percent, ratio } from '../../format.ts'
import { AssumptionsPanel } from './assumptions-panel.tsx'
import { HeadedPanel } from './headed-panel.tsx'
import { HeatSurface } from './heat-surface.tsx'
import { RESULT } from './result-state.ts'
import type { SweepResult } from './run-result.ts'
import { objectiveName, objectiveText, trialText } from './sweep-words.ts'
import { TrialsPanel } from './trials-panel.tsx'
import { WalkForwardPanel } from './walk-forward-panel.tsx'

interface SweepViewProps {
  readonly run: RunRow
  readonly result: SweepResult
}

/** What a sweep found, on what ground its best stands, and what so many trials do to it. */
export function SweepView({ run, result }: SweepViewProps) {
  return (
    <>
      <HeadedPanel run={run} warnings={result.warnings}>
        <BestLine result={result} />
        <Stability result={result} />
        <LuckLine result={result} />
      </HeadedPanel>
      <HeatPanel result={result} />
      <WalkForwardPanel result={result} />
      <TrialsPanel result={result} />
      <AssumptionsPanel
        assumptions={result.assumptions}
        dataHash={result.dataHash}
        orders="the best is run again for its figures"
      />
    </>
  )
}

/** What so many trials do to the best of them. */
function LuckLine({ result }: { readonly result: SweepResult }) {
  const { trials, counted: looks, forbidden, best } = result
  return (
    <p className="pt-1 text-s text-pretty text-quiet">
      {counted(trials.length, 'combination')} tried
      {forbidden > 0 ? `, ${count(forbidden)} left out as they make no sense` : ''};{' '}
      {counted(looks.count, 'trial')} of this strategy are counted over these data, and the best of
      so many looks better than it is:{' '}
      {best && best.metrics.significance.deflatedSharpe.value !== null
        ? `the chance that its Sharpe ratio is more than luck is ${percent(best.metrics.significance.deflatedSharpe.value * 10_000)}.`
        : (best?.metrics.significance.deflatedSharpe.reason ?? 'none was good enough to judge.')}
    </p>
  )
}

/** The objective over two of the parameters that were varied; of more than two, those that are picked. */
function HeatPanel({ result }: { readonly result: SweepResult }) {
  const { spec } = result
  const swept = Object.entries(spec.parameters)
    .filter(([, values]) => values.length > 1)
    .map(([name]) => name)
  const [across, setAcross] = useState(swept[0] ?? '')
  const [down, setDown] = useState(swept[1] ?? '')
  const pick = (label: string, chosen: string, onChoose: (name: string) => void) => (
    <Field label={label}>
      {(control) => (
        <select {...control} value={chosen} onChange={({ target }) => onChoose(target.value)}>
          {swept.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </Field>
  )
  return (
    <Panel
      title="Heat surface"
      source={objectiveName(spec.objective)}
      state={RESULT}
      skeleton={null}
      empty={
        swept.length < 2 ? 'One parameter alone was varied: the trials below show all of it.' : null
      }
    >
      {swept.length > 2 ? (
        <div className="grid max-w-md grid-cols-2 gap-3 pb-2">
          {pick('Across', across, setAcross)}
          {pick('Down', down, setDown)}
        </div>
      ) : null}
      <HeatSurface result={result} across={across} down={down} />
    </Panel>
  )
}

function BestLine({ result: { best, spec } }: { readonly result: SweepResult }) {
  if (!best)
    return (
      <p className="py-2 text-warn">▲ No combination could be judged: too few trades or days.</p>
    )
  const { figures } = best.trial
  const figure = (name: string, write: (value: number) => string) => {
    const value = figures[name] ?? null
    return value === null ? NONE : write(value)
  }
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-2 py-2 md:grid-cols-6">
      <Named name="Best">{trialText(best.trial, spec)}</Named>
      <Named name={objectiveName(spec.objective)}>
        {objectiveText(figures[spec.objective] ?? null, spec.objective)}
      </Named>
      <Named name="Net return">{figure('totalReturnBps', percent)}</Named>
      <Named name="Drawdown">{figure('maxDrawdownBps', percent)}</Named>
      <Named name="Sharpe ratio">{figure('sharpe', ratio)}</Named>
      <Named name="Trades">{figure('trades', count)}</Named>
    </dl>
  )
}

/** Whether the best stands on a plateau or on a needle. */
function Stability({ result: { stability, spec } }: { readonly result: SweepResult }) {
  if (!stability || stability.known === 0) {
    return (
      <p className="text-quiet">
        No neighbour of the best was tried: whether it is luck cannot be said.
      </p>
    )
  }
  const write = (value: number | null) => objectiveText(value, spec.objective)
  return (
    <p className="text-pretty">
      Of its {counted(stability.neighbours, 'neighbour')} one step away the middle one has{' '}
      {write(stability.median)} and the worst {write(stability.worst)}, the best itself{' '}
      {write(stability.best)}: the closer these are, the less it is luck.
    </p>
  )
}
