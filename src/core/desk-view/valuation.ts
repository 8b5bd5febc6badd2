import type { InstrumentId } from '../../domain/brand.ts'
import type { DeskPicture } from '../desk-view.ts'
import type { PositionLine } from './position-lines.ts'

/** Last price of an instrument in paise, NaN while unknown. */
export type PriceOf = (instrument: InstrumentId) => number

/** A position at the price of the moment. Ratios are basis points, null where there is nothing to divide by. */
export interface ValuedPosition {
  readonly line: PositionLine
  /** null when neither a quote nor the journal knows a price: then it is valued at its cost. */
  readonly lastPaise: number | null
  /** Of the open shares, before charges, paise. */
  readonly resultPaise: number
  readonly resultBps: number | null
  /** How far the price is from stop and target, signed as the price would move. */
  readonly stopBps: number | null
  readonly targetBps: number | null
}

/** The account at the prices of the moment, paise. */
export interface Valuation {
  readonly equityPaise: number
  /** Since the day began, after charges. */
  readonly todayPaise: number
  readonly todayBps: number | null
  /** Market value of positions, absolute. */
  readonly deployedPaise: number
  readonly positions: readonly ValuedPosition[]
}

const bps = (part: number, whole: number): number | null =>
  whole > 0 ? (part / whole) * 10_000 : null

const away = (level: number | null, price: number | null): number | null =>
  level === null || price === null ? null : bps(level - price, price)

/** A position at a price in paise, NaN while unknown. */
export function valuedPosition(line: PositionLine, quote: number): ValuedPosition {
  const lastPaise = Number.isNaN(quote) ? line.markPaise : quote
  const worth = lastPaise === null ? line.costPaise : Math.round(lastPaise * line.quantity)
  const resultPaise = worth - line.costPaise
  return {
    line,
    lastPaise,
    resultPaise,
    resultBps: bps(resultPaise, Math.abs(line.costPaise)),
    stopBps: away(line.stopPaise, lastPaise),
    targetBps: away(line.targetPaise, lastPaise),
  }
}

/** Values a picture: a quote where there is one, else the price that the journal stated last. */
export function valueDesk({ money, today, ...picture }: DeskPicture, priceOf: PriceOf): Valuation {
  const positions = picture.positions.map((line) => valuedPosition(line, priceOf(line.instrument)))
  let equityPaise = money.cashPaise
  let deployedPaise = 0
  for (const { line, resultPaise } of positions) {
    const worth = line.costPaise + resultPaise
    equityPaise += worth
    deployedPaise += Math.abs(worth)
  }
  const todayPaise = equityPaise - today.startPaise
  return {
    equityPaise,
    todayPaise,
    todayBps: bps(todayPaise, today.startPaise),
    deployedPaise,
    positions,
  }
}
