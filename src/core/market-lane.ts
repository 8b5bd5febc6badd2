import { at, type Bar, type BarColumns, type Interval } from '../domain/bar.ts'
import type { TickColumns } from '../domain/tick.ts'
import { epochMs } from '../domain/time.ts'
import type { VirtualClock } from './clock.ts'
import type { MarketBlock } from './ports.ts'
import { type Quotes, VENUE } from './quotes.ts'

/** Keeps the sessions, decides which prices are believed, and hands complete bars on. */
export interface GateStage {
  /** The next moment at which something about the sessions, or a bar made of ticks, ends. */
  readonly nextBoundary: number
  /** Called with the clock at the boundary. */
  onBoundary(): void
  /** Whether a price may be believed after the last one. */
  admits(instrument: number, price: number): boolean
  /** When a bar's trading began, NaN when the calendar knows no session then: such bars are not believed. */
  startOf(start: number, interval: Interval): number
  /** Moment from which a bar that starts at `start` is known. */
  endOf(start: number, interval: Interval): number
  onBar(instrument: number, interval: Interval, bar: Bar): void
  onTick(instrument: number, price: number, volume: number): void
  /** All bars of a moment are in. */
  onMoment(interval: Interval): void
}

/** What reacts to prices level by level: the exchange's book, and the guards over positions. */
export interface PriceStage {
  /** The nearest level between two prices at which something happens, or NaN. */
  nextLevel(instrument: number, from: number, to: number): number
  /** `nextAt` is when the next price may come at the earliest: the end of a bar. Returns whether anything happened. */
  onPrice(instrument: number, price: number, nextAt: number): boolean
}

export interface VenueStage extends PriceStage {
  /** A new bar begins: its volume bounds what can be filled in it. */
  onBarBegin(instrument: number, volume: number): void
  onTick(instrument: number, ticks: TickColumns, row: number): void
}

/** Where orders go outside, no price of the lane meets them. */
export const NO_VENUE: VenueStage = {
  nextLevel: () => Number.NaN,
  onPrice: () => false,
  onBarBegin: () => {},
  onTick: () => {},
}

export interface LaneStages {
  readonly gate: GateStage
  readonly venue: VenueStage
  readonly guard: PriceStage
}

/** A bar's path cannot hold more levels than there are orders and guards; one that does is a fault. */
const LEVELS_MAX = 10_000

class MovingBar implements Bar {
  at = 0
  endsAt = 0
  open = 0
  high = 0
  low = 0
  close = 0
  volume = 0
}

/**
 * The lane on which market data rides in the total order. Per moment: time moves, sessions change, orders meet
 * prices, guards watch, and only then do strategies see what happened. Nothing is allocated for a price.
 */
export class MarketLane {
  readonly #clock: VirtualClock
  readonly #quotes: Quotes
  readonly #gate: GateStage
  readonly #venue: VenueStage
  readonly #guard: PriceStage
  readonly #bar = new MovingBar()

  constructor(clock: VirtualClock, quotes: Quotes, { gate, venue, guard }: LaneStages) {
    this.#clock = clock
    this.#quotes = quotes
    this.#gate = gate
    this.#venue = venue
    this.#guard = guard
  }

  deliver(block: MarketBlock): void {
    switch (block.kind) {
      case 'bars':
        return this.#deliverBars(block.interval, block.instrument, block.bars)
      case 'ticks':
        return this.#deliverTicks(block.ticks)
      case 'quiet':
        return this.#reach(block.until)
      default:
        block satisfies never
    }
  }

