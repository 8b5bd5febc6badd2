import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyBars } from '../../src/domain/bar.ts'
import { DEFAULT_FILLS } from '../../src/domain/fill-model.ts'
import { PerformanceCalculator } from '../../src/domain/performance.ts'
import type { ClosedTrade } from '../../src/domain/position.ts'
import { PositionBook } from '../../src/domain/position.ts'
import { addDays, momentOf } from '../../src/domain/time.ts'
import { excursionOver } from '../../src/services/excursion.ts'
import { RunLedger } from '../../src/services/run-ledger.ts'
import { DAY, fill, INFY } from '../domain/fills.ts'
import { DATE, PaperDesk } from './paper-desk.ts'

const SETTINGS = { riskFreeBps: 0, targetBps: 0, tradingDaysAYear: 250, minTrades: 20, minDays: 60 }
const UNWATCHED = { maePaise: null, mfePaise: null } as const

function openLedger(): RunLedger {
  const opening = { date: addDays(DATE, -1), equityPaise: 10_00_000_00, benchmark: null }
  return new RunLedger({
    calculator: new PerformanceCalculator(SETTINGS, opening),
    excursion: () => UNWATCHED,
    benchmark: new Map(),
    linesMax: 1_000,
  })
}

/** What a desk told, folded. */
async function folded(desk: PaperDesk): Promise<RunLedger> {
  const ledger = openLedger()
  for (const event of await desk.events()) ledger.apply(event)
  return ledger
}

describe('the ledger of a run', () => {
  it('D6 each paisa of charges is told once: in a closed trade, or in what is still open', async () => {
    const order = fc.record({
      isBuy: fc.boolean(),
      quantity: fc.integer({ min: 1, max: 300 }),
      product: fc.constantFrom('CNC' as const, 'MIS' as const),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(order, { maxLength: 20 }), async (orders) => {
        const desk = new PaperDesk({ fills: DEFAULT_FILLS, share: { isDerivativeEligible: true } })
        desk.bar(9, 15)
        for (const [minute, { isBuy, quantity, product }] of orders.entries()) {
          const side = isBuy ? 'buy' : 'sell'
          const effect = isBuy ? 'open' : 'close'
          desk.wish({ side, effect, quantity: isBuy ? quantity : null, product })
          desk.bar(9, 16 + minute, { volume: 1_000 })
        }
        // All is sold in the end, in as many bars as it takes, so that nothing is open.
        for (const [turn, product] of (['CNC', 'MIS', 'CNC', 'MIS'] as const).entries()) {
          desk.wish({ side: 'sell', effect: 'close', quantity: null, product })
          desk.bar(10, turn, { volume: 1e6 })
        }
        const ledger = await folded(desk)
        expect([...ledger.positions.values()]).toEqual([])
        const told = ledger.trades.reduce((sum, { chargesPaise }) => sum + chargesPaise, 0)
        expect(told).toBe(ledger.charges.totalPaise)
        const gross = ledger.trades.reduce((sum, { grossPaise }) => sum + grossPaise, 0)
        expect(ledger.cash).toBe(10_00_000_00 + gross - told)
        expect(ledger.tradeCount).toBe(ledger.trades.length)
      }),
      { numRuns: 60 },
    )
  })

  it('B135 marks each day with what fell since the highest close, and never with a gain', async () => {
    const desk = new PaperDesk()
    desk.bar(9, 15)
    desk.wish({ quantity: 900 })
    for (const price of [100_000, 110_000, 99_000, 104_500]) {
      desk.bar(9, 16, price)
      desk.quiet(23, 0)
      desk.date = addDays(desk.date, 1)
    }
    const ledger = await folded(desk)
    const falls = ledger.equity.map(({ drawdownBps }) => Math.round(drawdownBps))
    expect(falls[1]).toBe(0)
    expect(falls[2]).toBeGreaterThan(800)
    expect(falls[3]).toBeGreaterThan(300)
    expect(Math.min(...falls)).toBe(0)
  })

  it('B127 counts what was approved, denied and why, and keeps what halted the desk', async () => {
    const desk = new PaperDesk()
    desk.bar(9, 15)
    desk.wish()
    desk.wish({ quantity: 5_000 })
    desk.wish({ side: 'sell', effect: 'close', quantity: null, product: 'MIS' })
    desk.kernel.bus.inject(
      'system.emergency_stop',
      { reason: 'enough', by: 'test' },
      { source: 'test' },
    )
    const { approved, denied, dropped, denials, halts } = await folded(desk)
    expect({ approved, denied, dropped, denials, halts }).toEqual({
      approved: 1,
      denied: 1,
      dropped: 1,
      denials: { cash_short: 1 },
      halts: ['enough'],
    })
  })
})

describe('the worst and best of a trade', () => {
  const bars = emptyBars(4)
  for (const [row, [low, high]] of [
    [99_000, 101_000],
    [95_000, 102_000],
    [97_000, 108_000],
    [50_000, 200_000],
  ].entries()) {
    bars.at[row] = momentOf(DAY, 600 + row)
    bars.low[row] = low ?? 0
    bars.high[row] = high ?? 0
  }
  const trade = (side: 'buy' | 'sell'): ClosedTrade => {
    const book = new PositionBook()
    const at = (minute: number) => ({ at: momentOf(DAY, minute) })
    book.applyFill({ ...fill(side, 10, 1_000), ...at(601) })
    const other = side === 'buy' ? 'sell' : 'buy'
    const [closed] = book.applyFill({ ...fill(other, 10, 1_010), ...at(602) }).closed
    if (closed === undefined) throw new RangeError('the test’s trade did not close')
    return closed
  }
  const excursion = excursionOver(new Map([[INFY, bars]]))

  it('B69 is the lowest and highest of the bars that it was held over, mirrored for a short', () => {
    expect(excursion(trade('buy'))).toEqual({ maePaise: -50_000, mfePaise: 80_000 })
    expect(excursion(trade('sell'))).toEqual({ maePaise: -80_000, mfePaise: 50_000 })
  })

  it('B69 is unknown without bars', () => {
    expect(excursionOver(new Map())(trade('buy'))).toEqual(UNWATCHED)
  })
})
