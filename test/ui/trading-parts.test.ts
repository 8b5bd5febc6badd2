import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { amountText, paiseOf } from '../../ui/amounts.ts'
import { binsOf } from '../../ui/pages/backtests/bins.ts'
import { valuesOf } from '../../ui/pages/backtests/values-of.ts'
import { grownBy } from '../../ui/pages/chart/candles.ts'
import { limitOf, limitText } from '../../ui/pages/risk/limit-text.ts'
import { EMPTY_TICKET, readTicket } from '../../ui/pages/trade/ticket.ts'

describe('what is written on the trading screens', () => {
  it('rupees that are shown are read back to the paisa', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), (paise) => {
        expect(paiseOf(amountText(paise))).toBe(paise)
      }),
    )
    for (const text of ['', '-1', '1.234', '1e3', 'x']) expect(paiseOf(text)).toBeNull()
    expect(paiseOf('₹1,842.50')).toBe(1_842_50)
  })

  it('a ticket is a wish when nothing is wrong, and asks for protection only where it has some', () => {
    const ticket = { ...EMPTY_TICKET, instrument: 'NSE:INFY' }
    expect(readTicket(ticket).wish).toMatchObject({ quantity: null, protection: null })
    expect(readTicket({ ...ticket, stop: '90' }).wish?.protection).toEqual({
      stopPaise: 90_00,
      targetPaise: null,
      trailPaise: null,
    })
    const limit = readTicket({ ...ticket, type: 'SL', limit: '100' })
    expect(limit.wish).toBeNull()
    expect(Object.keys(limit.faults)).toEqual(['trigger'])
    expect(readTicket({ ...ticket, quantity: '0' }).faults.quantity).toBeDefined()
  })

  it('limits are written in percent, rupees and seconds and kept in the desk’s own units', () => {
    const bounds = { unit: 'bps', min: 0, max: 10_000 } as const
    expect(limitOf('12.5', bounds)).toBe(1_250)
    expect(limitText(1_250, 'bps')).toBe('12.5')
    for (const text of ['', '-1', '101', 'many']) expect(limitOf(text, bounds)).toBeNull()
  })

  it('values of a sweep are lists and ranges; a range that never ends is none', () => {
    expect(valuesOf('5, 9, 13')).toEqual([5, 9, 13])
    expect(valuesOf('5..21/4, 30')).toEqual([5, 9, 13, 17, 21, 30])
    expect(valuesOf('0.1..0.3/0.1')).toEqual([0.1, 0.2, 0.3])
    for (const text of ['', '5..1', '1..9/0', 'a', '1..100000']) expect(valuesOf(text)).toBeNull()
  })

  it('every value falls into one bin', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -9_999, max: 9_999, noNaN: true })), (values) => {
        expect(binsOf(values).reduce((sum, { count }) => sum + count, 0)).toBe(values.length)
      }),
      { examples: [[[1.5e-323, -5e-323]]] },
    )
  })
})

describe('what is drawn over candles', () => {
  it('a price grows the bar that it lies in, begins the next one, and leaves older bars alone', () => {
    const at = (time: string) => `2026-11-23T${time}+05:30`
    const first = grownBy(undefined, { lastPaise: 100_00, at: at('09:17:00') }, '5m')
    expect(first).toMatchObject({ open: 100, close: 100 })
    const grown = grownBy(first ?? undefined, { lastPaise: 103_00, at: at('09:19:59') }, '5m')
    expect(grown).toMatchObject({ time: first?.time, open: 100, high: 103, close: 103 })
    const next = grownBy(grown ?? undefined, { lastPaise: 101_00, at: at('09:20:00') }, '5m')
    expect(next).toMatchObject({ time: (first?.time ?? 0) + 300, open: 101 })
    expect(grownBy(next ?? undefined, { lastPaise: 99_00, at: at('09:19:00') }, '5m')).toBeNull()
  })
})
