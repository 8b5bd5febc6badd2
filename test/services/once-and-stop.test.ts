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
