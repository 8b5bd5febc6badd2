import type { Clock } from '../core/clock.ts'
import type { LiveBook } from '../core/live-book.ts'
import type { FeedLabel } from '../core/ports.ts'
import { clockTime, dateOf } from '../domain/time.ts'
import type { Output } from './output.ts'

export interface ViewDeps {
  readonly live: LiveBook
  readonly label: FeedLabel
  readonly output: Output
  readonly clock: Clock
  readonly speed: number
}

/** Follows the desk in the terminal until closed. */
export function openView({ live, label, output }: ViewDeps): { close(): void } {
  const listening = live.kernel.journal.onDurable((events) => {
    for (const { type, at } of events) {
      if (type === 'market.open' || type === 'market.close') {
        output.say(`${label.source} ${dateOf(at)} ${clockTime(at)} ${type}`)
      }
    }
  })
  return { close: () => listening[Symbol.dispose]() }
}
