import { type EventBus, KernelHandler } from '../../src/core/event-bus.ts'
import type { Event, Events } from '../../src/core/events.ts'
import type { InstrumentId } from '../../src/domain/brand.ts'
import type { Random } from '../../src/domain/random.ts'
import type { EpochMs } from '../../src/domain/time.ts'

const HANDLES = [
  'approval.requested',
  'approval.restated',
  'approval.approved',
  'approval.rejected',
  'approval.expired',
  'portfolio.position_change',
] as const
type Handled = (typeof HANDLES)[number]

const WEB = { source: 'web' } as const

/** Somebody who looks now and then, and approves most of what waits: the worst owner that an adversary could wish for. */
export class PersonAtScreen extends KernelHandler<Handled> {
  readonly #bus: EventBus
  readonly #random: Random
  readonly #now: () => EpochMs
  readonly #waiting = new Map<string, string>()
  readonly #held = new Map<InstrumentId, number>()

  constructor(bus: EventBus, random: Random, now: () => EpochMs) {
    super(bus, HANDLES)
    this.#bus = bus
    this.#random = random
    this.#now = now
  }

  override handleEvent(event: Event<Handled>): void {
    switch (event.type) {
      case 'approval.requested':
      case 'approval.restated':
        this.#waiting.set(event.data.approvalId, event.data.figuresHash)
        return
      case 'portfolio.position_change': {
        const { instrument, quantity } = event.data.position
        this.#held.set(instrument, quantity)
        return
      }
      default:
        this.#waiting.delete(event.data.approvalId)
    }
  }

  heldOf(instrument: InstrumentId): number {
    return this.#held.get(instrument) ?? 0
  }

  look(): void {
    this.#bus.inject('approval.time_passed', { wallAt: this.#now() }, WEB)
    for (const [approvalId, figuresHash] of this.#waiting) {
      if (this.#random.next() < 0.4) continue
      const given: Events['approval.answer_given'] = {
        approvalId,
        answer: this.#random.next() < 0.9 ? 'approve' : 'reject',
        by: 'owner',
        reason: 'it was on the screen',
        figuresHash,
        answeredAt: this.#now(),
      }
      this.#bus.inject('approval.answer_given', given, WEB)
    }
  }
}
