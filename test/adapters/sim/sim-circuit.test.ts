import { describe, expect, it } from 'vitest'
import { SimMarket } from '../../../src/adapters/sim/sim-market.ts'
import { SIM_SHARES } from '../../../src/adapters/sim/sim-universe.ts'
import { Sessions } from '../../../src/domain/rulebook/sessions.ts'
import { addDays } from '../../../src/domain/time.ts'
import { day, mean, outlineOf, type Row, rowsOf } from './sim-market-fixture.ts'

const FROM = '2026-08-03'
const sessions = new Sessions()
const narrow = SIM_SHARES.flatMap(({ instrument }, place) =>
  instrument.bandPercent === 5 ? [place] : [],
)

interface Case {
  readonly symbol: string
  readonly date: string
  readonly seed: number
  /** How far the next morning opens from the locked close, as a fraction. */
  readonly gapAfter: number
}

/** Days on which a share closes at its upper, or its lower, limit. */
function lockedDays(side: 'upper' | 'lower', count: number): Case[] {
  const found: Case[] = []
  for (let seed = 1; found.length < count; seed++) {
    const market = new SimMarket({ seed, from: day(FROM), sessions })
    for (let date = day(FROM); date <= '2026-10-30'; date = addDays(date, 1)) {
      let after = addDays(date, 1)
      while (market.day(after) === null) after = addDays(after, 1)
      for (const place of narrow) {
        const outline = market.day(date)?.shares[place]
        const next = market.day(after)?.shares[place]
        if (!outline || !next || outline.close !== outline[side] || next.action !== null) continue
        const symbol = SIM_SHARES[place]?.instrument.symbol ?? ''
        found.push({ symbol, date, seed, gapAfter: next.worthAtOpen - Math.log(next.base) })
      }
    }
  }
  return found.slice(0, count)
}

const isContinuous = ({ minute }: Row): boolean => minute >= 555 && minute < 930
const isHigh = ({ ask }: Row): boolean => ask === 0
const isLow = ({ bid }: Row): boolean => bid === 0

const upper = lockedDays('upper', 20)
const lower = lockedDays('lower', 20)
const days = await Promise.all(
  [...upper.slice(0, 3), ...lower.slice(0, 3)].map(async ({ symbol, date, seed }) => ({
    symbol,
    rows: await rowsOf(symbol, date, { from: FROM, seed }),
    outline: outlineOf(symbol, date, { from: FROM, seed }),
  })),
)

describe('a share at its circuit', () => {
  it('has buyers at the upper limit and no seller, or sellers at the lower limit and no buyer', () => {
    let locked = 0
    for (const { rows, outline } of days) {
      for (const row of rows.filter(isContinuous)) {
        expect(isHigh(row) && isLow(row)).toBe(false)
        if (!isHigh(row) && !isLow(row)) continue
        locked++
        expect(isHigh(row) ? row.bid : row.ask).toBe(isHigh(row) ? outline.upper : outline.lower)
        expect(isHigh(row) ? row.askQuantity : row.bidQuantity).toBe(0)
      }
    }
    expect(locked).toBeGreaterThan(100)
  })

  it('trades at the limit alone while it is locked, and hardly ever', () => {
    for (const { rows, outline } of days) {
      const open = rows.filter(isContinuous)
      const isTrade = ({ volume }: Row, place: number) =>
        volume > (open[place - 1]?.volume ?? volume)
      const locked = open.filter((row, place) => (isHigh(row) || isLow(row)) && isTrade(row, place))
      expect(locked.every(({ last }) => last === outline.upper || last === outline.lower)).toBe(
        true,
      )
    }
    const shut: number[] = []
    const open: number[] = []
    for (const { rows } of days) {
      const minutes = new Map<number, Row[]>()
      for (const row of rows.filter(isContinuous)) {
        const minute = Math.floor(row.minute)
        minutes.set(minute, [...(minutes.get(minute) ?? []), row])
      }
      for (const told of minutes.values()) {
        const traded = (told.at(-1)?.volume ?? 0) - (told[0]?.volume ?? 0)
        const locked = told.filter((row) => isHigh(row) || isLow(row)).length
        if (locked === told.length) shut.push(traded)
        if (locked === 0) open.push(traded)
      }
    }
    expect(shut.length).toBeGreaterThan(100)
    expect(open.length).toBeGreaterThan(100)
    expect(mean(shut)).toBeLessThan(mean(open) / 3)
  })

  it('queues far more at the limit than an ordinary book holds', () => {
    const queue = (rows: readonly Row[]) =>
      mean(rows.map(({ bidQuantity, askQuantity }) => bidQuantity + askQuantity))
    const all = days.flatMap(({ rows }) => rows.filter(isContinuous))
    const locked = all.filter((row) => isHigh(row) || isLow(row))
    const ordinary = all.filter((row) => !isHigh(row) && !isLow(row))
    expect(queue(locked)).toBeGreaterThan(50 * queue(ordinary))
  })

  it('unlocks again, and has both sides then', () => {
    const unlocks = days.map(
      ({ rows }) =>
        rows.filter(isContinuous).filter((row, place, open) => {
          const before = open[place - 1]
          const wasLocked = before !== undefined && (isHigh(before) || isLow(before))
          return wasLocked && row.bid > 0 && row.ask > row.bid
        }).length,
    )
    expect(unlocks.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0)
  })

  it('closes at the limit, and opens the next day further on, as those who waited still want', () => {
    for (const { rows, outline } of days) {
      expect([outline.upper, outline.lower]).toContain(rows.at(-1)?.last)
    }
    expect(mean(upper.map(({ gapAfter }) => gapAfter))).toBeGreaterThan(0.002)
    expect(mean(lower.map(({ gapAfter }) => gapAfter))).toBeLessThan(-0.002)
  })
})
