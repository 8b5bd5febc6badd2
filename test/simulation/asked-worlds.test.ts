import { describe, expect, it } from 'vitest'
import { Simulation } from './simulation.ts'

const DAYS = 5
const SEEDS = Array.from({ length: 40 }, (_, index) => 701 + index)

describe('the desk in a world where somebody changes his mind', () => {
  it('D2 orders are changed and taken back, positions guarded and closed, strategies switched, and nothing breaks', async () => {
    const faults: string[] = []
    let orders = 0
    for (const seed of SEEDS) {
      const outcome = await new Simulation({ seed, days: DAYS, wishesADay: 12, asksADay: 14 }).run()
      orders += outcome.orders
      if (outcome.fault !== null) faults.push(`seed ${seed}, ${outcome.date}: ${outcome.fault}`)
    }
    expect(faults).toEqual([])
    expect(orders).toBeGreaterThan(SEEDS.length * DAYS)
  }, 120_000)
})
