import { describe, expect, it } from 'vitest'
import { DeskView } from '../../src/core/desk-view.ts'
import { paise } from '../../src/domain/money.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { INFY, PaperDesk } from '../services/paper-desk.ts'

const BY = { source: 'web' } as const
const protection = { stop: paise(98_500), target: paise(104_000), trail: paise(1_000) }

async function asked() {
  const desk = new PaperDesk()
  desk.bars([9, 15], [9, 17])
  desk.wish()
  desk.bar(9, 17)
  const wish = { instrument: INFY, product: 'CNC', protection, by: 'owner' } as const
  desk.kernel.bus.inject('risk.protection_requested', wish, BY)
  for (const entriesADayMax of [7, 9]) {
    const limits = { ...DEFAULT_LIMITS, isOn: false, entriesADayMax }
    desk.kernel.bus.inject('risk.limits_change', { limits, by: 'owner' }, BY)
  }
  return desk.events()
}

describe('the picture of a desk of which a person asked', () => {
  it('B45 shows the levels over a position and every change of the limits with its keys', async () => {
    const view = new DeskView({ ...DEFAULT_LIMITS, isOn: false })
    for (const event of await asked()) view.apply(event)
    const { positions, limits } = view.view()
    expect(positions).toMatchObject([
      { instrument: INFY, stopPaise: 98_500, targetPaise: 104_000, isTrailing: true },
    ])
    expect(limits.now.entriesADayMax).toBe(9)
    expect(limits.version).toBe(2)
    expect(limits.history.map(({ by, changes }) => [by, changes])).toEqual([
      ['owner', [{ key: 'entriesADayMax', before: 7, after: 9 }]],
      ['owner', [{ key: 'entriesADayMax', before: 10, after: 7 }]],
    ])
  })

  it('B45 goes on with a saved state as if it had seen everything', async () => {
    const events = await asked()
    const whole = new DeskView()
    for (const event of events) whole.apply(event)
    for (const cut of [events.length - 1, events.length - 3, 5]) {
      const first = new DeskView()
      for (const event of events.slice(0, cut)) first.apply(event)
      const second = new DeskView()
      second.load(JSON.parse(JSON.stringify(first.save())))
      for (const event of events.slice(cut)) second.apply(event)
      expect(second.view()).toEqual(whole.view())
    }
  })
})
