import type { DependencyContainer } from '../../src/core/di.ts'
import { EventBus } from '../../src/core/event-bus.ts'
import type { Journal } from '../../src/core/journal.ts'
import type { BrokerOrder, BrokerPosition, BrokerTrade } from '../../src/core/ports.ts'
import { Account } from '../../src/domain/account.ts'
import { instrumentId, orderId } from '../../src/domain/brand.ts'
import { Holds } from '../../src/domain/holds.ts'
import { paise } from '../../src/domain/money.ts'
import type { Order } from '../../src/domain/order.ts'
import { ExecutionService } from '../../src/services/execution-service.ts'
import { PortfolioService } from '../../src/services/portfolio-service.ts'
import { ProtectionService } from '../../src/services/protection-service.ts'
import { RiskService } from '../../src/services/risk-service.ts'
import type { Climate } from './climate.ts'
import { NO_FAULTS } from './faulty-wire.ts'
import { JournalFrom } from './journal-from.ts'
import type { Plant } from './kit.ts'
import { WrappedClient } from './wrapped-client.ts'

/** A bug, and by what the simulator must know it. */
export interface PlantedBug {
  readonly invariant: string
  readonly bug: string
  readonly finds: RegExp
  readonly plant: Plant
  /** Weather in which the bug can show. */
  readonly climate?: Climate
  /** Who answers the AI's proposals in a world with many of them. */
  readonly approvals?: 'automatic' | 'manual'
}

/** Nothing goes wrong but the bug. */
export const FAIR: Climate = {
  wire: NO_FAULTS,
  disk: { stalls: 0, fails: 0 },
  cutsADay: 0,
  freezesADay: 0,
  jumpsADay: 0,
  stopsADay: 0,
}
const LOSSY: Climate = { ...FAIR, wire: { ...NO_FAULTS, losesAnswer: 0.3 } }
const CUTS: Climate = { ...FAIR, cutsADay: 20, disk: { stalls: 0.5, fails: 0 } }

interface Handler {
  handleEvent(event: never): void
}
type Token<T> = abstract new (...args: never[]) => T
type EventOf<T extends Handler> = Parameters<T['handleEvent']>[0]

/** Puts something around a part's handling of events. */
export const around =
  <T extends Handler>(
    token: Token<T>,
    wrap: (event: EventOf<T>, handle: (event: EventOf<T>) => void, part: T) => void,
  ) =>
  (desk: DependencyContainer): void => {
    const part = desk.get(token)
    const handle = part.handleEvent.bind(part)
    part.handleEvent = (event: EventOf<T>) => wrap(event, handle, part)
  }

/** A part that never hears of something. */
export const deafTo = <T extends Handler>(token: Token<T>, type: string) =>
  around<T>(token, (event: { readonly type: string }, handle) => {
    if (event.type !== type) handle(event as EventOf<T>)
  })

/** Risk with its limits off, of which no event tells. */
const loosely = (
  event: EventOf<RiskService>,
  handle: (event: EventOf<RiskService>) => void,
  service: RiskService,
): void => {
  handle(event)
  if (event.type !== 'market.open') return
  const data = { limits: { ...service.use().limits, isOn: false }, by: 'nobody' }
  handle({ ...event, type: 'risk.limits_change', data })
}

/** Says that everything is safe at once. */
class Hasty extends JournalFrom {
  constructor(journal: Journal) {
    super(journal, journal.head)
    this.folded()
  }

  override async durable(): Promise<void> {}
}

class SendsAgain extends WrappedClient {
  override async place(order: Order, signal: AbortSignal) {
    try {
      return await this.wire.place(order, signal)
    } catch {
      return this.wire.place(order, new AbortController().signal)
    }
  }
}

class SendsMore extends WrappedClient {
  readonly #times: number
  constructor(wire: WrappedClient['wire'], times: number) {
    super(wire)
    this.#times = times
  }

  override place(order: Order, signal: AbortSignal) {
    for (let time = 0; time < this.#times; time++) {
      const own = { ...order, id: orderId(`${order.id}X${time}`) }
      this.wire.place(own, new AbortController().signal).catch(() => undefined)
    }
    return this.wire.place(order, signal)
  }
}

