import { attack } from './attacked-desk.ts'

/** What many desks came through together. */
export interface AttackSum {
  readonly outputs: number
  readonly recommendations: number
  readonly approved: number
  readonly entries: number
  readonly exits: number
  readonly worstDayBps: number
  readonly levels: Readonly<Record<string, number>>
  /** Each with the seed that shows it. */
  readonly violations: readonly string[]
  readonly seeds: number
}

const ENOUGH = 20

/** Attacks desk after desk, each by the next seed, until so many outputs were emitted or enough went wrong. */
export async function runAttacks(
  outputs: number,
  from = 1,
  onDesk: (sum: AttackSum) => void = () => {},
): Promise<AttackSum> {
  let sum: AttackSum = {
    outputs: 0,
    recommendations: 0,
    approved: 0,
    entries: 0,
    exits: 0,
    worstDayBps: 0,
    levels: {},
    violations: [],
    seeds: 0,
  }
  for (let seed = from; sum.outputs < outputs && sum.violations.length < ENOUGH; seed++) {
    const one = await attack({ seed })
    const levels = { ...sum.levels }
    for (const [level, count] of Object.entries(one.levels)) {
      levels[level] = (levels[level] ?? 0) + count
    }
    sum = {
      outputs: sum.outputs + one.outputs,
      recommendations: sum.recommendations + one.recommendations,
      approved: sum.approved + one.approved,
      entries: sum.entries + one.entries,
      exits: sum.exits + one.exits,
      worstDayBps: Math.max(sum.worstDayBps, one.worstDayBps),
      levels,
      violations: [...sum.violations, ...one.violations.map((fault) => `seed ${seed}: ${fault}`)],
      seeds: sum.seeds + 1,
    }
    onDesk(sum)
  }
  return sum
}
