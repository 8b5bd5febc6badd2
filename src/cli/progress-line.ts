import type { Clock } from '../core/clock.ts'
import type { Output } from './output.ts'

/** Between two looks on a terminal, and between two lines where each one stays. */
const SHOW_EVERY_MS = 250
const SAY_EVERY_MS = 10_000
/** Work that took longer is worth saying that it is over. */
const LONG_MS = 2_000

/** One line that tells how far long work has come: rewritten in place on a terminal, told now and then elsewhere. */
export function progressLine(output: Output, clock: Clock, isTerminal = process.stderr.isTTY) {
  const startedAt = clock.now()
  const everyMs = isTerminal ? SHOW_EVERY_MS : SAY_EVERY_MS
  let shownAt = startedAt
  let hasShown = false
  return {
    /** `part` is 0 to 1. */
    show(part: number, words: () => string): void {
      const now = clock.now()
      if (now - shownAt < everyMs) return
      shownAt = now
      const left = part > 0 ? Math.round(((now - startedAt) / part) * (1 - part)) : 0
      const line = `${(part * 100).toFixed(0)} % · ${words()} · ${(left / 1_000).toFixed(0)} s left`
      if (!isTerminal) {
        output.say(line)
        return
      }
      hasShown = true
      process.stderr.write(`\r\u001b[2K${line}`)
    },
    end(): void {
      if (hasShown) process.stderr.write('\r\u001b[2K')
      if (!isTerminal && clock.now() - startedAt > LONG_MS) output.say('Done.')
    },
  }
}
