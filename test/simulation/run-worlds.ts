import { Simulation } from './simulation.ts'

export interface WorldsPlan {
  /** The first seed. */
  readonly from: number
  readonly worlds: number
  /** Trading days a world. */
  readonly days: number
  /** Called after each world. */
  readonly onWorld?: (done: number) => void
}

/** One fault and where it is. */
export interface Fault {
  readonly seed: number
  readonly days: number
  readonly date: string | null
  readonly fault: string
}

export interface WorldsOutcome {
  readonly days: number
  readonly intents: number
  readonly orders: number
  readonly approvals: number
  readonly unknowns: number
  readonly cuts: number
  readonly events: number
  readonly faults: readonly Fault[]
}

/** The fault in one line, with the command that brings it back. */
export const reproduce = ({ seed, days, date, fault }: Fault): string =>
  `seed ${seed}, ${date}: ${fault}. Again: npm run simulate -- --from ${seed} --seeds 1 --days ${days}`

/** World after world, from one seed to another. */
export async function runWorlds({
  from,
  worlds,
  days,
  onWorld,
}: WorldsPlan): Promise<WorldsOutcome> {
  const sums = { days: 0, intents: 0, orders: 0, approvals: 0, unknowns: 0, cuts: 0, events: 0 }
  const faults: Fault[] = []
  for (let seed = from; seed < from + worlds; seed++) {
    const outcome = await new Simulation({ seed, days }).run()
    for (const name of [
      'days',
      'intents',
      'orders',
      'approvals',
      'unknowns',
      'cuts',
      'events',
    ] as const) {
      sums[name] += outcome[name]
    }
    const { fault, date } = outcome
    if (fault !== null) faults.push({ seed, days, date, fault })
    onWorld?.(seed - from + 1)
  }
  return { ...sums, faults }
}
