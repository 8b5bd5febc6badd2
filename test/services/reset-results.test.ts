import { describe, expect, it } from 'vitest'
import { summaryWords } from '../../src/cli/summary-words.ts'
import { paise } from '../../src/domain/money.ts'
import { PERFORMANCE_DEFAULTS } from '../../src/domain/performance/settings.ts'
import { momentOf, tradeDate } from '../../src/domain/time.ts'
import { SessionFold } from '../../src/services/session-fold.ts'
import { PaperDesk } from './paper-desk.ts'

const BY = { source: 'test' } as const
const CAPITAL = 10_00_000_00
const JUNE = tradeDate('2026-06-30')
const DAYS = [JUNE, tradeDate('2026-07-01'), tradeDate('2026-07-02')] as const
const words = {
  book: 'book',
  market: 'made',
  contractNote: null,
  seed: 1,
  journalHash: 'hash',
}

/** A desk that has 900 shares at a price of ₹1,000 and ends the day at another, day after day. */
async function summaryOf(closes: readonly number[], resets: 'monthly' | 'never') {
  const desk = new PaperDesk({ date: JUNE, resets })
  for (const [day, close] of closes.entries()) {
    desk.date = DAYS[day] ?? JUNE
    desk.bars([9, 15], [9, 17])
    desk.wish({ quantity: 900 })
    desk.bar(9, 17)
    desk.bar(9, 18, close)
    desk.quiet(23, 0)
  }
  const beginning = { capitalPaise: CAPITAL, startsAt: momentOf(JUNE, 8 * 60) }
  const fold = new SessionFold(beginning, { ...PERFORMANCE_DEFAULTS, riskFreeBps: 650 })
  const events = await desk.events()
  for (const event of events) fold.apply(event)
  return fold.summary(words, events.length)
}

const falls = ({ equity }: Awaited<ReturnType<typeof summaryOf>>) =>
  equity.map(({ drawdownBps }) => Math.round(drawdownBps))

describe('the figures of a book whose account began anew', () => {
  it('B92 a loss before the reset stays a loss, and the new capital is no gain', async () => {
    const lost = await summaryOf([95_000], 'monthly')
    const summary = await summaryOf([95_000, 100_000], 'monthly')
    const loss = CAPITAL - lost.finalEquityPaise
    expect(loss).toBeGreaterThan(900 * 5_000)
    expect(summary.flowPaise).toBe(loss)
    const day = CAPITAL - summary.finalEquityPaise
    expect(summary.metrics.profitPaise).toBe(-loss - day)
    expect(summary.metrics.drawdown.maxBps).toBeGreaterThanOrEqual(lost.metrics.drawdown.maxBps)
    expect(summary.metrics.drawdown.maxBps).toBeLessThan(lost.metrics.drawdown.maxBps + 100)
    const [year] = summary.metrics.years
    expect(year?.monthsBps[5]).toBeCloseTo((-loss / CAPITAL) * 10_000, 6)
    expect(year?.monthsBps[6]).toBeCloseTo((-day / CAPITAL) * 10_000, 6)
  })

  it('B92 a gain before the reset stays a gain, and what is taken out is no loss', async () => {
    const summary = await summaryOf([105_000, 100_000], 'monthly')
    const gain = -summary.flowPaise
    expect(gain).toBeGreaterThan(900 * 4_800)
    const day = CAPITAL - summary.finalEquityPaise
    expect(summary.metrics.profitPaise).toBe(gain - day)
    const [first, second] = falls(summary)
    expect(first).toBe(0)
    expect(second).toBe(Math.round((day / CAPITAL) * 10_000))
  })

  it('B92 the month begins with no position, and every trade and paisa of charges before it still counts', async () => {
    const before = await summaryOf([95_000], 'monthly')
    const after = await summaryOf([95_000, 100_000, 100_000], 'monthly')
    expect(before.positions).toHaveLength(1)
    expect(after.positions.map(({ quantity }) => quantity)).toEqual([900])
    expect(after.fills.slice(0, before.fills.length)).toEqual(before.fills)
    expect(after.equity.slice(0, 1)).toEqual(before.equity)
    expect(after.charges.totalPaise).toBeGreaterThan(before.charges.totalPaise)
    expect(summaryWords(after)).toMatch(/Result +−₹4[5-9],/)
  })

  it('B92 without a reset the flow is nothing', async () => {
    const summary = await summaryOf([95_000, 95_000], 'never')
    expect(summary.flowPaise).toBe(0)
  })

  it('B92 a reset by a person with another capital in mid-session, and two in a day, are no result', async () => {
    const desk = new PaperDesk({ date: JUNE })
    desk.bars([9, 15], [9, 17])
    for (const capital of [paise(50_000_000), paise(20_000_000)]) {
      desk.kernel.bus.inject('portfolio.account_reset', { month: '2026-06', capital }, BY)
    }
    desk.quiet(23, 0)
    const beginning = { capitalPaise: CAPITAL, startsAt: momentOf(JUNE, 8 * 60) }
    const fold = new SessionFold(beginning, { ...PERFORMANCE_DEFAULTS, riskFreeBps: 650 })
    const events = await desk.events()
    for (const event of events) fold.apply(event)
    const { flowPaise, metrics, finalEquityPaise } = fold.summary(words, events.length)
    expect(finalEquityPaise).toBe(20_000_000)
    expect(flowPaise).toBe(20_000_000 - CAPITAL)
    expect(metrics.profitPaise).toBe(0)
    expect(metrics.drawdown.maxBps).toBe(0)
  })
})
