import type { Signal } from '../domain/signal.ts'
import type { Event, Events, Origin } from './events.ts'
import type { Intake } from './intake.ts'

type Answer = Promise<Event | null>

/**
 * What a person can ask of a running desk. Each wish takes its place in the order and resolves once it is durable, with
 * null when its id was stated before; what comes of it follows in the journal. Throws CLOSED and QUEUE_FULL.
 */
export class DeskWishes {
  readonly #intake: Intake

  constructor(intake: Intake) {
    this.#intake = intake
  }

  /** Risk makes orders of it, or denies it. */
  trade(wish: Signal, origin: Origin): Answer {
    return this.#intake.post('strategy.intent_received', wish, origin)
  }

  takeBack(wish: Events['execution.cancel_requested'], origin: Origin): Answer {
    return this.#intake.post('execution.cancel_requested', wish, origin)
  }

  modify(wish: Events['execution.modify_requested'], origin: Origin): Answer {
    return this.#intake.post('execution.modify_requested', wish, origin)
  }

  protect(wish: Events['risk.protection_requested'], origin: Origin): Answer {
    return this.#intake.post('risk.protection_requested', wish, origin)
  }

  /** They hold from their place in the order on; whoever sends them has checked their ranges. */
  limit(wish: Events['risk.limits_change'], origin: Origin): Answer {
    return this.#intake.post('risk.limits_change', wish, origin)
  }

  switchStrategy(wish: Events['strategy.switch_requested'], origin: Origin): Answer {
    return this.#intake.post('strategy.switch_requested', wish, origin)
  }
}
