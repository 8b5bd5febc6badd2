import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { epochMs, HOUR_MS } from '../../src/domain/time.ts'
import { PaperDesk } from './paper-desk.ts'

describe('risk on wishes from outside', () => {
  it('B127 a wish worth more than can be reckoned is denied, and the next one is answered', async () => {
    const desk = new PaperDesk()
    desk.bars([9, 15], [9, 17])
    desk.wish({ quantity: 1e12 })
    desk.wish({ quantity: 5 })
    const [denied] = await desk.told('risk.order_denied')
    expect(denied?.data.denials.map(({ reason }) => reason)).toContain('cash_short')
    expect(await desk.told('risk.order_approved')).toHaveLength(1)
    expect(await desk.told('system.error')).toEqual([])
  })

  it('B137 pace is counted by when an order was approved, whatever moment its sender states', async () => {
    const desk = new PaperDesk({ limits: { ...DEFAULT_LIMITS, chargesBpsOfTargetMax: 1e9 } })
    desk.bars([9, 15], [9, 17])
    const longAgo = epochMs(desk.at(9, 15) - HOUR_MS)
    desk.wish({ decisionAt: longAgo })
    desk.wish({ decisionAt: longAgo })
    expect(await desk.told('risk.order_approved')).toHaveLength(1)
    const [denied] = await desk.told('risk.order_denied')
    expect(denied?.data.denials.map(({ reason }) => reason)).toEqual(['cool_down'])
  })
})
