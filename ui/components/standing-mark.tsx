import { classes } from './classes.ts'

const MARKS = {
  ready: ['✓', 'text-gain', 'ready'],
  degraded: ['▲', 'text-warn', 'degraded'],
  blocked: ['✗', 'text-loss', 'blocked'],
  unknown: ['?', 'text-quiet', 'unknown'],
} as const

/** How something stands: a sign, a colour and a word that say the same. */
export function StandingMark({ state }: { readonly state: keyof typeof MARKS }) {
  const [sign, colour, word] = MARKS[state]
  return (
    <span className={classes('inline-flex items-baseline gap-1.5 whitespace-nowrap', colour)}>
      <span aria-hidden="true">{sign}</span>
      {word}
    </span>
  )
}