  #reach(moment: number): void {
    const gate = this.#gate
    while (gate.nextBoundary <= moment) {
      this.#clock.advance(epochMs(gate.nextBoundary))
      gate.onBoundary()
    }
    this.#clock.advance(epochMs(moment))
  }

  #deliverBars(interval: Interval, instruments: Int32Array, bars: BarColumns): void {
    const gate = this.#gate
    const { suspect } = this.#quotes
    for (let from = 0; from < bars.length; ) {
      const stated = at(bars.at, from)
      let to = from + 1
      while (to < bars.length && bars.at[to] === stated) to++
      const start = gate.startOf(stated, interval)
      const end = gate.endOf(stated, interval)
      if (Number.isNaN(start)) {
        from = to
        continue
      }
      this.#reach(start)
      for (let row = from; row < to; row++) this.#trade(instruments[row] ?? -1, bars, row, end)
      this.#reach(end)
      for (let row = from; row < to; row++) {
        const instrument = instruments[row] ?? -1
        if (suspect[instrument] === 0) gate.onBar(instrument, interval, this.#show(bars, row, end))
      }
      gate.onMoment(interval)
      from = to
    }
  }

  #show(bars: BarColumns, row: number, end: number): Bar {
    const bar = this.#bar
    bar.at = at(bars.at, row)
    bar.endsAt = end
    bar.open = at(bars.open, row)
    bar.high = at(bars.high, row)
    bar.low = at(bars.low, row)
    bar.close = at(bars.close, row)
    bar.volume = at(bars.volume, row)
    return bar
  }

  #trade(instrument: number, bars: BarColumns, row: number, end: number): void {
    const quotes = this.#quotes
    if (!this.#gate.admits(instrument, at(bars.open, row))) return
    if (quotes.attention[instrument] !== 0) this.#meetBar(instrument, bars, row, end)
    quotes.setBar(instrument, bars, row, end)
  }

  /** Orders and guards meet a bar at its open, then at its extremes, the worse one for what is held by then first. */
  #meetBar(instrument: number, bars: BarColumns, row: number, end: number): void {
    const open = at(bars.open, row)
    this.#venue.onBarBegin(instrument, at(bars.volume, row))
    this.#meet(instrument, open, end)
    const isLong = at(this.#quotes.held, instrument) >= 0
    const worse = at(isLong ? bars.low : bars.high, row)
    const better = at(isLong ? bars.high : bars.low, row)
    this.#walk(instrument, open, worse, end)
    this.#walk(instrument, worse, better, end)
    this.#walk(instrument, better, at(bars.close, row), end)
  }

  /** From one price to another, stopping at every level on the way. */
  #walk(instrument: number, from: number, to: number, end: number): void {
    let price = from
    for (let levels = 0; levels < LEVELS_MAX && price !== to; levels++) {
      const order = this.#venue.nextLevel(instrument, price, to)
      const guard = this.#guard.nextLevel(instrument, price, to)
      if (Number.isNaN(order) && Number.isNaN(guard)) return
      const isOrder = Number.isNaN(guard) || Math.abs(order - price) <= Math.abs(guard - price)
      price = isOrder ? order : guard
      this.#meet(instrument, price, end)
    }
  }

  #meet(instrument: number, price: number, end: number): void {
    this.#venue.onPrice(instrument, price, end)
    if (this.#guard.onPrice(instrument, price, end)) this.#venue.onPrice(instrument, price, end)
  }

  #deliverTicks(ticks: TickColumns): void {
    for (let row = 0; row < ticks.length; ) {
      const moment = at(ticks.at, row)
      this.#reach(moment)
      for (; row < ticks.length && ticks.at[row] === moment; row++) this.#takeTick(ticks, row)
    }
  }

  /** Before the first trade of a day a price is only indicated: nobody may act on it. */
  #takeTick(ticks: TickColumns, row: number): void {
    const quotes = this.#quotes
    const instrument = ticks.instrument[row] ?? -1
    const price = at(ticks.last, row)
    if (at(ticks.volume, row) === 0) return
    if (!this.#gate.admits(instrument, price)) return
    const before = at(quotes.volume, instrument)
    quotes.setTick(ticks, row)
    const watchers = quotes.attention[instrument] ?? 0
    if ((watchers & VENUE) !== 0) this.#venue.onTick(instrument, ticks, row)
    if (watchers !== 0 && this.#guard.onPrice(instrument, price, at(ticks.at, row))) {
      this.#venue.onTick(instrument, ticks, row)
    }
    this.#gate.onTick(instrument, price, Math.max(0, at(ticks.volume, row) - before))
  }
}
