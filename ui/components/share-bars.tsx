import type { ReactNode } from 'react'
import { classes } from './classes.ts'

/** One bar: its length is its size among the others. */
export interface ShareBar {
  readonly id: string
  readonly label: string
  readonly size: number
  readonly figure: ReactNode
}

interface ShareBarsProps {
  readonly label: string
  readonly bars: readonly ShareBar[]
  /** Gains lie right and losses left of a middle line. */
  readonly isSigned?: boolean
}

/** Amounts beside each other as bars, each with its figure; losses are hatched by their place, not by colour alone. */
export function ShareBars({ label, bars, isSigned = false }: ShareBarsProps) {
  const longest = Math.max(1, ...bars.map(({ size }) => Math.abs(size)))
  return (
    <ul aria-label={label}>
      {bars.map(({ id, label: name, size, figure }) => {
        const share = (Math.abs(size) / longest) * (isSigned ? 50 : 100)
        const left = isSigned ? (size < 0 ? 50 - share : 50) : 0
        return (
          <li key={id} className="flex items-center gap-3 border-b border-line py-1.5">
            <span className="w-28 shrink-0 truncate" title={name}>
              {name}
            </span>
            <span aria-hidden="true" className="relative h-2 grow">
              {isSigned ? <span className="absolute -inset-y-1 left-1/2 w-px bg-line" /> : null}
              <span
                className={classes(
                  'absolute h-full rounded-sm',
                  isSigned ? (size < 0 ? 'bg-loss' : 'bg-gain') : 'bg-accent',
                )}
                style={{ left: `${left}%`, width: `${share}%` }}
              />
            </span>
            <span className="figures min-w-28 text-right whitespace-nowrap">{figure}</span>
          </li>
        )
      })}
    </ul>
  )
}
