import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Values } from '../../src/domain/strategy.ts'
import {
  addDays,
  dateOf,
  MINUTE_MS,
  momentOf,
  type TradeDate,
  tradeDate,
  weekdayOf,
} from '../../src/domain/time.ts'
import { momentum } from '../../src/strategies/momentum.ts'
import { randomness } from '../domain/indicators/walk.ts'
import { type Moment, near, playWhole, type Said, WholeStage } from './stage.ts'

const DEFAULTS = {
  lookback: 5,
  skip: 1,
  holdings: 2,
  investedPercent: 40,
  stopPercent: 12,
  targetPercent: 60,
}
const make = (size: number, values: Partial<Values<typeof momentum.parameters>> = {}) => {
  if (momentum.scope !== 'portfolio') throw new RangeError('it weighs instruments')
  return momentum.create({ ...DEFAULTS, ...values }, size)
}
const EQUITY = 100_000_00

/** Weekdays from a day on, their close at 15:30. */
function momentsFrom(first: string, closes: readonly (readonly (number | null)[])[]): Moment[] {
  let date: TradeDate = addDays(tradeDate(first), -1)
  return closes.map((row) => {
    do date = addDays(date, 1)
    while (weekdayOf(date) % 6 === 0)
    return { endsAt: momentOf(date, 930), closes: row }
  })
}
const told = (said: readonly Said[]) =>
  said.map(({ row, kind, instrument }) => [row, kind, instrument])
/** Six weekdays up to 30 June 2026, then July: each share rises by its own step a day. */
const rising = (days: number, ...steps: readonly number[]) =>
  momentsFrom(
    '2026-06-23',
    Array.from({ length: days }, (_, day) => steps.map((step) => 100_000 + step * day)),
  )

