import { epochMs, SECOND_MS, type TradeDate } from '../../domain/time.ts'
import type { AiSessionLine, Claude } from '../ai/claude.ts'
import type { Recommendation } from '../ai/records.ts'
import { wasStopped } from '../cancellation.ts'
import type { Clock } from '../clock.ts'
import { toTradingError } from '../error-handler.ts'
import type { Event } from '../events.ts'
import type { Intake } from '../intake.ts'
import type { ObserverDeps } from '../observer.ts'
import { BaseCoordinator } from './base-coordinator.ts'

const HANDLES = [
  'market.close',
  'ai.recommendation',
  'approval.requested',
  'system.emergency_stop',
] as const
type Handled = (typeof HANDLES)[number]

export interface AgentDeps extends ObserverDeps {
  readonly claude: Pick<Claude, 'state' | 'listen'>
  readonly facts: Pick<Intake, 'post'>
  /** The machine's: an approval expires by it, however fast the market runs. */
  readonly wall: Clock
  /** Whether a proposal waits for a person. */
  readonly isWaiting: () => boolean
  /** Looks back on a session; null where the market runs faster than anybody could look. */
  readonly review: ((date: TradeDate, signal: AbortSignal) => Promise<void>) | null
  /** Ends what talks with the model now. */
  readonly hush: () => void
  /** Keeps a recommendation that came from a conversation. */
  readonly keep: (recommendation: Recommendation) => Promise<void>
}

const ORIGIN = { source: 'AgentCoordinator' } as const
const TICK_MS = 5 * SECOND_MS

const nameOf = ({ client, pid, openedAt }: AiSessionLine): string =>
  `${client}-${pid ?? 0}-${openedAt}`

/** Decides when the AI looks back, when proposals learn that time has passed, and when it must be still. */
export class AgentCoordinator extends BaseCoordinator<Handled> {
  readonly #deps: AgentDeps
  readonly #closing = new AbortController()
  #looking = new AbortController()
  #reviewing: Promise<void> = Promise.resolve()
  #following: Disposable | null = null
  #tick: Disposable | null = null
  #isBlocked: boolean | null = null
  #sessions: ReadonlyMap<string, AiSessionLine> = new Map()

  constructor(deps: AgentDeps) {
    super(deps, HANDLES)
    this.#deps = deps
  }

  override async initialize(signal: AbortSignal): Promise<void> {
    await super.initialize(signal)
    this.#following ??= this.#deps.claude.listen(() => this.#look())
    this.#look()
    // What waited before the start waits still.
    if (this.#deps.isWaiting()) this.#keepTime()
  }

  override async handleEvent(event: Event<Handled>): Promise<void> {
    switch (event.type) {
      case 'market.close':
        return this.#lookBack(event.data.date)
      case 'approval.requested':
        return this.#keepTime()
      case 'ai.recommendation': {
        const { recommendationId, wallAt, ...rest } = event.data
        if (rest.provenance !== 'analysis')
          await this.#deps.keep({ ...rest, id: recommendationId, at: wallAt })
        return
      }
      case 'system.emergency_stop':
        this.#looking.abort('everything is stopped')
        return this.#deps.hush()
      default:
        event satisfies never
    }
  }

  override async close(): Promise<void> {
    this.#closing.abort('closing')
    this.#following?.[Symbol.dispose]()
    this.#tick?.[Symbol.dispose]()
    await super.close()
    await this.#reviewing
  }

  /** Beside the mailbox: a stop must not wait until the model has answered. */
  #lookBack(date: TradeDate): void {
    const { review, claude, log } = this.#deps
    if (review === null || claude.state.state === 'blocked') return
    this.#looking.abort('another session is over')
    this.#looking = new AbortController()
    const signal = AbortSignal.any([this.#closing.signal, this.#looking.signal])
    this.#reviewing = this.#reviewing
      .then(() => (signal.aborted ? undefined : review(date, signal)))
      .catch((error: unknown) => {
        if (wasStopped(error, signal)) return
        const { code } = toTradingError(error)
        log.warn('the review of a session failed', { date, code, error })
      })
  }

  /** One timer while something waits, none else. */
  #keepTime(): void {
    if (this.#tick !== null || this.#closing.signal.aborted) return
    const { wall } = this.#deps
    this.#tick = wall.wakeAt(epochMs(wall.now() + TICK_MS), () => {
      this.#tick = null
      void this.#passTime()
    })
  }

  async #passTime(): Promise<void> {
    const { facts, wall, log } = this.#deps
    try {
      await facts.post('approval.time_passed', { wallAt: wall.now() }, ORIGIN)
    } catch (error) {
      if (!this.#closing.signal.aborted)
        log.warn('proposals were not told the time', { code: toTradingError(error).code, error })
    }
    if (this.#deps.isWaiting()) this.#keepTime()
  }

  /** Tells what moved since it last looked. */
  #look(): void {
    const { bus, claude } = this.#deps
    const { state, reason, nextStep, model, sessions } = claude.state
    const isBlocked = state === 'blocked'
    if (isBlocked && this.#isBlocked !== true)
      bus.notify('ai.blocked', { reason, nextStep: nextStep ?? '' }, ORIGIN)
    if (!isBlocked && this.#isBlocked === true) bus.notify('ai.available', { model }, ORIGIN)
    this.#isBlocked = isBlocked
    const now = new Map(sessions.map((line) => [nameOf(line), line]))
    for (const [sessionId, { client: clientType }] of now)
      if (!this.#sessions.has(sessionId))
        bus.notify('claude.session_started', { sessionId, clientType }, ORIGIN)
    for (const [sessionId, { client: clientType, turns }] of this.#sessions)
      if (!now.has(sessionId)) {
        const ended = { sessionId, clientType, turns, costPaise: null, reason: 'it was closed' }
        bus.notify('claude.session_ended', ended, ORIGIN)
      }
    this.#sessions = now
  }
}
