import { describe, expect, it } from 'vitest'
import { roundTripsOf } from '../../../src/domain/learning/round-trips.ts'
import { trade } from './trades.ts'

const MINUTE = 60_000

describe('entries out of closed lots', () => {
  it('B67 an order that filled at two moments and was sold in parts is one sample, open since the first', () => {
    const first = trade(50, 0, { openOrderId: 'o1', riskPaise: 20_000, holdingDays: 2 })
    const later = trade(-30, 0, {
      openOrderId: 'o1',
      openedAt: first.openedAt + MINUTE,
      closedAt: first.closedAt + MINUTE,
      closeReason: 'the stop',
      riskPaise: 10_000,
    })
    for (const parts of [
      [first, later],
      [later, first],
    ]) {
      expect(roundTripsOf(parts)).toEqual([
        {
          ...later,
          openedAt: first.openedAt,
          holdingDays: 2,
          entryPaise: 2_000_000,
          exitPaise: first.exitPaise + later.exitPaise,
          grossPaise: first.grossPaise + later.grossPaise,
          riskPaise: 30_000,
        },
      ])
    }
  })

  it('B67 two orders that filled at the same moment are two samples', () => {
    const both = [trade(50, 0, { openOrderId: 'o2' }), trade(-30, 0, { openOrderId: 'o1' })]
    expect(roundTripsOf(both).map(({ openOrderId }) => openOrderId)).toEqual(['o1', 'o2'])
  })

  it('without an order, as runs of older versions are, what was opened at one moment is one', () => {
    expect(roundTripsOf([trade(50, 0), trade(-30, 0), trade(10, 1)])).toHaveLength(2)
  })
})
