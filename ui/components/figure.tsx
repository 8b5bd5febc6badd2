import { type ReactNode, useEffect, useRef } from 'react'
import { exactRupees, NONE, percentChange, price, rupeeChange, rupees } from '../format.ts'
import { classes } from './classes.ts'

/** A cell is marked at most so often. */
const MARK_MS = 500
const FADE_MS = 900
const reduced = matchMedia('(prefers-reduced-motion: reduce)')

interface FigureProps {
  /** The figure as it is written; a change of it is marked by an underline that fades. */
  readonly text: string
  readonly tone?: 'gain' | 'loss' | 'warn' | 'quiet' | undefined
  readonly title?: string | undefined
  /** Follows from a figure beside it, whose change is marked already. */
  readonly isDerived?: boolean | undefined
  readonly className?: string | undefined
}

const TONES = {
  gain: 'text-gain',
  loss: 'text-loss',
  warn: 'text-warn',
  quiet: 'text-quiet',
} as const

/** A number as it is written, in figures of one width. */
export function Figure({ text, tone, title, isDerived, className }: FigureProps) {
  const place = useRef<HTMLSpanElement>(null)
  const before = useRef(text)
  const markedAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    if (before.current === text) return
    before.current = text
    const now = performance.now()
    if (isDerived || now - markedAt.current < MARK_MS || reduced.matches) return
    markedAt.current = now
    place.current?.animate(
      [
        { boxShadow: 'inset 0 -1px var(--color-accent)' },
        { boxShadow: 'inset 0 -1px transparent' },
      ],
      { duration: FADE_MS, easing: 'ease-out' },
    )
  }, [text, isDerived])
  return (
    <span
      ref={place}
      title={title}
      className={classes('figures whitespace-nowrap', tone && TONES[tone], className)}
    >
      {text}
    </span>
  )
}

interface AmountProps {
  readonly paise: number | null
  readonly className?: string | undefined
}

/** Rupees, without paise. */
export const Money = ({ paise, className }: AmountProps) => (
  <Figure text={paise === null ? NONE : rupees(paise)} className={className} />
)

/** Rupees to the paisa: tickets, notes, charges. */
export const ExactMoney = ({ paise, className }: AmountProps) => (
  <Figure text={paise === null ? NONE : exactRupees(paise)} className={className} />
)

/** A price, where the sign of the rupee stands elsewhere. */
export const Price = ({ paise, className }: AmountProps) => (
  <Figure text={paise === null ? NONE : price(paise)} className={className} />
)

const toneOf = (value: number | null): 'gain' | 'loss' | undefined =>
  value === null || value === 0 ? undefined : value > 0 ? 'gain' : 'loss'

/** A change in rupees: its sign says what its colour repeats. */
export const MoneyChange = ({ paise, className }: AmountProps) => (
  <Figure
    text={paise === null ? NONE : rupeeChange(paise)}
    tone={toneOf(paise)}
    className={className}
  />
)

interface ShareProps {
  readonly bps: number | null
  readonly className?: string | undefined
}

/** A change in percent. */
export const PercentChange = ({ bps, className }: ShareProps) => (
  <Figure
    text={bps === null ? NONE : percentChange(bps)}
    tone={toneOf(bps)}
    isDerived
    className={className}
  />
)

/** A figure with its name above: a headline row is made of these. */
export function Named({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-s text-quiet">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
