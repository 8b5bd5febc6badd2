import { expect } from 'vitest'
import { at, type Bar, type BarColumns } from '../../src/domain/bar.ts'
import type {
  Desk,
  InstrumentStrategy,
  PortfolioDesk,
  PortfolioStrategy,
  Wish,
} from '../../src/domain/strategy.ts'
import { DAY_MS, dayNumber, IST_OFFSET_MS, MINUTE_MS } from '../../src/domain/time.ts'

/** What a strategy wished, and after which bar. */
export interface Said {
  readonly row: number
  readonly kind: 'buy' | 'short' | 'exit'
  readonly instrument: number
  readonly quantity: number | null
  readonly stop: number | null
  readonly target: number | null
  readonly reason: string
}

/** How an imagined exchange treats wishes: filled at the next bar, left waiting, or refused. */
export type Treatment = 'fills' | 'waits' | 'refuses'

/** 09:15 and 15:30, in minutes of the day. */
const OPEN = 555
const CLOSE = 930

/** A desk for one strategy without a kernel: what is wished is noted and, if it is treated so, there at the next bar. */
export class Stage implements Desk {
  readonly said: Said[] = []
  treatment: Treatment = 'fills'
  row = 0
  position = 0
  #pending: number | null = null
  #now = 0

  get isWaiting(): boolean {
    return this.#pending !== null
  }

  get minutesOpen(): number {
    return this.#minutes - OPEN
  }

  get minutesLeft(): number {
    return Math.max(0, CLOSE - this.#minutes)
  }

  /** A new bar begins: what was pending is done, unless it is left waiting. */
  turn(row: number, endsAt: number): void {
    this.row = row
    this.#now = endsAt
    if (this.#pending === null || this.treatment === 'waits') return
    this.position = this.#pending
    this.#pending = null
  }

  buy(wish: Wish): void {
    this.#note('buy', wish, 1)
  }

  sellShort(wish: Wish): void {
    this.#note('short', wish, -1)
  }

  exit(reason: string): void {
    this.#note('exit', { quantity: null, stop: null, target: null, reason }, 0)
  }

  get #minutes(): number {
    return (this.#now - (dayNumber(this.#now) * DAY_MS - IST_OFFSET_MS)) / MINUTE_MS
  }

  #note(kind: Said['kind'], wish: Wish, position: number): void {
    this.said.push({ row: this.row, kind, instrument: 0, ...wish })
    if (this.treatment !== 'refuses') this.#pending = position
  }
}

/** Plays bars to a strategy and returns what it wished. `upTo` is exclusive. */
export function play(
  strategy: InstrumentStrategy,
  bars: BarColumns,
  stage = new Stage(),
  from = 0,
  upTo = bars.length,
): readonly Said[] {
  for (let row = from; row < upTo; row++) {
    const bar = barAt(bars, row)
    stage.turn(row, bar.endsAt)
    strategy.onBar(bar, stage)
  }
  return stage.said
}

/** A row as a bar that ends where the next of its day begins, or after five minutes. */
export function barAt(bars: BarColumns, row: number): Bar {
  const startsAt = at(bars.at, row)
  return {
    at: startsAt,
    endsAt: startsAt + 5 * MINUTE_MS,
    open: at(bars.open, row),
    high: at(bars.high, row),
    low: at(bars.low, row),
    close: at(bars.close, row),
    volume: at(bars.volume, row),
  }
}

/** The desk of a portfolio strategy without a kernel; wishes are done at the next moment. */
export class WholeStage implements PortfolioDesk {
  readonly said: Said[] = []
  treatment: Treatment = 'fills'
  row = 0
  equity: number
  readonly positions: number[]
  readonly prices: number[]
  readonly #pending = new Map<number, number>()

  constructor(size: number, equity: number) {
    this.equity = equity
    this.positions = new Array<number>(size).fill(0)
    this.prices = new Array<number>(size).fill(Number.NaN)
  }

  turn(row: number): void {
    this.row = row
    if (this.treatment === 'waits') return
    for (const [instrument, position] of this.#pending) this.positions[instrument] = position
    this.#pending.clear()
  }

  position(instrument: number): number {
    return this.positions[instrument] ?? 0
  }

  price(instrument: number): number {
    return this.prices[instrument] ?? Number.NaN
  }

  isWaiting(instrument: number): boolean {
    return this.#pending.has(instrument)
  }

  buy(instrument: number, wish: Wish): void {
    this.said.push({ row: this.row, kind: 'buy', instrument, ...wish })
    if (this.treatment !== 'refuses') this.#pending.set(instrument, wish.quantity ?? 1)
  }

  exit(instrument: number, reason: string): void {
    const nothing = { quantity: null, stop: null, target: null }
    this.said.push({ row: this.row, kind: 'exit', instrument, ...nothing, reason })
    if (this.treatment !== 'refuses') this.#pending.set(instrument, 0)
  }
}

/** One moment of a market: its end (epoch ms) and the close of each instrument, null without a bar. */
export interface Moment {
  readonly endsAt: number
  readonly closes: readonly (number | null)[]
}

/** Plays moments to a portfolio strategy; rows are places in the list. */
export function playWhole(
  strategy: PortfolioStrategy,
  moments: readonly Moment[],
  stage: WholeStage,
  from = 0,
  upTo = moments.length,
): readonly Said[] {
  for (const [row, { endsAt, closes }] of moments.entries()) {
    if (row < from || row >= upTo) continue
    stage.turn(row)
    for (const [instrument, close] of closes.entries()) {
      if (close === null) continue
      stage.prices[instrument] = close
      const bar = { open: close, high: close, low: close, close, volume: 1_000 }
      strategy.onBar(instrument, { at: endsAt - DAY_MS / 4, endsAt, ...bar })
    }
    strategy.onMoment(endsAt, stage)
  }
  return stage.said
}

/** What was wished, without the words and levels. */
export const gist = (said: readonly Said[]) => said.map(({ row, kind }) => [row, kind] as const)

/** A level as good as equal to this one. */
export const near = (level: number): unknown => expect.closeTo(level, 5)