class SeesNoFills extends WrappedClient {
  override async orders(signal: AbortSignal): Promise<readonly BrokerOrder[]> {
    const orders = await this.wire.orders(signal)
    return orders.filter(({ status }) => status !== 'filled')
  }
}

class SeesTwice extends WrappedClient {
  override async trades(signal: AbortSignal): Promise<readonly BrokerTrade[]> {
    const trades = await this.wire.trades(signal)
    return trades.map((trade) => ({ ...trade, price: paise(trade.price + 5) }))
  }
}

/** A broker that holds shares of which the desk knows nothing. */
export class SeesPhantom extends WrappedClient {
  override async positions(): Promise<readonly BrokerPosition[]> {
    return [{ instrument: instrumentId('NSE:ANAR'), product: 'CNC', quantity: 7 }]
  }
}

/** One a line: each invariant beside a bug that nothing else would show. */
export const PLANTED: readonly PlantedBug[] = [
  {
    invariant: 'the cash equation holds',
    bug: 'a fill costs a paisa more than its price says',
    finds: /live: .*cash equation/,
    climate: FAIR,
    plant: {
      parts: around(PortfolioService, (event, handle, { book }) => {
        const { applyFill } = Object.getPrototypeOf(book)
        book.applyFill = (fill) => {
          const change = applyFill.call(book, fill)
          return { ...change, cashPaise: paise(change.cashPaise - 1) }
        }
        handle(event)
      }),
    },
  },
  {
    invariant: 'no order reaches the broker twice',
    bug: 'an order is sent again when its answer is lost',
    finds: /reached the broker twice/,
    climate: LOSSY,
    plant: { client: (wire) => new SendsAgain(wire) },
  },
  {
    invariant: 'no order leaves without an approval',
    bug: 'an order of nobody’s leaves beside each',
    finds: /reached the broker without an approval/,
    climate: FAIR,
    plant: { client: (wire) => new SendsMore(wire, 1) },
  },
  {
    invariant: 'no more orders go out than wishes come in',
    bug: 'an order leaves forty times under other names',
    finds: /more orders out than wishes in/,
    climate: FAIR,
    plant: { client: (wire) => new SendsMore(wire, 40) },
  },
  {
    invariant: 'an order is durable before it leaves',
    bug: 'the journal says safe before it is',
    finds: /reached the broker before it was durable|without an approval/,
    climate: CUTS,
    plant: { journal: (journal) => new Hasty(journal) },
  },
  {
    invariant: 'what was acknowledged survives',
    bug: 'a wish is answered before it is stored',
    finds: /was acknowledged, and the disk ends/,
    climate: CUTS,
    plant: { answers: (journal) => new Hasty(journal) },
  },
  {
    invariant: 'one process writes the book',
    bug: 'the lease fences nobody out',
    finds: /stands at place|the journal breaks at/,
    climate: { ...FAIR, freezesADay: 20 },
    plant: { hasNoFence: true },
  },
  {
    invariant: 'no entry passes a limit',
    bug: 'risk goes by limits that nobody stated',
    finds: /above the largest value|positions would be open|entry \d+ of a day|ms after the last/,
    climate: FAIR,
    plant: {
      parts: around(RiskService, loosely),
    },
  },
  {
    invariant: 'nothing is approved while trading is halted',
    bug: 'risk does not hear of the stop that it states',
    finds: /approved while trading is halted/,
    climate: { ...FAIR, stopsADay: 2 },
    plant: {
      parts: (desk) => {
        const risk = desk.get(RiskService)
        const handle = risk.handleEvent.bind(risk)
        risk.handleEvent = (event) => {
          const isWish = event.type === 'strategy.intent_received'
          if (isWish && risk.tradingState === 'halted') {
            risk.load({ ...risk.save(), tradingState: 'active' })
          }
          handle(event)
        }
      },
    },
  },
  {
    invariant: 'nothing is entered while the books differ',
    bug: 'risk does not hear of a drift',
    finds: /an entry while the books differ/,
    climate: FAIR,
    plant: {
      client: (wire) => new SeesPhantom(wire),
      parts: deafTo(RiskService, 'execution.reconciliation_drift'),
    },
  },
  {
    invariant: 'one key makes one order',
    bug: 'risk does not look at the key',
    finds: /key .* made two orders/,
    climate: FAIR,
    plant: {
      parts: around(RiskService, (event, handle, risk) => {
        if (event.type !== 'strategy.intent_received') return loosely(event, handle, risk)
        const { seq, id, type, version, at, source, correlationId, cause, causationId } = event
        const envelope = { seq, id, version, at, source, correlationId, cause, causationId }
        handle({ ...envelope, type, isInput: true, data: { ...event.data, key: null } })
      }),
    },
  },
  {
    invariant: 'nothing is sold that is not there',
    bug: 'the account counts each share twice',
    finds: /leave \d+ of \d+ shares/,
    climate: FAIR,
    plant: {
      parts: (desk) => {
        const account = desk.get(Account)
        const owned = account.owned.bind(account)
        account.owned = (...args) => owned(...args) * 2
      },
    },
  },
  {
    invariant: 'every wish is answered',
    bug: 'risk loses a wish',
    finds: /wishes without an answer/,
    climate: FAIR,
    plant: {
      parts: around(RiskService, (event, handle) => {
        const isLost = event.type === 'strategy.intent_received' && event.seq % 3 === 0
        if (!isLost) handle(event)
      }),
    },
  },
  {
    invariant: 'what was held is free when the order is over',
    bug: 'a hold is not released',
    finds: /at rest: hold of|fold is not the live state/,
    climate: { ...FAIR, wire: { ...NO_FAULTS, refuses: 0.5 } },
    plant: {
      parts: (desk) => {
        desk.get(Holds).release = () => {}
      },
    },
  },
  {
    invariant: 'every share has its guard',
    bug: 'a guard is not set when an entry fills',
    finds: /owns \d+ .* and guards/,
    climate: FAIR,
    plant: { parts: deafTo(ProtectionService, 'execution.order_filled') },
  },
  {
    invariant: 'no fill of ours is lost',
    bug: 'a filled order is not found in the broker’s book',
    finds: /ghost: order/,
    climate: FAIR,
    plant: { client: (wire) => new SeesNoFills(wire) },
  },
  {
    invariant: 'fills are worth what they are at the broker',
    bug: 'the prices of trades are read wrong',
    finds: /fills of -?\d+, the broker’s are/,
    climate: FAIR,
    plant: { client: (wire) => new SeesTwice(wire) },
  },
  {
    invariant: 'an order that may have left is looked for after a restart',
    bug: 'the gateway begins without the open orders',
    finds: /at the end of the day|ghost: order/,
    climate: CUTS,
    plant: { forgetsWorking: true },
  },
  {
    invariant: 'the journal replayed is the live state',
    bug: 'an order changes by what no event says',
    finds: /fold is not the live state|a restart at \d+ is not what all events make/,
    climate: FAIR,
    plant: {
      parts: around(RiskService, (event, handle) => {
        handle(event)
        if (event.type === 'execution.order_rejected') handle(event)
      }),
    },
  },
  {
    invariant: 'every order comes to an end',
    bug: 'the desk does not hear what the broker says',
    finds: /is (?:submitted|unknown) at the end of the day/,
    climate: FAIR,
    plant: { parts: deafTo(ExecutionService, 'execution.report_received') },
  },
  {
    invariant: 'an order that is over stays so',
    bug: 'what has filled is cancelled',
    finds: /was filled and is cancelled/,
    climate: FAIR,
    plant: {
      parts: (desk) => {
        const bus = desk.get(EventBus)
        around(PortfolioService, (event, handle) => {
          handle(event)
          if (event.type !== 'execution.order_filled' || bus.isReplaying) return
          const { orderId: id } = event.data
          const data = { orderId: id, reason: 'a bug' }
          bus.publish('execution.order_cancelled', data, { source: 'bug', causedBy: event })
        })(desk)
      },
    },
  },
]
