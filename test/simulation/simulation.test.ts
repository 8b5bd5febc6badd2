import { describe, expect, it } from 'vitest'
import { PLANTED_APPROVALS } from './approval-plants.ts'
import { PLANTED, type PlantedBug } from './plants.ts'
import { reproduce, runWorlds } from './run-worlds.ts'
import { Simulation } from './simulation.ts'

/** 2,000 trading days: worlds of five, in parts that a reader can follow. */
const DAYS = 5
const WORLDS = 50
const PARTS = [1, 51, 101, 151, 201, 251, 301, 351]

/** A bug shows in one of so many worlds. */
const TRIES_MAX = 30

/** What the simulator says of a bug, world by world, until it says what it should. */
async function findingsOf({
  plant,
  climate,
  approvals,
  finds,
}: PlantedBug): Promise<readonly string[]> {
  const told: string[] = []
  for (let seed = 1; seed <= TRIES_MAX; seed++) {
    const weather = climate === undefined ? {} : { climate }
    const asked = approvals === undefined ? {} : { approvals, ideasADay: 24 }
    const sim = new Simulation({ seed, days: 2, plant, wishesADay: 24, ...weather, ...asked })
    const { faults } = await sim.run()
    told.push(...faults)
    if (faults.some((fault) => finds.test(fault))) return told
  }
  return told
}

describe('the desk in a world where everything goes wrong', () => {
  it.each(PARTS)(
    'D2 five days in each of 50 worlds from seed %i break nothing that must hold',
    async (from) => {
      const { days, intents, orders, approvals, unknowns, cuts, faults } = await runWorlds({
        from,
        worlds: WORLDS,
        days: DAYS,
      })
      expect(faults.map(reproduce)).toEqual([])
      expect(days).toBe(WORLDS * DAYS)
      // A world in which little happens would show little.
      expect(intents).toBeGreaterThan(days * 5)
      expect(orders).toBeGreaterThan(days * 2)
      expect(approvals).toBeGreaterThan(days / 5)
      expect(unknowns).toBeGreaterThan(days / 10)
      expect(cuts).toBeGreaterThan(days / 4)
    },
    120_000,
  )

  it('D2 the same seed gives the same journal, to the last byte', async () => {
    const once = await new Simulation({ seed: 7, days: 3 }).run()
    const again = await new Simulation({ seed: 7, days: 3 }).run()
    const other = await new Simulation({ seed: 8, days: 3 }).run()
    expect(again).toEqual(once)
    expect(other.hash).not.toBe(once.hash)
  })

  it('D2 a fault comes with the command that brings it back', () => {
    const said = reproduce({ seed: 41, days: 5, date: '2026-03-02', fault: 'cash is wrong' })
    expect(said).toContain('npm run simulate -- --from 41 --seeds 1 --days 5')
    expect(said).toContain('cash is wrong')
  })
})

describe('each invariant is alive', () => {
  const rows = [...PLANTED, ...PLANTED_APPROVALS].map(
    (bug) => [`${bug.invariant}: found when ${bug.bug}`, bug] as const,
  )
  it.each(rows)('D2 %s', async (_, bug) => {
    const told = await findingsOf(bug)
    expect(told.filter((fault) => bug.finds.test(fault))).not.toEqual([])
  })
})
