import type { TradeDate } from '../../domain/time.ts'
import { TradingError } from '../errors.ts'
import type { Event } from '../events.ts'
import { FeedPump, type PumpDeps } from '../feed-pump.ts'
import type { MarketSession } from '../market-session.ts'
import type { ObserverDeps } from '../observer.ts'
import { ANEW } from '../resuming-journal.ts'
import type { Upkeep } from '../upkeep.ts'
import { BaseCoordinator } from './base-coordinator.ts'

const HANDLES = ['market.close'] as const
type Handled = (typeof HANDLES)[number]

/** What the session needs of an open book. */
export interface SessionBook {
  readonly isResumed: boolean
  checkpoint(): Promise<void>
  relieved(): Promise<void>
}

export interface SessionDeps extends ObserverDeps {
  readonly book: SessionBook
  readonly pump: Omit<PumpDeps, 'onTurn'>
  readonly session: MarketSession
  /** Last session to run; `null` runs until the feed ends. */
  readonly until: TradeDate | null
  readonly upkeep: Pick<Upkeep, 'backUp' | 'isDue'>
}

/** Who is told to stop waits no longer than this for the last backup. */
const STOP_MS_MAX = 3_000

/** The trading day: decides when the feed runs and when the state is put away and backed up, never what the market says. */
export class SessionCoordinator extends BaseCoordinator<Handled> {
  readonly #deps: SessionDeps
  readonly #pump: FeedPump
  readonly #closing = new AbortController()
  #checkpointed: TradeDate | null = null
  #sessions = 0

  constructor(deps: SessionDeps) {
    super(deps, HANDLES)
    this.#deps = deps
    this.#pump = new FeedPump({ ...deps.pump, onTurn: () => this.#rest() })
  }

  /** Sessions closed since the start. */
  get sessions(): number {
    return this.#sessions
  }

  override async handleEvent(event: Event<Handled>): Promise<void> {
    switch (event.type) {
      case 'market.close':
        this.#sessions += 1
        return
      default:
        event.type satisfies never
    }
  }

  /** Draws the feed until it ends, the last session is over or the signal aborts; the state is put away at the end. */
  async run(signal: AbortSignal): Promise<void> {
    const { book, upkeep } = this.#deps
    const starting = upkeep.backUp('start', signal)
    try {
      await this.#pump.run(() => this.#isOver(), signal)
    } finally {
      await starting
    }
    if (!signal.aborted && !book.isResumed) {
      const message = `The market ended before the desk had come to all that its journal holds: the program or its data have changed since. ${ANEW}`
      throw new TradingError('JOURNAL_BROKEN', message)
    }
    await book.checkpoint()
    await upkeep.backUp('stop', signal.aborted ? AbortSignal.timeout(STOP_MS_MAX) : signal)
  }

  override async close(): Promise<void> {
    this.#closing.abort('closing')
    await super.close()
  }

  #isOver(): boolean {
    const { session, until } = this.#deps
    return until !== null && session.date !== null && !session.isOpen && session.date >= until
  }

  /** Between two turns: lets storage catch up, and puts the state away after each session. */
  async #rest(): Promise<void> {
    const { book, session, upkeep } = this.#deps
    await book.relieved()
    if (session.isOpen || session.date === this.#checkpointed) return
    this.#checkpointed = session.date
    await book.checkpoint()
    if (upkeep.isDue) await upkeep.backUp('daily', this.#closing.signal)
  }
}
