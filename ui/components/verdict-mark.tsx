import type { Recommendation } from '../../src/web/contract/ai.ts'
import { classes } from './classes.ts'

const MARKS = {
  BUY: ['▲', 'text-gain'],
  SELL: ['▼', 'text-loss'],
  HOLD: ['●', 'text-quiet'],
} as const

interface VerdictMarkProps {
  readonly verdict: Recommendation['verdict']
  readonly className?: string
}

/** A verdict: sign, word and colour say the same. */
export function VerdictMark({ verdict, className }: VerdictMarkProps) {
  const [sign, colour] = MARKS[verdict]
  return (
    <span className={classes('font-semibold whitespace-nowrap', colour, className)}>
      <span aria-hidden="true">{sign} </span>
      {verdict}
    </span>
  )
}
