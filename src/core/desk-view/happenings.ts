import type { Narration } from '../narration.ts'

/** A sentence of the story so far, and how many of its gist it stands for. */
export interface Happening extends Narration {
  readonly times: number
}

const KEPT = 100
/** A repetition is looked for among so many of the newest; further down it is news again. */
const REACH = 20

/** What happened, newest first: a gist that comes again moves up with its newest sentence and is counted. */
export class Happenings {
  #lines: readonly Happening[] = []

  get lines(): readonly Happening[] {
    return this.#lines
  }

  add(narration: Narration): void {
    const { gist } = narration
    const earlier =
      gist === null ? -1 : this.#lines.slice(0, REACH).findIndex((line) => line.gist === gist)
    const times = (this.#lines[earlier]?.times ?? 0) + 1
    const others = this.#lines.filter((_, index) => index !== earlier)
    this.#lines = [{ ...narration, times }, ...others].slice(0, KEPT)
  }

  load(lines: readonly Happening[]): void {
    this.#lines = lines
  }
}
