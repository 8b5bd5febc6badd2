import { describe, expect, it } from 'vitest'
import { EquityTrace } from '../../src/cli/terminal/equity-trace.ts'
import { DeskView } from '../../src/core/desk-view.ts'
import { narrate } from '../../src/core/narration.ts'
import { paise } from '../../src/domain/money.ts'
import { addDays, tradeDate } from '../../src/domain/time.ts'
import { PaperDesk } from '../services/paper-desk.ts'

const BY = { source: 'test' } as const
const JUNE = tradeDate('2026-06-30')
const JULY = addDays(JUNE, 1)
const CAPITAL = 10_00_000_00

/** A desk with shares and a working order at the end of June, drawn into July. */
async function julyView(): Promise<{ readonly view: DeskView; readonly desk: PaperDesk }> {
  const desk = new PaperDesk({ date: JUNE, resets: 'monthly' })
  desk.bars([9, 15], [9, 17])
  desk.wish({ quantity: 900, protection: { stop: paise(90_000), target: null, trail: null } })
  desk.bar(9, 17)
  desk.bar(9, 18, 95_000)
  desk.quiet(23, 0)
  desk.wish({ quantity: 1 })
  desk.date = JULY
  desk.bar(9, 15, 95_000)
  const view = new DeskView()
  for (const event of await desk.events()) view.apply(event)
  return { view, desk }
}

describe('a screen over a reset', () => {
  it('B92 says which month, in words, and shows an account without past', async () => {
    const { view } = await julyView()
    const { money, positions, orders, endedOrders, today, happened } = view.view()
    expect(money).toMatchObject({
      month: '2026-07',
      capitalPaise: CAPITAL,
      peakPaise: CAPITAL,
      cashPaise: CAPITAL,
      equityPaise: CAPITAL,
      realisedPaise: 0,
      chargesPaise: 0,
    })
    expect([positions, orders]).toEqual([[], []])
    expect(endedOrders[0]).toMatchObject({
      status: 'cancelled',
      reason: 'the account begins anew',
    })
    expect(today).toMatchObject({ date: JULY, startPaise: CAPITAL, fills: 0 })
    expect(today.curve).toMatchObject([{ equityPaise: CAPITAL }])
    expect(happened.map(({ says }) => says)).toContain(
      'the account begins anew for July 2026 with ₹10,00,000: it holds nothing, and what was stays in its journal',
    )
  })

  it('B92 keeps the sessions, fills and trades of before, and counts each day from what it began with', async () => {
    const { view, desk } = await julyView()
    desk.quiet(23, 0)
    desk.date = addDays(JULY, 1)
    desk.bar(9, 15, 95_000)
    desk.quiet(23, 0)
    for (const event of await desk.events()) view.apply(event)
    const { sessions, fills } = view.view()
    const [june, july, next] = sessions
    expect(fills).toHaveLength(1)
    expect(june?.date).toBe(JUNE)
    expect(june?.equityPaise).toBeLessThan(CAPITAL - 900 * 4_000)
    expect(june).not.toHaveProperty('startPaise')
    expect(july).toEqual({ date: JULY, equityPaise: CAPITAL, startPaise: CAPITAL })
    expect(next).toEqual({ date: addDays(JULY, 1), equityPaise: CAPITAL })
  })

  it('takes up a view that an earlier version put away, which knew no month', async () => {
    const { view } = await julyView()
    const { month: _, peakPaise: __, ...money } = view.save().money
    const saved = JSON.parse(JSON.stringify({ ...view.save(), money }))
    const again = new DeskView()
    again.load(saved)
    expect(again.view().money).toEqual({ ...view.view().money, month: '' })
  })

  it('B92 a drawdown falls from the highest close of this account, not of the one before', async () => {
    const desk = new PaperDesk({ date: JUNE, resets: 'monthly' })
    const peaks: number[] = []
    const view = new DeskView()
    for (const [day, close] of [110_000, 95_000, 97_000].entries()) {
      desk.date = addDays(JUNE, day)
      desk.bars([9, 15], [9, 17])
      desk.wish({ quantity: day < 2 ? 900 : 1 })
      desk.bar(9, 17)
      desk.bar(9, 18, close)
      desk.quiet(23, 0)
      for (const event of await desk.events()) view.apply(event)
      peaks.push(view.view().money.peakPaise)
    }
    const [june] = view.view().sessions
    expect(june?.equityPaise).toBeGreaterThan(CAPITAL)
    expect(peaks).toEqual([june?.equityPaise, CAPITAL, CAPITAL])
  })

  it('B92 draws no line from the old account to the new', () => {
    const trace = new EquityTrace()
    const at = (minute: number) => JUNE_OPEN + minute * 60_000
    const old = { date: JUNE, isOpen: true, curve: [{ at: at(0), equityPaise: 90 }] }
    trace.after(old, at(1), 91)
    trace.after(old, at(2), 92)
    const anew = { ...old, curve: [{ at: at(3), equityPaise: 100 }] }
    expect(trace.after(anew, at(4), 101).map(({ equityPaise }) => equityPaise)).toEqual([
      100, 101, 101,
    ])
  })

  it('B92 a reset without a month is told as a beginning, one with another name by that name', async () => {
    const desk = new PaperDesk({ date: JUNE })
    const told = (month: string) =>
      desk.kernel.bus.inject('portfolio.account_reset', { month, capital: paise(CAPITAL) }, BY)
    for (const month of ['', '2026-13', 'a test']) told(month)
    const says = (await desk.told('portfolio.account_reset')).map((event) => narrate(event)?.says)
    expect(says.slice(0, 2)).toEqual(Array(2).fill('the account begins with ₹10,00,000'))
    expect(says[2]).toMatch(/^the account begins anew for 2026-13 with/)
    expect(says[3]).toMatch(/^the account begins anew for a test with/)
  })
})

const JUNE_OPEN = new PaperDesk({ date: JUNE }).at(9, 15)
