import { classes } from '../../components/classes.ts'
import { useLive } from '../../live/live-context.ts'
import { useNow } from '../../now.ts'
import { clockTime, duration } from '../../times.ts'

/** From here on it is said in amber. */
const NEARLY_MS = 60_000

/** How long until a moment of the desk's own clock, in milliseconds; counts down. */
export function useLeftMs(until: string): number {
  useNow()
  const { connection } = useLive()
  return Date.parse(until) - connection.deskNow()
}

interface TimeLeftProps {
  readonly until: string
  readonly className?: string
}

/** How long an answer still counts, counting down. */
export function TimeLeft({ until, className }: TimeLeftProps) {
  const leftMs = useLeftMs(until)
  const isNearly = leftMs <= NEARLY_MS
  return (
    <time
      dateTime={until}
      title={`until ${clockTime(until)}`}
      className={classes('whitespace-nowrap', isNearly && 'text-warn', className)}
    >
      {isNearly ? '▲ ' : ''}
      {leftMs <= 0 ? 'time is up' : `${duration(leftMs)} left`}
    </time>
  )
}
