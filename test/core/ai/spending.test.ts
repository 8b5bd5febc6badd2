import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_TOKENS } from '../../../src/core/ai/heard.ts'
import { type DaySum, MemorySpendingLog, Spending } from '../../../src/core/ai/spending.ts'
import { VirtualClock } from '../../../src/core/clock.ts'
import { SilentLogger } from '../../../src/core/log.ts'
import { epochMs, momentOf, tradeDate } from '../../../src/domain/time.ts'

const BUDGETS = {
  budgetADayPaise: 1_000,
  budgetASessionPaise: 400,
  tokensADay: 900,
  rupeesAUsd: 90,
}
const NOON = momentOf(tradeDate('2026-11-23'), 12 * 60)

function opened(log = new MemorySpendingLog(), at = NOON) {
  const clock = new VirtualClock(at)
  const spending = new Spending({ store: log, log: new SilentLogger(), clock, budgets: BUDGETS })
  return { clock, log, spending }
}

const turn = (usd: number, input = 10) => ({
  client: 'query' as const,
  model: 'm',
  tokens: { ...NO_TOKENS, input },
  usd,
})

describe('what the model may cost', () => {
  it('dollars become whole paise at the configured rate, never too few', async () => {
    const { spending } = opened()
    expect(await spending.add(turn(0.01))).toBe(90)
    expect(await spending.add(turn(0.000_001))).toBe(1)
    expect(await spending.add(turn(-1))).toBe(0)
    expect(spending.today).toEqual({ costPaise: 91, tokens: 30 })
  })

  it('a budget that is used up stops the next question: the day’s rupees, its tokens, the session’s rupees', async () => {
    const { spending } = opened()
    await spending.add(turn(0.11))
    await spending.check(399)
    await expect(spending.check(400)).rejects.toMatchObject({
      code: 'AI_BUDGET_EXCEEDED',
      details: { facts: { what: 'session', spent: 400, budget: 400 } },
    })
    await spending.add(turn(0.001, 890))
    await expect(spending.check(0)).rejects.toMatchObject({
      details: { facts: { what: 'tokens' } },
    })
    await spending.add(turn(0.01))
    await expect(spending.check(0)).rejects.toMatchObject({
      details: { facts: { what: 'day', spent: 1_089, budget: 1_000 } },
    })
  })

  it('what is not a number is within no budget', async () => {
    const { spending } = opened()
    await expect(spending.check(Number.NaN)).rejects.toMatchObject({ code: 'AI_BUDGET_EXCEEDED' })
  })

  it('a day is one of IST, and another begins with nothing', async () => {
    const { spending, clock } = opened()
    await spending.add(turn(0.2))
    clock.advance(epochMs(momentOf(tradeDate('2026-11-24'), 0) - 1))
    await expect(spending.check(0)).rejects.toMatchObject({ code: 'AI_BUDGET_EXCEEDED' })
    clock.advance(momentOf(tradeDate('2026-11-24'), 0))
    await spending.check(0)
    expect(spending.today.costPaise).toBe(0)
  })

  it('a restart forgets no rupee', async () => {
    const { spending, log } = opened()
    await spending.add(turn(0.2))
    const again = opened(log).spending
    await expect(again.check(0)).rejects.toMatchObject({ code: 'AI_BUDGET_EXCEEDED' })
    expect(again.today).toEqual({ costPaise: 1_800, tokens: 10 })
  })

  it('a bill that cannot be kept is counted all the same; a sum that cannot be read stops the next question', async () => {
    class BrokenLog extends MemorySpendingLog {
      override add(): Promise<void> {
        return Promise.reject(new RangeError('the disk is full'))
      }
    }
    class LostLog extends MemorySpendingLog {
      override sum(): Promise<DaySum> {
        return Promise.reject(new RangeError('the database is gone'))
      }
    }
    const { spending } = opened(new BrokenLog())
    expect(await spending.add(turn(0.01))).toBe(90)
    expect(spending.today.costPaise).toBe(90)
    await expect(opened(new LostLog()).spending.check(0)).rejects.toThrow('gone')
  })

  it('the log and the sum that is known agree after any turns', async () => {
    const anyTurn = fc.record({
      usd: fc.double({ min: 0, max: 1, noNaN: true }),
      input: fc.nat(1_000),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(anyTurn, { maxLength: 20 }), async (turns) => {
        const { spending, log } = opened()
        await Promise.all(turns.map(({ usd, input }) => spending.add(turn(usd, input))))
        expect(await log.sum(tradeDate('2026-11-23'))).toEqual(spending.today)
      }),
    )
  })
})
