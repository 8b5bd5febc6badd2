import { describe, expect, it } from 'vitest'
import { equitySeries, RANGES } from '../../ui/components/equity-series.ts'
import { equity } from './desk-states.ts'

const state = equity()

describe('equity as it is drawn', () => {
  it('a day is drawn by its minutes, oldest first', () => {
    const { across, isWithinDay } = equitySeries(state, '1D')
    expect(isWithinDay).toBe(true)
    expect(across).toHaveLength(Object.keys(state.today).length)
    expect(across).toEqual(across.toSorted((a, b) => a - b))
  })

  it('longer ranges are closes, and the newest minute as the last point', () => {
    const { across, equity: money, isWithinDay } = equitySeries(state, 'All')
    expect(isWithinDay).toBe(false)
    expect(across).toHaveLength(6)
    expect(money[0]).toBe(1_00_000)
  })

  it('without a close every range is the day', () => {
    for (const range of RANGES) {
      expect(equitySeries({ ...state, sessions: {} }, range).isWithinDay).toBe(true)
    }
  })

  it('drawdown is from the highest before, also when that is out of sight', () => {
    const fallen = equitySeries(
      {
        ...state,
        sessions: { '2026-11-20': 2_00_000_00 },
        today: { [String(Date.parse('2026-11-23T04:00:00Z') / 60_000)]: 1_00_000_00 },
      },
      '1D',
    )
    expect(fallen.drawdown).toEqual([-50])
  })

  it('the benchmark is worth as much as the account where both begin', () => {
    const { benchmark, equity: money } = equitySeries(state, 'All')
    expect(benchmark[0]).toBeCloseTo(money[0] ?? 0, 6)
    expect(benchmark.at(-1)).toBeNull()
  })

  it('nothing at all draws nothing and breaks nothing', () => {
    const nothing = { ...state, today: {}, sessions: {}, benchmark: null }
    for (const range of RANGES) expect(equitySeries(nothing, range).across).toEqual([])
  })
})
