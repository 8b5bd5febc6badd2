import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import { useState } from 'react'
import { useWrite } from '../../api/api-context.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { FailureNote } from '../../components/failure-note.tsx'
import { Field } from '../../components/field.tsx'
import { Panel } from '../../components/panel.tsx'
import { ParameterFields } from '../../components/parameter-fields.tsx'
import { sentence } from '../../format.ts'
import { parameterOf, parameterText, type Strategy } from './parameters.ts'

interface StrategyPanelProps {
  readonly strategy: Strategy
  readonly onSaved: () => void
  readonly onClose: () => void
}

const HERE = { at: null, isLoading: false, failure: null } as const

/** What a strategy does and by what numbers; they are saved for the next start. */
export function StrategyPanel({ strategy, onSaved, onClose }: StrategyPanelProps) {
  const { name, says, source } = strategy
  return (
    <Panel
      title={name}
      source="parameters"
      state={HERE}
      skeleton={null}
      className="lg:sticky lg:top-20 lg:self-start"
      tools={
        <IconButton label={`Close ${name}`} onClick={onClose}>
          <X size={16} aria-hidden="true" />
        </IconButton>
      }
    >
      <p className="py-1 text-pretty">{says}</p>
      <p className="pb-3 text-s text-pretty text-quiet">{sentence(source)}</p>
      <ParametersForm strategy={strategy} onSaved={onSaved} />
    </Panel>
  )
}

function ParametersForm({ strategy, onSaved }: Omit<StrategyPanelProps, 'onClose'>) {
  const { name, parameters, intervals } = strategy
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({})
  const [interval, setInterval] = useState(strategy.interval ?? '')
  const save = useWrite('PUT /api/strategies/:name')
  const { values, faults } = readTexts(texts, parameters)
  const isOther = interval !== (strategy.interval ?? '')
  const changed = Object.keys(values).length + Number(isOther)
  const send = () =>
    save.mutate(
      {
        names: { name },
        body: {
          ...(Object.keys(values).length > 0 ? { parameters: values } : {}),
          ...(isOther ? { interval } : {}),
        },
      },
      { onSuccess: onSaved },
    )
  return (
    <form
      noValidate
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (changed > 0 && Object.keys(faults).length === 0) send()
      }}
    >
      <IntervalField
        interval={interval}
        intervals={intervals}
        onChange={(next) => {
          save.reset()
          setInterval(next)
        }}
      />
      <ParameterFields
        parameters={parameters}
        texts={texts}
        faults={{ ...save.error?.fields, ...faults }}
        onChange={(field, text) => {
          save.reset()
          setTexts({ ...texts, [field]: text })
        }}
      />
      {save.error ? <FailureNote failure={save.error} /> : null}
      {save.data ? (
        <p role="status" className="text-s text-pretty text-accent">
          ✓ Saved. {save.data.says.map(sentence).join(' ')}
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="submit"
          look="primary"
          isBusy={save.isPending}
          disabled={changed === 0 || Object.keys(faults).length > 0}
        >
          Save for the next start
        </Button>
        <Link to="/backtests" search={{ strategy: name }}>
          Try it on the past
        </Link>
      </div>
    </form>
  )
}

/** The values that were changed, and what is wrong in others, by parameter. */
function readTexts(
  texts: Readonly<Record<string, string>>,
  parameters: Strategy['parameters'],
): {
  readonly values: Readonly<Record<string, number | null>>
  readonly faults: Readonly<Record<string, string>>
} {
  const faults: Record<string, string> = {}
  const values: Record<string, number | null> = {}
  for (const parameter of parameters) {
    const text = texts[parameter.name]
    if (text === undefined || text === parameterText(parameter.value)) continue
    const read = parameterOf(text, parameter)
    if ('fault' in read) faults[parameter.name] = read.fault
    else values[parameter.name] = read.value
  }
  return { values, faults }
}

interface IntervalFieldProps {
  readonly interval: string
  readonly intervals: Strategy['intervals']
  readonly onChange: (interval: string) => void
}

const IntervalField = ({ interval, intervals, onChange }: IntervalFieldProps) => (
  <Field label="Bars that it decides on">
    {(control) => (
      <select {...control} value={interval} onChange={({ target }) => onChange(target.value)}>
        {intervals.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    )}
  </Field>
)
