import type { Evidence } from '../../src/web/contract/ai.ts'
import { sentence } from '../format.ts'
import { dayAndTime, dayShort } from '../times.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
/** `23 Nov 2026` of a day, with the time of a moment. */
const whenOf = (asOf: string): string =>
  DAY.test(asOf) ? `${dayShort(asOf)} ${asOf.slice(0, 4)}` : dayAndTime(asOf)

interface EvidenceListProps {
  readonly evidence: readonly Evidence[]
}

/** What an argument rests on: each piece with its number, its source and its date. */
export function EvidenceList({ evidence }: EvidenceListProps) {
  if (evidence.length === 0) {
    return (
      <p className="py-1 text-quiet">
        No evidence was given: it rests on nothing that was checked.
      </p>
    )
  }
  return (
    <ol aria-label="Evidence">
      {evidence.map(({ id, kind, says, source, asOf }) => (
        <li
          key={id}
          className="flex break-inside-avoid gap-3 border-b border-line py-1 last:border-b-0"
        >
          <code className="w-7 shrink-0 font-mono text-s leading-5 text-quiet">{id}</code>
          <span className="min-w-0 text-pretty break-words">
            {sentence(says)}
            <span className="block text-s text-quiet">
              {kind} · {source} · <time dateTime={asOf}>{whenOf(asOf)}</time>
            </span>
          </span>
        </li>
      ))}
    </ol>
  )
}
