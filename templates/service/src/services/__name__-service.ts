import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { Event } from '../core/events.ts'

const HANDLES = ['system.configuration_change', 'system.__snake___noted'] as const
type Handled = (typeof HANDLES)[number]

export interface __Name__Deps {
  readonly bus: EventBus
}

/** What must survive a restart. */
export interface __Name__State {
  readonly changes: number
}

/** Counts the changes of configuration that the book has seen: decides by one event, and folds what it stated. */
export class __Name__Service extends KernelHandler<Handled> {
  readonly #bus: EventBus
  #changes = 0

  constructor({ bus }: __Name__Deps) {
    super(bus, HANDLES)
    this.#bus = bus
  }

  get changes(): number {
    return this.#changes
  }

  override handleEvent(event: Event<Handled>): void {
    switch (event.type) {
      case 'system.configuration_change':
        return this.#note(event)
      case 'system.__snake___noted':
        this.#changes = event.data.changes
        return
      default:
        event satisfies never
    }
  }

  save(): __Name__State {
    return { changes: this.#changes }
  }

  load({ changes }: __Name__State): void {
    this.#changes = changes
  }

  #note(causedBy: Event<'system.configuration_change'>): void {
    const noted = { changes: this.#changes + 1 }
    this.#bus.publish('system.__snake___noted', noted, { source: '__Name__Service', causedBy })
  }
}
