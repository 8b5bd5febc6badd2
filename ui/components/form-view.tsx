import type { ReactNode } from 'react'
import { NONE, ratio, spoken } from '../format.ts'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A value that stands in a line; null for one that has parts of its own. */
function plain(value: unknown): string | null {
  if (value === null || value === undefined) return NONE
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : ratio(value)
  if (typeof value === 'string') return value === '' ? NONE : value
  if (!Array.isArray(value)) return null
  const parts = value.map((part: unknown) => (Array.isArray(part) ? null : plain(part)))
  return parts.includes(null) ? null : parts.length === 0 ? 'none' : parts.join(', ')
}

interface FormViewProps {
  readonly value: unknown
  /** Parts that are said elsewhere. */
  readonly without?: readonly string[]
}

/** A filled form as names and values: only text is drawn, whatever the values hold. */
export function FormView({ value, without = [] }: FormViewProps): ReactNode {
  const text = plain(value)
  if (text !== null) return <span className="text-pretty break-words">{text}</span>
  if (Array.isArray(value)) {
    return (
      <ul>
        {value.map((part: unknown, place) => (
          // A form does not change once it is filled.
          <li key={place} className="border-b border-line py-1 last:border-b-0">
            {isRecord(part) ? <Line part={part} /> : <FormView value={part} />}
          </li>
        ))}
      </ul>
    )
  }
  if (!isRecord(value)) return null
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4">
      {Object.entries(value)
        .filter(([name]) => !without.includes(name))
        .map(([name, part]) => (
          <div key={name} className="contents">
            <dt className="text-quiet">{spoken(name)}</dt>
            <dd className="min-w-0">
              <FormView value={part} />
            </dd>
          </div>
        ))}
    </dl>
  )
}

/** What a row is about stands first, unnamed. */
const HEADS = ['claim', 'lesson', 'note', 'says']

function Line({ part }: { readonly part: Readonly<Record<string, unknown>> }) {
  const head = HEADS.find((name) => typeof part[name] === 'string')
  const rest = Object.entries(part).filter(([name]) => name !== head)
  return (
    <>
      {head === undefined ? null : (
        <span className="text-pretty break-words">{String(part[head])} </span>
      )}
      <span className="text-s text-quiet">
        {rest
          .map(([name, value]) => `${spoken(name)} ${plain(value) ?? JSON.stringify(value)}`)
          .join(' · ')}
      </span>
    </>
  )
}
