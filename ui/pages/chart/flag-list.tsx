import { Link } from '@tanstack/react-router'
import type { Failure } from '../../api/failure.ts'
import { FailureNote } from '../../components/failure-note.tsx'
import { symbolOf } from '../../format.ts'
import { dayAndTime } from '../../times.ts'
import type { Flag } from './flags.ts'

/** As many as are read. */
const SHOWN = 30

interface FlagListProps {
  readonly instrument: string
  readonly flags: readonly Flag[]
  readonly failure: Failure | null
  /** The one that is looked at in the chart. */
  readonly looked: string | null
  readonly onLook: (flag: Flag) => void
}

/** What was published while the bars were made, newest first; one that is chosen is brought into sight above. */
export function FlagList({ instrument, flags, failure, looked, onLook }: FlagListProps) {
  const symbol = symbolOf(instrument)
  return (
    <section aria-label="News and results" className="pt-3">
      <div className="flex flex-wrap items-baseline gap-x-3 text-s">
        <h3 className="font-normal text-quiet">News and results in these bars</h3>
        <Link to="/research" search={{ instrument }}>
          Research {symbol}
        </Link>
      </div>
      {failure ? <FailureNote failure={failure} /> : null}
      {flags.length === 0 && !failure ? (
        <p className="py-1 text-s text-quiet">
          None is known: they come with research files, imported by robo-trader data import FILE….
        </p>
      ) : null}
      <ul aria-label="Flags of the chart">
        {flags.slice(0, SHOWN).map((flag) => (
          <li key={flag.id} className="border-b border-line last:border-b-0">
            <button
              type="button"
              aria-pressed={flag.id === looked}
              className="flex min-h-8 w-full items-baseline gap-2 py-1 text-left hover:text-accent aria-pressed:bg-wash"
              onClick={() => onLook(flag)}
            >
              <span aria-hidden="true" className="w-4 shrink-0 text-center text-s text-accent">
                {flag.kind === 'earnings' ? 'E' : 'N'}
              </span>
              <time
                dateTime={flag.at}
                className="w-24 shrink-0 text-s whitespace-nowrap text-quiet"
              >
                {dayAndTime(flag.at)}
              </time>
              <span className="min-w-0 text-pretty break-words">
                {flag.says} <span className="text-s text-quiet">{flag.source}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
