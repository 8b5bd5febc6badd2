import { type DeadLetter, ObserverLog } from './observer.ts'

/** A fold that knows how far it got. */
interface Fold {
  readonly seq: number
}

/**
 * The cursor of a fold that lives in memory is the fold's own place: a durable one would skip, after a restart, what the
 * fold has not seen. Dead letters stay where all are.
 */
export class ViewCursor extends ObserverLog {
  readonly #view: Fold
  readonly #letters: ObserverLog

  constructor(view: Fold, letters: ObserverLog) {
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
