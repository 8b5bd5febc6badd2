import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { Event } from '../core/events.ts'

const HANDLES = ['system.emergency_resume'] as const
type Handled = (typeof HANDLES)[number]

export interface __Name__Deps {
  readonly bus: EventBus
}

/** What must survive a restart. */
export interface __Name__State {
  readonly resumed: number
}

/** Counts how often trading was resumed: its state is a fold of the events it handles. */
export class __Name__Service extends KernelHandler<Handled> {
  readonly #bus: EventBus
  #resumed = 0

  constructor({ bus }: __Name__Deps) {
    super(bus, HANDLES)
    this.#bus = bus
  }

  get resumed(): number {
    return this.#resumed
  }

  override handleEvent(event: Event<Handled>): void {
    switch (event.type) {
      case 'system.emergency_resume':
        return this.#note(event)
      default:
        event.type satisfies never
    }
  }

  save(): __Name__State {
    return { resumed: this.#resumed }
  }

  load({ resumed }: __Name__State): void {
    this.#resumed = resumed
  }

  #note(causedBy: Event<'system.emergency_resume'>): void {
    this.#resumed += 1
    const outcome = `trading was resumed ${this.#resumed} times`
    const noted = { work: '__Words__', outcome }
    this.#bus.notify('system.maintenance', noted, { source: '__Name__Service', causedBy })
  }
}
