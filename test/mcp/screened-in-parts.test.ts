import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyBars } from '../../src/domain/bar.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { type ScreenRules, screen } from '../../src/domain/screener.ts'
import { DAY_MS } from '../../src/domain/time.ts'
import { screenedInParts } from '../../src/mcp/screened-in-parts.ts'

const NO_RULES: ScreenRules = {
  rsiBelow: null,
  rsiAbove: null,
  aboveEma: null,
  breakout: null,
  minTurnoverPaise: null,
  minVolume: null,
  momentumBars: 5,
  top: 7,
}

/** A share of some days whose closes go up and down by a seed. */
function shareOf(place: number, days: number, step: number) {
  const bars = emptyBars(days)
  for (let row = 0; row < days; row++) {
    const price = 10_000 + ((row * step * 37) % 3_000)
    bars.at[row] = row * DAY_MS
    for (const name of ['open', 'high', 'low', 'close'] as const) bars[name][row] = price
    bars.volume[row] = 1_000
  }
  return { instrument: instrumentId(`NSE:S${place}`), bars }
}

describe('screening between turns of the event loop', () => {
  it('comes to what screening all at once comes to', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 90 })), {
          maxLength: 130,
        }),
        fc.record({
          rsiBelow: fc.option(fc.integer({ min: 1, max: 99 })),
          breakout: fc.option(fc.integer({ min: 1, max: 30 })),
          aboveEma: fc.option(fc.integer({ min: 1, max: 30 })),
        }),
        async (made, some) => {
          const shares = made.map(([days, step], place) => shareOf(place, days, step))
          const rules = { ...NO_RULES, ...some }
          const signal = new AbortController().signal
          expect(await screenedInParts(shares, rules, signal)).toEqual(screen(shares, rules))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('stops between two parts when nobody waits any more', async () => {
    const shares = Array.from({ length: 200 }, (_, place) => shareOf(place, 30, place + 1))
    await expect(screenedInParts(shares, NO_RULES, AbortSignal.abort())).rejects.toThrow(/abort/)
  })
})
