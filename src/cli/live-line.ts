import type { Clock } from '../core/clock.ts'
import type { Output } from './output.ts'

const REWRITE_MS = 100
const TELL_MS = 2_000

/** Tells how long work goes on: one line rewritten in place on a terminal, a line now and then elsewhere. */
export function liveLine(output: Output, clock: Clock, isTerminal = process.stderr.isTTY) {
  const everyMs = isTerminal ? REWRITE_MS : TELL_MS
  let dueAt = clock.now() + everyMs
  let isShown = false
  return {
    show(words: () => string): void {
      if (clock.now() < dueAt) return
      dueAt = clock.now() + everyMs
      if (!isTerminal) return output.say(words())
      const width = Math.max(20, process.stderr.columns - 1)
      process.stderr.write(`\r\u001b[2K${words().slice(0, width)}`)
      isShown = true
    },
    /** Leaves the line clean. */
    end(): void {
      if (isShown) process.stderr.write('\r\u001b[2K')
    },
  }
}
