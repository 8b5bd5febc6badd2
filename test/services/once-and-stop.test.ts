import { describe, expect, it } from 'vitest'
import { paise } from '../../src/domain/money.ts'
import { PaperDesk } from './paper-desk.ts'

const BY = { source: 'test' } as const

describe('a desk that is told twice, or told to stop', () => {
  it('B130 ten submits of one wish under one key make one order and one fill, after a restart too', async () => {
    const desk = new PaperDesk()
    desk.bars([9, 15], [9, 17])
    for (let time = 0; time < 10; time++) desk.wish({ key: 'once' })
    const again = new PaperDesk({ from: desk })
    again.bar(9, 17)
    again.wish({ key: 'once' })
    again.bar(9, 18)
    expect(await again.trades()).toHaveLength(1)
    expect(await again.refusals()).toEqual(Array.from({ length: 10 }, () => ['repeated']))
  })

  it('B130 the same wish without a key is another wish', async () => {
    const desk = new PaperDesk()
    desk.bars([9, 15], [9, 17])
    for (let time = 0; time < 2; time++) desk.wish()
    desk.bar(9, 17)
    expect(await desk.trades()).toHaveLength(2)
  })

  it('B136 an emergency stop takes back what waits, refuses what comes, and survives a restart', async () => {
    const desk = new PaperDesk()
    desk.bars([9, 15], [9, 17])
    desk.wish({ type: 'LIMIT', limit: paise(99_000) })
    desk.kernel.bus.inject('system.emergency_stop', { reason: 'stop', by: 'test' }, BY)
    expect(await desk.told('execution.order_cancelled')).toHaveLength(1)
    const again = new PaperDesk({ from: desk })
    again.bar(9, 17, { low: 98_000 })
    again.wish()
    expect(await again.trades()).toEqual([])
    expect(await again.refusals()).toEqual([['trading_halted']])
    again.kernel.bus.inject('system.emergency_resume', { reason: 'go', by: 'test' }, BY)
    again.wish()
    again.bar(9, 18)
    expect(await again.trades()).toHaveLength(1)
  })
})

describe('an account that begins anew', () => {
  it('B92 holds nothing of before: no stop sells what is gone, and the charges are its own', async () => {
    const desk = new PaperDesk()
    desk.bars([9, 15], [9, 17])
    desk.wish({ protection: { stop: paise(98_000), target: paise(105_000), trail: null } })
    desk.bar(9, 17)
    const reset = { month: '2026-07', capital: paise(50_000_000) }
    desk.kernel.bus.inject('portfolio.account_reset', reset, BY)
    desk.bar(9, 18, 97_000)
    expect(await desk.trades()).toHaveLength(1)
    expect((await desk.told('risk.exposure_change')).at(-1)?.data).toMatchObject({
      gross: 0,
      openPositions: 0,
    })
    desk.wish({ quantity: 6_000 })
    expect((await desk.refusals()).at(-1)).toEqual(['cash_short'])
    desk.wish({ quantity: 1, decisionPrice: paise(97_000) })
    desk.bar(9, 19, 97_000)
    const changes = (await desk.told('portfolio.cash_change')).slice(-3)
    const charges =
      (await desk.told('portfolio.charges_applied')).at(-1)?.data.change.totalPaise ?? 0
    expect(charges).toBeGreaterThan(0)
    expect(changes.map(({ data }) => data.cash)).toEqual([
      50_000_000,
      50_000_000 - 97_000,
      50_000_000 - 97_000 - charges,
    ])
  })
})