describe('momentum', () => {
  it('ranks at the close of a month’s first session and buys the best a close later', () => {
    const stage = new WholeStage(4, EQUITY)
    const said = playWhole(make(4), rising(9, 100, 400, 200, 300), stage)
    expect(told(said)).toEqual([
      [7, 'buy', 1],
      [7, 'buy', 3],
    ])
    expect(said[0]).toMatchObject({
      quantity: Math.floor((EQUITY * 0.2) / 102_800),
      mayBeCut: true,
      stop: near(102_800 * 0.88),
      target: near(102_800 * 1.6),
      reason: 'number 1 of the month by its rise',
    })
  })

  it('sells what is no longer among the best at the first close of the month, and keeps the rest', () => {
    const stage = new WholeStage(3, EQUITY)
    const strategy = make(3)
    playWhole(strategy, rising(9, 100, 400, 300), stage)
    expect(stage.positions.map(Math.sign)).toEqual([0, 1, 1])
    const turned = momentsFrom(
      '2026-07-27',
      Array.from({ length: 8 }, (_, day) => [100_000 + 900 * day, 102_000 + 500 * day, 102_000]),
    )
    const seen = stage.said.length
    expect(told(playWhole(strategy, turned, stage).slice(seen))).toEqual([
      [5, 'exit', 2],
      [6, 'buy', 0],
    ])
    expect(turned[5]?.endsAt).toBe(momentOf(tradeDate('2026-08-03'), 930))
  })

  it('leaves the last bars out of the rise', () => {
    const spike = rising(9, 100, 90, 80).map(({ endsAt, closes }, day) => ({
      endsAt,
      closes: day === 6 ? [closes[0] ?? 0, closes[1] ?? 0, 150_000] : closes,
    }))
    const options = { holdings: 1, investedPercent: 100 }
    const bought = (skip: number) =>
      told(playWhole(make(3, { ...options, skip }), spike, new WholeStage(3, EQUITY)))
    expect(bought(1)).toEqual([[7, 'buy', 0]])
    expect(bought(0)).toEqual([[7, 'buy', 2]])
  })

  it('ranks equal rises by their place in the universe', () => {
    const said = playWhole(make(4), rising(9, 300, 300, 300, 300), new WholeStage(4, EQUITY))
    expect(told(said)).toEqual([
      [7, 'buy', 0],
      [7, 'buy', 1],
    ])
  })

  it('passes over shares without a full history and without a bar that day', () => {
    const moments = rising(9, 500, 400, 100, 50).map(({ endsAt, closes }, day) => ({
      endsAt,
      closes: closes.map((close, index) =>
        (index === 0 && day < 2) || (index === 1 && day === 6) ? null : close,
      ),
    }))
    expect(told(playWhole(make(4), moments, new WholeStage(4, EQUITY)))).toEqual([
      [7, 'buy', 2],
      [7, 'buy', 3],
    ])
  })

  it('buys a chosen share that has no bar a close later at the close after', () => {
    const moments = rising(10, 500, 400, 100, 50).map(({ endsAt, closes }, day) => ({
      endsAt,
      closes: day === 7 ? [null, ...closes.slice(1)] : closes,
    }))
    expect(told(playWhole(make(4), moments, new WholeStage(4, EQUITY)))).toEqual([
      [7, 'buy', 1],
      [8, 'buy', 0],
    ])
  })

  it('wishes again for a week what was refused, the best first', () => {
    const stage = new WholeStage(2, EQUITY)
    stage.treatment = 'refuses'
    const wishes = [7, 8, 9, 10, 11].flatMap((row) => [
      [row, 'buy', 1],
      [row, 'buy', 0],
    ])
    expect(told(playWhole(make(2), rising(16, 100, 200), stage))).toEqual(wishes)
  })

  it('does not buy back what its stop sold', () => {
    const stage = new WholeStage(1, EQUITY)
    const strategy = make(1)
    const moments = rising(16, 100)
    playWhole(strategy, moments, stage, 0, 9)
    expect(stage.positions[0]).toBeGreaterThan(0)
    stage.positions[0] = 0
    expect(told(playWhole(strategy, moments, stage, 9))).toEqual([[7, 'buy', 0]])
  })

  it('does not rebalance in the month in which it is started', () => {
    const started = rising(20, 100, 200).slice(6)
    expect(playWhole(make(2), started, new WholeStage(2, EQUITY))).toEqual([])
  })

  it('passes over a share that its part of the equity cannot buy', () => {
    const stage = new WholeStage(2, 4_000_00)
    const moments = rising(9, 400, -6_000).map(({ endsAt, closes: [one = 0, other = 0] }) => ({
      endsAt,
      closes: [one, other],
    }))
    expect(told(playWhole(make(2), moments, stage))).toEqual([[7, 'buy', 1]])
  })

  it('reckons quantities in today’s shares and levels in those of its bars', () => {
    const stage = new WholeStage(1, EQUITY)
    const strategy = make(1)
    const moments = rising(9, 100)
    playWhole(strategy, moments, stage, 0, 7)
    stage.turn(7)
    strategy.onBar(0, { at: 0, endsAt: 0, open: 0, high: 0, low: 0, close: 100_700, volume: 0 })
    stage.prices[0] = 50_350
    strategy.onMoment(moments[7]?.endsAt ?? 0, stage)
    expect(stage.said[0]).toMatchObject({ quantity: 39, stop: near(100_700 * 0.88) })
  })

  it('asks again for an exit that came to nothing', () => {
    const strategy = make(1)
    const stage = new WholeStage(1, EQUITY)
    stage.positions[0] = 5
    stage.treatment = 'refuses'
    expect(told(playWhole(strategy, rising(3, 100), stage))).toEqual([
      [0, 'exit', 0],
      [1, 'exit', 0],
      [2, 'exit', 0],
    ])
  })

  it('asks once for an exit that waits', () => {
    const strategy = make(1)
    const stage = new WholeStage(1, EQUITY)
    stage.positions[0] = 5
    stage.treatment = 'waits'
    expect(told(playWhole(strategy, rising(3, 100), stage))).toEqual([[0, 'exit', 0]])
  })

  it('begins its months at midnight in India', () => {
    const early = rising(9, 100, 400).map(({ endsAt, closes }) => ({
      endsAt: endsAt - 900 * MINUTE_MS,
      closes,
    }))
    expect(dateOf(early[6]?.endsAt ?? 0)).toBe('2026-07-01')
    expect(playWhole(make(2), early, new WholeStage(2, EQUITY))[0]?.row).toBe(7)
  })

  it('chooses like the plain rule over any market', () => {
    const markets = fc.record({
      seed: fc.integer(),
      size: fc.integer({ min: 1, max: 6 }),
      lookback: fc.integer({ min: 4, max: 40 }),
      skip: fc.integer({ min: 0, max: 3 }),
      holdings: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(markets, ({ seed, size, lookback, skip, holdings }) => {
        const moments = momentsFrom('2026-01-05', anyCloses(seed, 120, size))
        const strategy = make(size, { lookback, skip, holdings, investedPercent: 40 })
        const said = playWhole(strategy, moments, new WholeStage(size, EQUITY))
        expect(told(said)).toEqual(plainly(moments, size, { lookback, skip, holdings }))
      }),
    )
  })
})

/** Closes in coarse steps, so that rises tie, with days without a bar. */
function anyCloses(seed: number, days: number, size: number): (number | null)[][] {
  const random = randomness(seed)
  const last = new Array<number>(size).fill(10_000)
  return Array.from({ length: days }, () =>
    last.map((price, index) => {
      const next = Math.max(5_000, price + Math.round((random() - 0.45) * 4) * 500)
      last[index] = next
      return random() < 0.05 ? null : next
    }),
  )
}

/** The rule again with whole histories: each share's own closes, looked at from the month's first session. */
function plainly(
  moments: readonly Moment[],
  size: number,
  { lookback, skip, holdings }: { lookback: number; skip: number; holdings: number },
) {
  const held = new Set<number>()
  const own = Array.from({ length: size }, (): number[] => [])
  const said: [number, string, number][] = []
  let chosen: readonly number[] = []
  let wanted: readonly number[] = []
  let closesLeft = 0
  for (const [row, { endsAt, closes }] of moments.entries()) {
    for (const [index, close] of closes.entries()) if (close !== null) own[index]?.push(close)
    const month = (moment: number) => dateOf(moment).slice(0, 7)
    const isNew = row > 0 && month(endsAt) !== month(moments[row - 1]?.endsAt ?? 0)
    const bought: number[] = []
    if (isNew) {
      const rises = own.map((past, index) => {
        const before = past.at(-1 - lookback)
        return closes[index] === null || before === undefined
          ? null
          : (past.at(-1 - skip) ?? 0) / before
      })
      chosen = [...rises.keys()]
        .filter((index) => rises[index] !== null)
        .toSorted((a, b) => (rises[b] ?? 0) - (rises[a] ?? 0) || a - b)
        .slice(0, holdings)
      wanted = chosen.filter((index) => !held.has(index))
    } else if (closesLeft > 0) {
      bought.push(...wanted.filter((index) => closes[index] !== null))
      wanted = wanted.filter((index) => !bought.includes(index))
    }
    closesLeft = isNew ? 5 : closesLeft - 1
    for (const index of bought) said.push([row, 'buy', index])
    for (const index of [...held].toSorted((a, b) => a - b)) {
      if (chosen.includes(index)) continue
      said.push([row, 'exit', index])
      held.delete(index)
    }
    for (const index of bought) held.add(index)
  }
  return said
}
