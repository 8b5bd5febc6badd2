import type { Clock } from '../core/clock.ts'
import type { Kernel } from '../core/kernel.ts'
import type { FeedLabel } from '../core/ports.ts'
import type { Sessions } from '../domain/rulebook/sessions.ts'
import { SECOND_MS } from '../domain/time.ts'
import type { MarketHours, PriceAge } from './views/desk-moment.ts'
import { PriceWatch } from './views/price-watch.ts'

export interface SightDeps {
  readonly kernel: Pick<Kernel, 'clock' | 'quotes' | 'session'>
  readonly sessions: Sessions
  readonly label: FeedLabel
  readonly speed: number
  /** The machine's. */
  readonly clock: Clock
  /** Whether the desk has come to the end of what its journal already held. */
  readonly isResumed: () => boolean
  /** Age from which a price is not traded on, ms of market time. */
  readonly priceAgeMsMax: () => number
}

/** However fast the market goes, so long a silence is none yet. */
const SILENCE_MS_MIN = 5_000
/** A price may be as old as is traded on, and the next be as late again. */
const LATE = 2

/** What is seen of the market: which prices moved, how old they are, and the exchange's clock, read once a second. */
export class MarketSight {
  readonly #deps: SightDeps
  readonly #watch: PriceWatch
  readonly #since: number
  #sampledAt = Number.NEGATIVE_INFINITY
  #hours: MarketHours
  #prices: PriceAge

  constructor(deps: SightDeps) {
    this.#deps = deps
    this.#watch = new PriceWatch(deps.kernel.quotes)
    this.#since = deps.clock.now()
    this.#hours = this.#readHours()
    this.#prices = this.#readPrices()
  }

  get hours(): MarketHours {
    return this.#hours
  }

  get prices(): PriceAge {
    return this.#prices
  }

  /** Indexes of the instruments whose price is another than at the last look. */
  look(): readonly number[] {
    return this.#watch.look(this.#deps.clock.now())
  }

  /** Reads the clocks anew, at most once a second of the machine's: time alone is no news. False when it was not due. */
  sample(): boolean {
    const now = this.#deps.clock.now()
    if (now >= this.#sampledAt && now - this.#sampledAt < SECOND_MS) return false
    this.#sampledAt = now
    this.#hours = this.#readHours()
    this.#prices = this.#readPrices()
    return true
  }

  #readHours(): MarketHours {
    const { kernel, sessions } = this.#deps
    const { session, clock } = kernel
    const now = Math.floor(clock.now() / SECOND_MS) * SECOND_MS
    return {
      now,
      date: session.date,
      isOpen: session.isOpen,
      phase: session.phases.cash,
      minutesLeft: sessions.minutesLeft(now, 'cash'),
      phaseEndsAt: nextChange(sessions, now),
    }
  }

  #readPrices(): PriceAge {
    const { label, speed, isResumed } = this.#deps
    return {
      label,
      speed,
      pricedAt: this.#watch.newestAt,
      receivedAt: this.#watch.receivedAt,
      isStale: this.#isSilent(),
      isResuming: !isResumed(),
    }
  }

  #isSilent(): boolean {
    const { kernel, clock, speed, priceAgeMsMax } = this.#deps
    if (!kernel.session.isOpen) return false
    const silentMs = clock.now() - (this.#watch.receivedAt ?? this.#since)
    return silentMs > Math.max(SILENCE_MS_MIN, (priceAgeMsMax() * LATE) / speed)
  }
}

/** null where the calendar knows no further session. */
function nextChange(sessions: Sessions, now: number): number | null {
  try {
    return sessions.nextPhaseChange(now, 'cash')
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
