import { useIsLive } from '../live/live-context.ts'
import { useNow } from '../now.ts'
import { ago, clockTime } from '../times.ts'

/** How old what is shown is; the time it is of when the desk does not answer. */
export function Age({ at }: { readonly at: number | null }) {
  const now = useNow()
  const isLive = useIsLive()
  if (at === null) return null
  const text = isLive ? ago(now - at) : `of ${clockTime(at)}`
  return <time dateTime={new Date(at).toISOString()}>{text}</time>
}
