import type { TradeDate } from '../../domain/time.ts'
import type { Event } from '../events.ts'
import type { ObserverDeps } from '../observer.ts'
import { BaseCoordinator } from './base-coordinator.ts'

const HANDLES = ['market.close'] as const
type Handled = (typeof HANDLES)[number]

export interface __Name__Deps extends ObserverDeps {
  /** What is to be done when a session is over. */
  readonly onClose: (date: TradeDate) => Promise<void>
}

/** Decides that the end of a session is the moment, never what is done in it. */
export class __Name__Coordinator extends BaseCoordinator<Handled> {
  readonly #onClose: __Name__Deps['onClose']

  constructor(deps: __Name__Deps) {
    super(deps, HANDLES)
    this.#onClose = deps.onClose
  }

  override async handleEvent(event: Event<Handled>): Promise<void> {
    switch (event.type) {
      case 'market.close':
        return this.#onClose(event.data.date)
      default:
        event.type satisfies never
    }
  }
}
