import type { Narration } from '../../core/narration.ts'
import type { FeedLabel } from '../../core/ports.ts'
import { clockTime, dateOf, MINUTE_MS } from '../../domain/time.ts'

export interface PlainLinesOptions {
  readonly label: FeedLabel
  /** Market time over wall time; at Infinity only sessions and warnings are told. */
  readonly speed: number
  readonly say: (line: string) => void
}

/** A gist that was told stands for its repetitions for so long, of market time. */
const QUIET_MS = 15 * MINUTE_MS

interface Told {
  readonly at: number
  readonly unsaid: number
}

/** The story as lines, for logs and pipes: each with where its prices come from and when it happened. */
export class PlainLines {
  readonly #options: PlainLinesOptions
  readonly #told = new Map<string, Told>()

  constructor(options: PlainLinesOptions) {
    this.#options = options
  }

  tell(narration: Narration): void {
    const { at, says, gist, weight } = narration
    if (weight === 'fact' && !Number.isFinite(this.#options.speed)) return
    if (gist === null) return this.#say(at, says)
    const before = this.#told.get(gist)
    if (before !== undefined && at - before.at < QUIET_MS) {
      this.#told.set(gist, { at: before.at, unsaid: before.unsaid + 1 })
      return
    }
    const unsaid = before?.unsaid ?? 0
    this.#told.set(gist, { at, unsaid: 0 })
    this.#say(at, unsaid === 0 ? says : `${says} (and ${unsaid} like it before)`)
  }

  #say(at: number, says: string): void {
    const { label, say } = this.#options
    say(`${label.source} ${dateOf(at)} ${clockTime(at)} ${says}`)
  }
}
