import { useTopic } from '../live/live-context.ts'
import { clockTime, dayShort } from '../times.ts'

const COMMIT_SHOWN = 8

/** Which program answers: on every screen. */
export function IdentityLine() {
  const identity = useTopic('status', (state) => state.identity)
  if (!identity) return null
  const { version, commit, startedAt, environment, port, book } = identity
  return (
    <footer className="px-3 pb-20 text-s text-quiet md:px-6 md:pb-3">
      <p className="flex flex-wrap gap-x-3 border-t border-line pt-2">
        <span>
          Robo Trader <span data-identity="version">{version}</span>
        </span>
        <span>
          commit{' '}
          <code data-identity="commit" title={commit} className="font-mono">
            {commit.slice(0, COMMIT_SHOWN)}
          </code>
        </span>
        <span>
          started{' '}
          <time data-identity="started" dateTime={startedAt}>
            {dayShort(startedAt)} {clockTime(startedAt)}
          </time>
        </span>
        <span data-identity="environment">{environment}</span>
        <span>
          port <span data-identity="port">{port}</span>
        </span>
        <span>book {book}</span>
        <span className="ml-auto">Software, not advice. Paper results are not promises.</span>
      </p>
    </footer>
  )
}
