import { classes } from './classes.ts'

const MARKS = {
  ready: ['✓', 'text-gain', 'ready'],
  degraded: ['▲', 'text-warn', 'degraded'],
  blocked: ['✗', 'text-loss', 'blocked'],
  unknown: ['?', 'text-quiet', 'unknown'],
} as const

interface StandingMarkProps {
  readonly state: keyof typeof MARKS
  /** On a phone the sign stands alone. */
  readonly isShort?: boolean
}

/** How something stands: a sign, a colour and a word that say the same. */
export function StandingMark({ state, isShort = false }: StandingMarkProps) {
  const [sign, colour, word] = MARKS[state]
  return (
    <span className={classes('inline-flex items-baseline gap-1.5 whitespace-nowrap', colour)}>
      <span aria-hidden="true">{sign}</span>
      <span className={isShort ? 'max-md:sr-only' : undefined}>{word}</span>
    </span>
  )
}
