import { describe, expect, it } from 'vitest'
import { minuteOf } from '../../../src/domain/rulebook/timetable.ts'
import { averageOf, outlineOf, type Row, rowsOf } from './sim-market-fixture.ts'

const DATE = '2026-11-18'
const between = (rows: readonly Row[], from: string, to: string): Row[] =>
  rows.filter(({ minute }) => minute >= minuteOf(from) && minute < minuteOf(to))
const tradesIn = (rows: readonly Row[]): Row[] =>
  rows.filter(({ volume }, place) => volume > (rows[place - 1]?.volume ?? 0))

const derivative = await rowsOf('RELIANCE', DATE)
const cash = await rowsOf('SBFC', DATE)
const index = await rowsOf('NIFTY 50', DATE)

describe('a day on the simulated exchange since the closing auction came (3 August 2026)', () => {
  it('shows before the open a price to be, near the close before and then near the open, and no volume', () => {
    const outline = outlineOf('RELIANCE', DATE)
    const gathering = between(derivative, '09:00', '09:10')
    expect(gathering.length).toBeGreaterThan(10)
    expect(gathering.every(({ volume }) => volume === 0)).toBe(true)
    expect(new Set(gathering.map(({ last }) => last)).size).toBeGreaterThan(5)
    const opening = tradesIn(derivative)[0]?.last ?? Number.NaN
    const farthest = Math.max(outline.base, opening) * 1.015
    expect(
      gathering.every(
        ({ last }) => last < farthest && last > Math.min(outline.base, opening) / 1.015,
      ),
    ).toBe(true)
    expect(Math.abs((gathering.at(-1)?.last ?? 0) / opening - 1)).toBeLessThan(0.003)
  })

  it('opens every share with one auction trade, then waits for continuous trading', () => {
    for (const rows of [derivative, cash]) {
      const match = between(rows, '09:10', '09:12')
      expect(match).toHaveLength(1)
      expect(match[0]?.volume).toBeGreaterThan(0)
      expect(between(rows, '09:12', '09:15')).toEqual([])
    }
  })

  it('trades shares with derivatives to 15:15 and the others to 15:30', () => {
    expect(tradesIn(between(derivative, '15:14', '15:15')).length).toBeGreaterThan(0)
    expect(tradesIn(between(cash, '15:26', '15:30')).length).toBeGreaterThan(0)
    expect(between(derivative, '15:15', '15:20')).toEqual([])
    expect(between(cash, '15:30', '15:50')).toEqual([])
  })

  it('lets quotes gather for the closing auction while the last trade stays the last', () => {
    const lastTrade = between(derivative, '09:00', '15:15').at(-1)
    const gathering = between(derivative, '15:20', '15:30')
    expect(gathering.length).toBeGreaterThan(10)
    expect(new Set(gathering.map(({ last, volume }) => `${last} ${volume}`))).toEqual(
      new Set([`${lastTrade?.last} ${lastTrade?.volume}`]),
    )
    expect(new Set(gathering.map(({ bid }) => bid)).size).toBeGreaterThan(3)
    expect(gathering.every(({ bid, ask }) => bid > 0 && bid < ask)).toBe(true)
  })

  it('closes by one auction trade within 3 percent of the average since 15:00, and leaves no orders', () => {
    const match = between(derivative, '15:30', '15:35')
    expect(match).toHaveLength(1)
    const [print] = match
    const reference = averageOf(derivative, minuteOf('15:00'), minuteOf('15:15'))
    expect(Math.abs((print?.last ?? 0) / reference - 1)).toBeLessThan(0.03)
    expect(print).toMatchObject({ bid: 0, bidQuantity: 0, ask: 0, askQuantity: 0 })
    expect(print?.last).toBe(outlineOf('RELIANCE', DATE).close)
  })

  it('closes a share without auction at the average of its last half hour', () => {
    const { close, tick } = outlineOf('SBFC', DATE)
    const average = averageOf(cash, minuteOf('15:00'), minuteOf('15:30'))
    expect(Math.abs(close - average)).toBeLessThan(4 * tick)
    expect(between(cash, '15:50', '16:00')[0]?.last).toBe(close)
  })

  it('trades once more at the closing price after 15:50, and ends with the volume of the day', () => {
    for (const [rows, symbol] of [
      [derivative, 'RELIANCE'],
      [cash, 'SBFC'],
    ] as const) {
      const late = between(rows, '15:50', '16:00')
      expect(late).toHaveLength(1)
      expect(late[0]?.last).toBe(outlineOf(symbol, DATE).close)
      expect(rows.at(-1)?.volume).toBe(outlineOf(symbol, DATE).volume)
    }
  })

  it('reckons the index each second while its members trade, once after each auction, never with a book', () => {
    expect(between(index, '09:00', '09:10')).toEqual([])
    expect(between(index, '09:10', '09:15')).toHaveLength(1)
    expect(between(index, '09:15', '15:15')).toHaveLength(360 * 60)
    expect(between(index, '15:15', '15:30')).toEqual([])
    expect(between(index, '15:30', '15:35')).toHaveLength(1)
    expect(index.every(({ volume, bid, ask }) => volume === 0 && bid === 0 && ask === 0)).toBe(true)
  })
})

describe('other days on the simulated exchange', () => {
  it('trade every share to 15:30 before the closing auction came', async () => {
    const rows = await rowsOf('RELIANCE', '2026-07-31')
    expect(tradesIn(between(rows, '15:29', '15:30')).length).toBeGreaterThan(0)
    expect(between(rows, '15:30', '15:40')).toEqual([])
    const { close, tick } = outlineOf('RELIANCE', '2026-07-31')
    expect(Math.abs(close - averageOf(rows, minuteOf('15:00'), minuteOf('15:30')))).toBeLessThan(
      4 * tick,
    )
    expect(between(rows, '15:40', '16:00').at(-1)?.last).toBe(close)
  })

  it('pack a Muhurat hour with an hour’s volume', async () => {
    const rows = await rowsOf('SBIN', '2025-10-21')
    expect(between(rows, '13:45', '14:45').length).toBeGreaterThan(500)
    expect(tradesIn(between(rows, '09:00', '13:30'))).toEqual([])
    expect(tradesIn(between(rows, '14:45', '14:55'))).toEqual([])
    expect(rows.at(-1)?.volume).toBe(outlineOf('SBIN', '2025-10-21').volume)
    const usual = outlineOf('SBIN', '2025-10-20').volume
    expect(rows.at(-1)?.volume).toBeLessThan(usual / 2)
  })

  it('open a drill of two windows once, and trade on where the first left off', async () => {
    const rows = await rowsOf('SBIN', '2024-03-02')
    const morning = between(rows, '09:00', '10:00')
    const noon = between(rows, '11:30', '12:30')
    expect(between(rows, '10:00', '11:30')).toEqual([])
    expect(noon.length).toBeGreaterThan(500)
    const [left = Number.NaN, resumed = Number.NaN] = [morning.at(-1)?.last, noon[0]?.last]
    expect(Math.abs(resumed / left - 1)).toBeLessThan(0.005)
    expect(noon[0]?.volume).toBeGreaterThanOrEqual(morning.at(-1)?.volume ?? Number.NaN)
  })

  it('pay no attention to the clock: the same day on another seed differs in every price', async () => {
    const other = await rowsOf('SBFC', DATE, { seed: 9 })
    expect(other.length).not.toBe(cash.length)
  })
})
