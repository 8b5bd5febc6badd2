import { describe, expect, it } from 'vitest'
import { checkedDay } from '../../examples/paper-day/check.ts'
import { paperDay } from '../../examples/paper-day/run.ts'

describe('the example of a day on paper', () => {
  it('trades, and its note and its cash add up from the fills', async () => {
    const day = await paperDay(1)
    expect(checkedDay(day)).toMatch(/^\d+ fills, \d+ lines and ₹[\d,.]+ of cash: they add up\.$/)
    expect(day.note?.lines.length).toBeGreaterThan(3)
    const closed = day.events.find(({ type }) => type === 'market.close')
    expect(closed).toBeDefined()
  })

  it('notices a fill that is missing, a charge that is not on the note, and a day without trades', async () => {
    const day = await paperDay(1)
    const isFill = (type: string) => type === 'execution.order_filled'
    const first = day.events.findIndex(({ type }) => isFill(type))
    const fewer = { ...day, events: day.events.toSpliced(first, 1) }
    expect(() => checkedDay(fewer)).toThrow(/bought, .* sold, the note says/)
    const { note } = day
    if (note === null) throw new RangeError('the day had a note a moment ago')
    const dearer = { ...note.charges, sttPaise: note.charges.dpPaise }
    expect(() => checkedDay({ ...day, note: { ...note, charges: dearer } })).toThrow(
      'the note adds up to',
    )
    expect(() => checkedDay({ ...day, capital: note.charges.totalPaise })).toThrow(
      'cash is told as',
    )
    expect(() => checkedDay({ ...day, note: null })).toThrow('nothing traded')
  })

  it('the same seed is the same day, another seed another', async () => {
    const [one, again, other] = [await paperDay(1), await paperDay(1), await paperDay(2)]
    expect(again.events).toEqual(one.events)
    expect(other.events).not.toEqual(one.events)
  })
})
