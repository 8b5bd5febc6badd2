import type { StrategiesBody } from '../../src/web/contract/strategies.ts'
import { count, sentence } from '../format.ts'
import { Field } from './field.tsx'

interface ParameterFieldsProps {
  readonly parameters: StrategiesBody['strategies'][number]['parameters']
  /** What was written; the present value where nothing was. */
  readonly texts: Readonly<Record<string, string>>
  readonly faults: Readonly<Record<string, string>>
  readonly onChange: (name: string, text: string) => void
}

const inWords = (name: string): string => name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()

/** The numbers of a strategy, each with its meaning, its bounds and its default. */
export const ParameterFields = ({ parameters, texts, faults, onChange }: ParameterFieldsProps) =>
  parameters.map(({ name, says, value, defaultValue, min, max }) => (
    <Field
      key={name}
      label={<span className="text-m text-ink">{inWords(name)}</span>}
      hint={`${sentence(says)} ${count(min)} to ${count(max)}${defaultValue === null ? ', or empty' : `, usually ${defaultValue}`}.`}
      fault={faults[name]}
    >
      {({ className, ...control }) => (
        <input
          {...control}
          autoComplete="off"
          inputMode="decimal"
          value={texts[name] ?? (value === null ? '' : String(value))}
          className={`${className} figures text-right`}
          onChange={({ target }) => onChange(name, target.value)}
        />
      )}
    </Field>
  ))
