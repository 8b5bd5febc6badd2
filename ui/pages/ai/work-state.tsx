import type { AnalysisStep } from '../../../src/web/contract/ai.ts'

const LOOKS = {
  queued: ['○', 'text-quiet', 'waits'],
  running: ['●', 'text-accent', 'runs'],
  done: ['✓', 'text-gain', 'done'],
  failed: ['✗', 'text-loss', 'failed'],
  cancelled: ['■', 'text-warn', 'cancelled'],
  skipped: ['–', 'text-quiet', 'skipped'],
} as const

/** How far something of an analysis is: sign, word and colour say the same. */
export function WorkState({ state }: { readonly state: AnalysisStep['state'] }) {
  const [sign, colour, word] = LOOKS[state]
  return (
    <span className={`whitespace-nowrap ${colour}`}>
      <span aria-hidden="true">{sign} </span>
      {word}
    </span>
  )
}
