import type { DeskView } from './desk-view.ts'
import { type DeadLetter, ObserverLog } from './observer.ts'

/**
 * The cursor of a fold that lives in memory is the fold's own place: a durable one would skip, after a restart, what the
 * fold has not seen. Dead letters stay where all are.
 */
export class ViewCursor extends ObserverLog {
  readonly #view: DeskView
  readonly #letters: ObserverLog

  constructor(view: DeskView, letters: ObserverLog) {
    super()
    this.#view = view
    this.#letters = letters
  }

  override async cursor(_handler: string): Promise<number> {
    return this.#view.seq
  }

  override async advance(_handler: string, _seq: number): Promise<void> {}

  override bury(letter: DeadLetter): Promise<void> {
    return this.#letters.bury(letter)
  }
}
