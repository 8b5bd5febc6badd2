import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { Quotes } from '../../src/core/quotes.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { momentOf, tradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { StepWatch } from '../../src/services/step-watch.ts'
import { columns } from '../strategies/book.ts'

const MORNING = momentOf(tradeDate('2024-06-03'), 555)

/** Opens of one share, session by session; null is a session without a price. Answers whether each was believed. */
function believed(
  opens: readonly (number | null)[],
  takenUpAfter = -1,
): { readonly beliefs: readonly boolean[]; readonly told: number } {
  const universe = new Universe([plainEquity(instrumentId('NSE:ALPHA'))])
  const clock = new VirtualClock(MORNING)
  let told = 0
  const watchOver = (quotes: Quotes) => new StepWatch({ clock, quotes, universe }, () => told++)
  let quotes = new Quotes(1)
  let watch = watchOver(quotes)
  const beliefs: boolean[] = []
  for (const [session, open] of opens.entries()) {
    quotes.turnDay(false)
    if (open !== null) {
      const isBelieved = watch.believes(0, open)
      beliefs.push(isBelieved)
      if (isBelieved) quotes.setBar(0, columns([MORNING], [[open, open, open, open]]), 0, MORNING)
    }
    if (session !== takenUpAfter) continue
    const saved = structuredClone(quotes.save())
    quotes = new Quotes(1)
    quotes.load(saved)
    watch = watchOver(quotes)
  }
  return { beliefs, told }
}

describe('which prices are believed', () => {
  it('one beyond a day’s band is not, however often it comes again', () => {
    const halves = new Array<number>(12).fill(50_000)
    const { beliefs, told } = believed([100_000, ...halves])
    expect(beliefs).toEqual([true, ...halves.map(() => false)])
    expect(told).toBe(1)
  })

  it('a share that was away comes back within the bands of all the sessions that it missed', () => {
    expect(believed([100_000, null, 140_000]).beliefs).toEqual([true, true])
    expect(believed([100_000, null, 150_000]).beliefs).toEqual([true, false])
    expect(believed([100_000, null, 65_000]).beliefs).toEqual([true, true])
    expect(believed([100_000, null, null, null, 45_000]).beliefs).toEqual([true, true])
  })

  it('sessions that were missed before a price count no more once it has come', () => {
    expect(believed([100_000, null, null, 100_000, 140_000]).beliefs).toEqual([true, true, false])
  })

  it('what was missed is remembered over a restart', () => {
    const opens = [100_000, null, null, 150_000]
    for (const takenUpAfter of [0, 1, 2])
      expect(believed(opens, takenUpAfter).beliefs).toEqual([true, true])
  })
})
