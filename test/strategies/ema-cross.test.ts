import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BarColumns } from '../../src/domain/bar.ts'
import { emaCross } from '../../src/strategies/ema-cross.ts'
import { anyWalk, barsOf, numbers } from '../domain/indicators/walk.ts'
import { gist, play, Stage } from './stage.ts'

const make = (fast: number, slow: number, quantity: number | null = null) => {
  if (emaCross.scope !== 'instrument') throw new RangeError('ema-cross looks at one instrument')
  return emaCross.create({ fast, slow, quantity })
}
const saidOf = (fast: number, slow: number, closes: readonly number[], stage = new Stage()) =>
  gist(play(make(fast, slow), barsOf(closes), stage))

/** The average as a fraction of whole numbers, so that equal averages are equal; null until it is defined. */
function* exactly(closes: readonly number[], bars: number) {
  const n = BigInt(bars)
  let above = 0n
  let below = n
  for (const [row, close] of closes.entries()) {
    if (row < bars) above += BigInt(close)
    else {
      below *= n + 1n
      above = 2n * BigInt(close) * (below / (n + 1n)) + (n - 1n) * above
    }
    yield row < bars - 1 ? null : { above, below }
  }
}

/** The rule again, over whole columns: bought at the cross, sold at the first bar that is not above. */
function plainly(bars: BarColumns, fast: number, slow: number) {
  const closes = numbers(bars.close)
  const [quick, lazy] = [[...exactly(closes, fast)], [...exactly(closes, slow)]]
  const isAbove = closes.map((_, row) => {
    const [one, other] = [quick[row], lazy[row]]
    return one && other ? one.above * other.below > other.above * one.below : null
  })
  const said: [number, string][] = []
  let isHeld = false
  for (const [row, is] of isAbove.entries()) {
    if (!isHeld && is === true && isAbove[row - 1] === false) said.push([row, 'buy'])
    else if (isHeld && is === false) said.push([row, 'exit'])
    else continue
    isHeld = !isHeld
  }
  return said
}

describe('ema-cross', () => {
  it('buys at the close that lifts the fast average above the slow one, and sells when it falls back', () => {
    // fast 10, 12, 10.67; slow 10, 11.5, 10.75 from the third bar on
    expect(saidOf(2, 3, [1_000, 1_000, 1_000, 1_300, 1_000])).toEqual([
      [3, 'buy'],
      [4, 'exit'],
    ])
  })

  it('does not take averages that begin one above the other for a cross', () => {
    expect(saidOf(2, 3, [1_000, 1_100, 1_300, 1_500, 1_700])).toEqual([])
  })

  it('takes equal averages for not above: they end a trade and may begin the next', () => {
    // fast is the close itself; slow 1,000, 1,150, 1,150, 1,175
    expect(saidOf(1, 3, [1_000, 1_000, 1_000, 1_300, 1_150, 1_200])).toEqual([
      [3, 'buy'],
      [4, 'exit'],
      [5, 'buy'],
    ])
  })

  it('says nothing while the slow average is not defined', () => {
    expect(saidOf(1, 4, [1_000, 900, 1_200, 800, 700, 600, 500])).toEqual([])
  })

  it('leaves stop, target and, unless it was given, the quantity to risk', () => {
    const closes = barsOf([1_000, 1_000, 1_000, 1_300])
    expect(play(make(2, 3, 25), closes)).toEqual([
      {
        row: 3,
        kind: 'buy',
        instrument: 0,
        quantity: 25,
        stop: null,
        target: null,
        reason: 'the fast average crossed above the slow one',
      },
    ])
    expect(play(make(2, 3), closes)[0]?.quantity).toBeNull()
  })

  it('wishes once a cross, also when the desk refuses', () => {
    const stage = new Stage()
    stage.treatment = 'refuses'
    expect(saidOf(2, 3, [1_000, 1_000, 1_000, 1_300, 1_400, 1_500], stage)).toEqual([[3, 'buy']])
  })

  it('does not wish again while its order waits', () => {
    const stage = new Stage()
    stage.treatment = 'waits'
    const closes = [1_000, 1_000, 1_000, 1_300, 900, 800, 1_300, 1_400]
    expect(saidOf(2, 3, closes, stage)).toEqual([[3, 'buy']])
  })

  it('asks again for an exit that came to nothing', () => {
    const strategy = make(2, 3)
    const bars = barsOf([1_000, 1_000, 1_000, 1_300, 1_000, 900, 800])
    const stage = new Stage()
    play(strategy, bars, stage, 0, 4)
    stage.turn(4, 0)
    stage.treatment = 'refuses'
    expect(gist(play(strategy, bars, stage, 4))).toEqual([
      [3, 'buy'],
      [4, 'exit'],
      [5, 'exit'],
      [6, 'exit'],
    ])
  })

  it('does not buy more at a cross of what it could not sell', () => {
    const strategy = make(2, 3)
    const bars = barsOf([1_000, 1_000, 1_000, 1_300, 1_000, 1_400])
    const stage = new Stage()
    play(strategy, bars, stage, 0, 4)
    stage.turn(4, 0)
    stage.treatment = 'refuses'
    expect(gist(play(strategy, bars, stage, 4))).toEqual([
      [3, 'buy'],
      [4, 'exit'],
    ])
  })

  it('does not buy back what its stop sold before the next cross', () => {
    const strategy = make(2, 3)
    const bars = barsOf([1_000, 1_000, 1_000, 1_300, 1_400, 1_500, 1_600])
    const stage = new Stage()
    play(strategy, bars, stage, 0, 5)
    stage.position = 0
    expect(play(strategy, bars, stage, 5)).toHaveLength(1)
  })

  it('trades like the plain rule over any market', () => {
    const periods = fc.record({
      fast: fc.integer({ min: 1, max: 12 }),
      more: fc.integer({ min: 1, max: 12 }),
    })
    fc.assert(
      fc.property(anyWalk, periods, (bars, { fast, more }) => {
        const said = gist(play(make(fast, fast + more), bars))
        expect(said).toEqual(plainly(bars, fast, fast + more))
      }),
    )
  })
})
