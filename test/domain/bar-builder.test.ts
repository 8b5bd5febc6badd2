import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bar } from '../../src/domain/bar.ts'
import { BarBuilder } from '../../src/domain/bar-builder.ts'
import { throughJson } from './through-json.ts'

const finished = (builder: BarBuilder, endsAt = 60): readonly (readonly [number, Bar])[] => {
  const bars: [number, Bar][] = []
  builder.finish(endsAt, (instrument, bar) => bars.push([instrument, { ...bar }]))
  return bars
}
const trade = fc.tuple(fc.nat({ max: 3 }), fc.integer({ min: 1, max: 999 }), fc.nat({ max: 99 }))

describe('bars built of ticks and of shorter bars', () => {
  it('first, highest, lowest and last price, and all shares', () => {
    const builder = new BarBuilder(1)
    for (const [price, volume] of [
      [100, 1],
      [90, 2],
      [110, 3],
      [105, 4],
    ] as const) {
      builder.tick(0, 7, price, volume)
    }
    const bar = { at: 7, endsAt: 60, open: 100, high: 110, low: 90, close: 105, volume: 10 }
    expect(finished(builder)).toEqual([[0, bar]])
    expect(finished(builder)).toEqual([])
  })

  it('only what traded has a bar, by instrument', () => {
    const builder = new BarBuilder(4)
    builder.tick(3, 0, 1, 1)
    builder.tick(1, 0, 1, 1)
    expect(finished(builder).map(([instrument]) => instrument)).toEqual([1, 3])
  })

  it('D6 built of built bars is what is built of the ticks themselves, put away at any moment', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(trade, { maxLength: 8 })),
        fc.nat({ max: 9 }),
        (minutes, stop) => {
          const ticks = new BarBuilder(4)
          const short = new BarBuilder(4)
          let long = new BarBuilder(4)
          for (const [minute, trades] of minutes.entries()) {
            for (const [instrument, price, volume] of trades) {
              ticks.tick(instrument, 0, price, volume)
              short.tick(instrument, minute, price, volume)
            }
            if (minute === stop) {
              const again = new BarBuilder(4)
              again.load(throughJson(long.save()))
              long = again
            }
            for (const [instrument, bar] of finished(short, minute + 1)) long.bar(instrument, bar)
          }
          const plain = (bars: ReturnType<typeof finished>) =>
            bars.map(([instrument, { at: _, ...bar }]) => [instrument, bar])
          expect(plain(finished(long))).toEqual(plain(finished(ticks)))
        },
      ),
    )
  })
})
