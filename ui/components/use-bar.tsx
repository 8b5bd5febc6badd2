import { classes } from './classes.ts'

/** From this share of a limit on it is nearly used up. */
const NEARLY = 0.8

interface UseBarProps {
  /** What is used, in words. */
  readonly label: string
  readonly value: number
  readonly limit: number
  /** Value and limit as they are written: `39 / 80 %`. */
  readonly text: string
}

/** How much of a limit is used: a bar, and the same in figures. */
export function UseBar({ label, value, limit, text }: UseBarProps) {
  const share = limit > 0 ? Math.min(1, Math.max(0, value / limit)) : 0
  const colour = share >= 1 ? 'bg-loss' : share >= NEARLY ? 'bg-warn' : 'bg-accent'
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(limit, value)}
      aria-valuenow={value}
      aria-valuetext={text}
      className="h-2 min-w-16 grow rounded-sm bg-line"
    >
      <div className={classes('h-full rounded-sm', colour)} style={{ width: `${share * 100}%` }} />
    </div>
  )
}
