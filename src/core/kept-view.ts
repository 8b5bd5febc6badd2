import type { RiskLimits } from '../domain/risk-limits.ts'
import { type DeskPicture, type DeskState, DeskView } from './desk-view.ts'
import { toTradingError } from './error-handler.ts'
import type { Event } from './events.ts'
import type { Journal } from './journal.ts'
import type { Logger } from './log.ts'
import type { Narration } from './narration.ts'

/** Where the view is put away, so that a start need not fold the whole journal. What it holds may be lost. */
export interface DeskViewStore {
  /** The newest view of this very journal, or null. */
  load(): Promise<DeskState | null>
  save(state: DeskState): Promise<void>
}

export interface KeptViewDeps {
  readonly journal: Journal
  readonly views: DeskViewStore
  readonly log: Logger
  /** Those that the book began with. */
  readonly limits?: RiskLimits
}

const PAGE = 5_000

/** The view of the desk across restarts: put away now and then, taken up again, and folded to the journal's end. */
export class KeptView {
  readonly #deps: KeptViewDeps
  readonly #view: DeskView
  #putAwaySeq = 0

  constructor({ journal, views, log, limits }: KeptViewDeps) {
    this.#deps = { journal, views, log }
    this.#view = new DeskView(limits)
  }

  /** Place of the last event that it shows. */
  get seq(): number {
    return this.#view.seq
  }

  get picture(): DeskPicture {
    return this.#view.view()
  }

  apply(event: Event): Narration | null {
    return this.#view.apply(event)
  }

  /** Takes the newest view up and folds what the journal holds beyond it. */
  async restore(signal: AbortSignal): Promise<void> {
    const { journal, views } = this.#deps
    const saved = await views.load()
    if (saved !== null) this.#view.load(saved)
    await journal.durable(journal.head)
    for (let rows = PAGE; rows === PAGE && !signal.aborted; ) {
      const events = await journal.read(this.#view.seq, PAGE)
      for (const event of events) this.#view.apply(event)
      rows = events.length
    }
  }

  /** The journal has it all, so a view that cannot be put away only makes the next start longer. */
  async putAway(): Promise<void> {
    const state = this.#view.save()
    if (state.seq === this.#putAwaySeq) return
    this.#putAwaySeq = state.seq
    await this.#deps.views.save(state).catch((error: unknown) => {
      const { code } = toTradingError(error)
      this.#deps.log.warn('the view of the desk was not put away', { code, error })
    })
  }
}
