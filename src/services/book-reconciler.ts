import type { Drift } from '../core/events/execution-events.ts'
import type { BrokerOrder, BrokerPosition, BrokerReport, BrokerTrade } from '../core/ports.ts'
import type { OrderId } from '../domain/brand.ts'
import type { Order } from '../domain/order.ts'
import { dateOf } from '../domain/time.ts'
import type { BookReading } from './book-watch.ts'
import type { OrderTrack } from './order-track.ts'

export interface ReconcilerDeps {
  readonly tracks: ReadonlyMap<OrderId, OrderTrack>
  /** Takes what became of orders. */
  readonly tell: (reports: readonly BrokerReport[]) => void
  /** Takes differences that no order's move explains. */
  readonly alarm: (drifts: readonly Drift[]) => void
  /** Takes an order that is to be withdrawn and stands in the book. */
  readonly takeBack: (track: OrderTrack) => void
  /** Takes an order of which nothing more can come. */
  readonly forget: (track: OrderTrack) => void
}

/** This long after a session's end nothing of it can reach the exchange any more. */
export const SETTLE_MS = 60_000

/**
 * Holds the broker's book against ours. The broker's is the truth about our orders; what it says beyond them is
 * nobody's move, so it is a drift, told once.
 */
export class BookReconciler {
  readonly #deps: ReconcilerDeps
  readonly #contradictions = new Set<string>()
  /** Differences of positions at the last look, and those that were told. */
  #positionsSeen: ReadonlySet<string> = new Set()
  #positionsTold = new Set<string>()

  constructor(deps: ReconcilerDeps) {
    this.#deps = deps
  }

  /** Whether the reading brought news and left nothing open that the next one should soon tell. */
  read({ askedAt, orders, trades }: BookReading): boolean {
    const { tracks, tell, takeBack } = this.#deps
    const byOrder = new Map<string, BrokerTrade[]>()
    for (const trade of trades) {
      const known = byOrder.get(trade.brokerOrderId)
      if (known) known.push(trade)
      else byOrder.set(trade.brokerOrderId, [trade])
    }
    const seen = new Set<OrderId>()
    let hasNews = false
    let isBehind = false
    for (const line of orders) {
      const track = line.tag === null ? undefined : tracks.get(line.tag)
      if (!track || !this.#isOurs(track, line)) continue
      seen.add(track.order.id)
      const fills = (byOrder.get(line.brokerOrderId) ?? []).filter((trade) =>
        this.#isSound(track, trade),
      )
      const news = track.read(line, fills)
      tell(news)
      hasNews ||= news.length > 0
      isBehind ||= track.filled < line.filledQuantity || track.isCancelWished
      if (track.isCancelWished && track.isOpen) takeBack(track)
    }
    for (const track of tracks.values()) {
      if (!seen.has(track.order.id)) this.#miss(track, askedAt)
      isBehind ||= track.stage === 'sent' || track.stage === 'unclear'
    }
    return hasNews && !isBehind
  }

  /**
   * Net shares as the two sides have them at one moment. Whether they agree. A difference is told once it was seen
   * twice in succession: a broker's positions may lag behind its trades.
   */
  comparePositions(ours: readonly BrokerPosition[], theirs: readonly BrokerPosition[]): boolean {
    const mine = quantities(ours)
    const others = quantities(theirs)
    const drifts = new Map<string, Drift>()
    for (const position of [...ours, ...theirs]) {
      const key = keyOf(position)
      const have = mine.get(key) ?? 0
      const has = others.get(key) ?? 0
      if (have === has) continue
      const { instrument, product } = position
      const [sides, orderId] = [{ ours: `${have} ${product}`, theirs: `${has} ${product}` }, null]
      const drift: Drift = { kind: 'position', instrument, orderId, ...sides }
      drifts.set(JSON.stringify(drift), drift)
    }
    const told = this.#positionsTold
    const fresh = [...drifts].filter(([key]) => this.#positionsSeen.has(key) && !told.has(key))
    this.#positionsSeen = new Set(drifts.keys())
    this.#positionsTold = new Set([...told, ...fresh.map(([key]) => key)])
    if (drifts.size === 0) this.#positionsTold.clear()
    if (fresh.length > 0) this.#deps.alarm(fresh.map(([, drift]) => drift))
    return drifts.size === 0
  }

  /** Another line under the same tag, or a line for what never left, is somebody's fault: never taken, always told. */
  #isOurs({ order, brokerOrderId, stage }: OrderTrack, line: BrokerOrder): boolean {
    if (stage === 'waiting') {
      this.#contradict(order, stage, `${line.brokerOrderId} stands under its tag`)
      return false
    }
    const isOther = brokerOrderId !== null && brokerOrderId !== line.brokerOrderId
    const isAlike = line.instrument === order.instrument && line.side === order.side
    if (isOther) this.#contradict(order, `placed as ${brokerOrderId}`, `${line.brokerOrderId} too`)
    else if (!isAlike) this.#contradict(order, whatOf(order), whatOf(line))
    return !isOther && isAlike
  }

  #isSound({ order }: OrderTrack, trade: BrokerTrade): boolean {
    const { tradeId, instrument, side, quantity, price } = trade
    const isAlike = instrument === order.instrument && side === order.side
    const isSound = isAlike && Number.isSafeInteger(quantity) && quantity > 0 && price > 0
    const what = `${side} ${quantity} ${instrument} at ${price} in trade ${tradeId}`
    if (!isSound) this.#contradict(order, whatOf(order), what)
    return isSound
  }

  /** The proof that the broker does not have an order: its session is over, and a book asked for after that lacks it. */
  #miss(track: OrderTrack, askedAt: number): void {
    const { tell, forget } = this.#deps
    const isOver = askedAt >= track.life.until + SETTLE_MS
    if (!isOver) return
    if (!track.isOpen) return forget(track)
    if (track.stage === 'waiting' || track.stage === 'sent') return
    const isSameDay = dateOf(askedAt) === dateOf(track.life.until)
    const absent = 'the broker’s book, read after the session’s end, does not have it'
    const past = 'its session is over; whether it traded, the positions tell'
    const isAbsent = isSameDay && !track.hasStood
    tell(isAbsent ? track.end('rejected', absent) : track.end('expired', past))
  }

  #contradict({ id, instrument }: Order, ours: string, theirs: string): void {
    const key = `${id} ${ours} ${theirs}`
    if (this.#contradictions.has(key)) return
    this.#contradictions.add(key)
    this.#deps.alarm([{ kind: 'order', instrument, orderId: id, ours, theirs }])
  }
}

const whatOf = ({ side, instrument }: Pick<Order, 'side' | 'instrument'>): string =>
  `${side} ${instrument}`

const keyOf = ({ instrument, product }: BrokerPosition): string => `${product} ${instrument}`

function quantities(positions: readonly BrokerPosition[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const position of positions) {
    const key = keyOf(position)
    sums.set(key, (sums.get(key) ?? 0) + position.quantity)
  }
  return sums
}
