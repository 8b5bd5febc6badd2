import { useState } from 'react'
import type { RunRow, StoredBody } from '../../../src/web/contract/strategies.ts'
import { useWrite } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { Choice } from '../../components/choice.tsx'
import { FailureNote } from '../../components/failure-note.tsx'
import { Field } from '../../components/field.tsx'
import { ParameterFields } from '../../components/parameter-fields.tsx'
import { counted } from '../../format.ts'
import type { Strategy } from '../strategies/parameters.ts'
import { firstDraft, type RunDraft, readRun } from './run-draft.ts'
import { OBJECTIVES } from './sweep-words.ts'

const KINDS = [
  { id: 'one', word: 'One run' },
  { id: 'sweep', word: 'Optimise' },
] as const
const RISK = [
  { id: 'on', word: 'Limits on' },
  { id: 'off', word: 'Off' },
] as const
const SLIPPAGE = [
  { id: 'default', word: 'Usual' },
  { id: 'none', word: 'None' },
] as const
const INTERVALS = ['day', '1h', '30m', '15m', '5m', '1m'] as const

interface RunFormProps {
  readonly strategies: readonly Strategy[]
  readonly stored: Pick<StoredBody, 'series'>
  /** The strategy to begin with. */
  readonly first: string
  readonly onStarted: (run: RunRow) => void
}

/** Asks for a run, or for a sweep over several values of its parameters. */
export function RunForm({ strategies, stored, first, onStarted }: RunFormProps) {
  const [draft, setDraft] = useState(() => firstDraft(first, stored))
  const start = useWrite('POST /api/backtests')
  const strategy = strategies.find(({ name }) => name === draft.strategy)
  if (!strategy) return null
  const { wish, faults } = readRun(draft, strategy)
  const told = { ...start.error?.fields, ...faults }
  const set = (part: Partial<RunDraft>) => {
    start.reset()
    setDraft({ ...draft, ...part })
  }
  const isFaulty = Object.keys(faults).length > 0
  const trials = Object.values(wish.ranges ?? {}).reduce((all, { length }) => all * length, 1)
  return (
    <form
      noValidate
      className="space-y-3 pt-1"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isFaulty && !start.isPending)
          start.mutate({ names: {}, body: wish }, { onSuccess: onStarted })
      }}
    >
      <StrategyField strategies={strategies} draft={draft} onChange={set} />
      <Choice
        label="What is wanted"
        options={KINDS}
        chosen={draft.isSweep ? 'sweep' : 'one'}
        onChoose={(id) => set({ isSweep: id === 'sweep' })}
      />
      <RangeFields draft={draft} faults={told} onChange={set} />
      <ParametersPart strategy={strategy} draft={draft} faults={told} onChange={set} />
      {draft.isSweep ? <SearchFields draft={draft} faults={told} onChange={set} /> : null}
      {start.error ? <FailureNote failure={start.error} /> : null}
      <Button
        type="submit"
        look="primary"
        isBusy={start.isPending}
        disabled={isFaulty}
        className="w-full"
      >
        {draft.isSweep ? `Try ${counted(trials, 'combination')}` : 'Run it on the past'}
      </Button>
    </form>
  )
}

interface DraftProps {
  readonly draft: RunDraft
  readonly onChange: (part: Partial<RunDraft>) => void
}

interface PartProps extends DraftProps {
  readonly faults: Readonly<Record<string, string>>
}

interface StrategyFieldProps extends DraftProps {
  readonly strategies: readonly Strategy[]
}

/** A strategy brings parameters of its own. */
const StrategyField = ({ strategies, draft, onChange }: StrategyFieldProps) => (
  <Field label="Strategy">
    {(control) => (
      <select
        {...control}
        value={draft.strategy}
        onChange={({ target }) => onChange({ strategy: target.value, parameters: {} })}
      >
        {strategies.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    )}
  </Field>
)

interface ParametersPartProps extends PartProps {
  readonly strategy: Strategy
}

/** Its parameters: folded away for one run, open where their values are searched. */
const ParametersPart = ({ strategy, draft, faults, onChange }: ParametersPartProps) => (
  <details open={draft.isSweep}>
    <summary className="text-quiet">Parameters of {draft.strategy}</summary>
    <div className="space-y-3 pt-2">
      {draft.isSweep ? (
        <p className="text-s text-quiet">
          Several values: 5, 9, 13, or from, to and step: 5..21/4. Every combination is tried.
        </p>
      ) : null}
      <ParameterFields
        parameters={strategy.parameters}
        texts={draft.parameters}
        faults={faults}
        onChange={(name, text) => onChange({ parameters: { ...draft.parameters, [name]: text } })}
      />
    </div>
  </details>
)

/** How a sweep finds its best, and whether days that chose nothing try it. */
const SearchFields = ({ draft, faults, onChange }: PartProps) => (
  <>
    <ObjectiveField draft={draft} faults={faults} onChange={onChange} />
    <Field
      label="Walk-forward windows"
      hint="Empty for none. Each window is chosen on the days before it and tried on its own"
      fault={faults['walkForward']}
    >
      {(control) => (
        <input
          {...control}
          inputMode="numeric"
          autoComplete="off"
          value={draft.windows}
          onChange={({ target }) => onChange({ windows: target.value })}
        />
      )}
    </Field>
  </>
)

/** By which figure a sweep finds its best. */
const ObjectiveField = ({ draft, faults, onChange }: PartProps) => (
  <Field label="The best has the most of" fault={faults['ranges']}>
    {(control) => (
      <select
        {...control}
        value={draft.objective}
        onChange={({ target }) => {
          const found = OBJECTIVES.find(([id]) => id === target.value)
          if (found) onChange({ objective: found[0] })
        }}
      >
        {OBJECTIVES.map(([id, word]) => (
          <option key={id} value={id}>
            {word}
          </option>
        ))}
      </select>
    )}
  </Field>
)

/** Over what, from when to when, and under which assumptions. */
function RangeFields({ draft, faults, onChange }: PartProps) {
  const text = (
    id: 'instruments' | 'from' | 'to' | 'capital' | 'benchmark',
    label: string,
    hint?: string,
    type = 'text',
  ) => (
    <Field label={label} hint={hint} fault={faults[id]}>
      {(control) => (
        <input
          {...control}
          type={type}
          autoComplete="off"
          value={draft[id]}
          onChange={({ target }) => onChange({ [id]: target.value })}
        />
      )}
    </Field>
  )
  return (
    <>
      {text('instruments', 'Shares', 'INFY, TCS; empty takes all that are stored')}
      <div className="grid grid-cols-2 gap-3">
        {text('from', 'From', undefined, 'date')}
        {text('to', 'To', undefined, 'date')}
        <Field label="Bars" fault={faults['interval']}>
          {(control) => (
            <select
              {...control}
              value={draft.interval}
              onChange={({ target }) => onChange({ interval: target.value })}
            >
              {INTERVALS.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          )}
        </Field>
        {text('capital', 'Capital, ₹')}
      </div>
      {text('benchmark', 'Benchmark', 'NIFTY 50, where its bars are stored; empty for none')}
      <div className="grid grid-cols-2 gap-3">
        <Choice
          label="Risk"
          options={RISK}
          chosen={draft.risk}
          onChoose={(risk) => onChange({ risk })}
        />
        <Choice
          label="Slippage"
          options={SLIPPAGE}
          chosen={draft.slippage}
          onChoose={(slippage) => onChange({ slippage })}
        />
      </div>
    </>
  )
}
