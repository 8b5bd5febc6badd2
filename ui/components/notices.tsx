import { X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import type { Failure } from '../api/failure.ts'
import { IconButton } from './button.tsx'
import { classes } from './classes.ts'

/** Something that was done, or did not work, told once. */
interface Notice {
  readonly id: number
  readonly says: string
  readonly code: string | null
  readonly isBad: boolean
}

const STAYS_MS = 8_000
const KEPT = 4
const listeners = new Set<() => void>()
let notices: readonly Notice[] = []
let last = 0

function turn(next: readonly Notice[]): void {
  notices = next
  for (const listener of listeners) listener()
}

const drop = (id: number): void => turn(notices.filter((notice) => notice.id !== id))

function add(says: string, code: string | null, isBad: boolean): void {
  const id = ++last
  turn([...notices, { id, says, code, isBad }].slice(-KEPT))
  if (!isBad) setTimeout(() => drop(id), STAYS_MS)
}

/** Tells what was done; it goes by itself. */
export const tell = (says: string): void => add(says, null, false)

/** Tells what did not work; it stays until it is put away. */
export const tellFailure = ({ message, code }: Failure): void => add(message, code, true)

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where notices appear: read out politely, never over what is being read. */
export function Notices() {
  const shown = useSyncExternalStore(listen, () => notices)
  return (
    <div
      role="status"
      aria-live="polite"
      className="no-print fixed right-3 bottom-3 left-3 z-50 space-y-2 md:left-auto md:w-96"
    >
      {shown.map(({ id, says, code, isBad }) => (
        <div
          key={id}
          className={classes(
            'flex items-start gap-2 rounded-sm border bg-paper p-3 shadow-float',
            isBad ? 'border-loss' : 'border-line',
          )}
        >
          <p className="grow">
            {says}
            {code === null ? null : (
              <code className="block font-mono text-s text-quiet">{code}</code>
            )}
          </p>
          <IconButton label="Put away" onClick={() => drop(id)}>
            <X size={16} aria-hidden="true" />
          </IconButton>
        </div>
      ))}
    </div>
  )
}
