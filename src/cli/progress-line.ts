import type { Clock } from '../core/clock.ts'
import type { Output } from './output.ts'

const SHOW_EVERY_MS = 250

/** One line that tells how far long work has come: rewritten in place on a terminal, told now and then elsewhere. */
export function progressLine(output: Output, clock: Clock, isTerminal = process.stderr.isTTY) {
  const startedAt = clock.now()
  let shownAt = startedAt
  let hasShown = false
  return {
    /** `part` is 0 to 1. */
    show(part: number, words: () => string): void {
      const now = clock.now()
      if (now - shownAt < SHOW_EVERY_MS) return
      shownAt = now
      const left = part > 0 ? Math.round(((now - startedAt) / part) * (1 - part)) : 0
      const line = `${(part * 100).toFixed(0)} % · ${words()} · ${(left / 1_000).toFixed(0)} s left`
      if (!isTerminal) return
      hasShown = true
      process.stderr.write(`\r\u001b[2K${line}`)
    },
    end(): void {
      if (hasShown) process.stderr.write('\r\u001b[2K')
      if (!isTerminal && clock.now() - startedAt > SHOW_EVERY_MS * 8) output.say('Done.')
    },
  }
}
