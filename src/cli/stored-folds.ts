import { join } from 'node:path'
import { type DeskPicture, DeskView } from '../core/desk-view.ts'
import type { Event } from '../core/events.ts'
import { eventOf, type JournalLog } from '../core/journal.ts'
import { DeskViewFile } from '../core/state/desk-view-file.ts'
import { insightsOf, type Learnings } from '../domain/learning/insights.ts'
import type { PerformanceReport } from '../domain/performance.ts'
import { TRADE_FACTS, type TradeFact } from '../services/charged-trades.ts'
import { SessionFold } from '../services/session-fold.ts'
import { TradeHistory } from '../services/trade-history.ts'
import type { Context } from './context.ts'

const PAGE_ROWS = 5_000

/** One fold of a stored journal, gone on with whenever somebody asks. */
class StoredFold {
  readonly #rows: Pick<JournalLog, 'read'>
  readonly #apply: (event: Event) => void
  #seq: number
  #going: Promise<void> | null = null

  constructor(rows: Pick<JournalLog, 'read'>, seq: number, apply: (event: Event) => void) {
    this.#rows = rows
    this.#seq = seq
    this.#apply = apply
  }

  /** Who asks while it goes on waits for the same end. */
  toEnd(): Promise<void> {
    this.#going ??= this.#go().finally(() => {
      this.#going = null
    })
    return this.#going
  }

  async #go(): Promise<void> {
    for (let read = PAGE_ROWS; read === PAGE_ROWS; ) {
      const rows = await this.#rows.read(this.#seq, PAGE_ROWS)
      for (const row of rows) {
        this.#apply(eventOf(row))
        this.#seq = row.seq
      }
      read = rows.length
    }
  }
}

const isTradeFact = (event: Event): event is Event<TradeFact> =>
  TRADE_FACTS.some((type) => type === event.type)

/** A book's picture, figures and lessons, folded from its journal by whoever does not run it. */
export class StoredFolds {
  readonly #context: Pick<Context, 'config' | 'log'>
  readonly #book: string
  readonly #rows: JournalLog
  #viewing: Promise<{ readonly view: DeskView; readonly fold: StoredFold }> | null = null
  #past: { readonly fold: StoredFold; session: SessionFold | null } | null = null
  readonly #trades = new TradeHistory()

  constructor(context: Pick<Context, 'config' | 'log'>, book: string, rows: JournalLog) {
    this.#context = context
    this.#book = book
    this.#rows = rows
  }

  /** As of the newest stored event. */
  async picture(): Promise<DeskPicture> {
    this.#viewing ??= this.#open()
    const { view, fold } = await this.#viewing
    await fold.toEnd()
    return view.view()
  }

  /** Every metric; null for a book that has not begun. */
  async performance(): Promise<PerformanceReport | null> {
    const past = await this.#whole()
    return past.session?.report() ?? null
  }

  async learnings(sectorOf: Parameters<typeof insightsOf>[1]): Promise<Learnings> {
    await this.#whole()
    return insightsOf(this.#trades.trades, sectorOf)
  }

  async #open() {
    const { config, log } = this.#context
    const file = join(config.dataDir, 'views', `${this.#book}.json`)
    const view = new DeskView(config.limits)
    const saved = await new DeskViewFile({ file, rows: this.#rows, log }).load()
    if (saved !== null) view.load(saved)
    return { view, fold: new StoredFold(this.#rows, view.seq, (event) => view.apply(event)) }
  }

  /** Figures and trades need every event from the first on, once. */
  async #whole() {
    this.#past ??= {
      fold: new StoredFold(this.#rows, 0, (event) => this.#add(event)),
      session: null,
    }
    const past = this.#past
    await past.fold.toEnd()
    return past
  }

  #add(event: Event): void {
    const past = this.#past
    if (past === null) return
    if (event.type === 'portfolio.account_reset' && past.session === null) {
      const beginning = { capitalPaise: event.data.capital, startsAt: event.at }
      past.session = new SessionFold(beginning, this.#context.config.performance)
    }
    past.session?.apply(event)
    if (isTradeFact(event)) this.#trades.apply(event)
  }
}
