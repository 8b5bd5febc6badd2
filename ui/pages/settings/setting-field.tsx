import type { SectionBody } from '../../../src/web/contract/system.ts'
import { Field } from '../../components/field.tsx'
import { sentence } from '../../format.ts'
import { fieldText, settingKind } from './setting-kind.ts'

type Setting = SectionBody['keys'][number]

/** Layers of the configuration above the file that is written here. */
const OUTWEIGHING = new Set(['environment', 'command line'])

interface SettingFieldProps {
  readonly setting: Setting
  /** What stands in the field; the value in force where nobody has written. */
  readonly text: string | undefined
  readonly fault: string | undefined
  readonly onChange: (text: string) => void
}

/** One setting: what it means, where its value came from, when a change acts. */
export function SettingField({ setting, text, fault, onChange }: SettingFieldProps) {
  const { key, value, from, allowed, isSecret, acts, says } = setting
  const kind = settingKind(allowed, value)
  const shown = text ?? fieldText(value, kind)
  const isOutweighed = OUTWEIGHING.has(from)
  const isFixed = isSecret || isOutweighed
  const origin = isSecret
    ? 'It is secret: set it in the environment.'
    : isOutweighed
      ? `The ${from} decides it, over what could be saved here.`
      : `From ${from}; a change acts ${acts === 'now' ? 'now' : `from the ${acts}`}.`
  return (
    <Field
      label={<code className="font-mono">{key}</code>}
      hint={`${sentence(says)} ${origin}`}
      fault={fault}
      className="border-b border-line py-3"
    >
      {(control) => {
        const shared = { ...control, disabled: isFixed, value: shown }
        if (kind.kind === 'flag' || kind.kind === 'choice') {
          const options = kind.kind === 'flag' ? ['true', 'false'] : kind.options
          return (
            <select {...shared} onChange={(event) => onChange(event.target.value)}>
              {options.map((option) => (
                <option key={option} value={option}>
                  {kind.kind === 'flag' ? (option === 'true' ? 'yes' : 'no') : option}
                </option>
              ))}
            </select>
          )
        }
        if (kind.kind === 'json') {
          return (
            <textarea
              {...shared}
              rows={Math.min(8, shown.split('\n').length)}
              className={`${control.className} font-mono text-s`}
              onChange={(event) => onChange(event.target.value)}
            />
          )
        }
        const isNumber = kind.kind === 'number'
        return (
          <input
            {...shared}
            {...(isNumber
              ? { type: 'number', min: kind.min, max: kind.max, step: kind.isWhole ? 1 : 'any' }
              : {})}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }}
    </Field>
  )
}
