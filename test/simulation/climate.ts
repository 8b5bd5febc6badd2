import type { Random } from '../../src/domain/random.ts'
import type { WireFaults } from './faulty-wire.ts'
import type { DiskFaults } from './sim-disk.ts'

/** What goes wrong in a world, and how often. */
export interface Climate {
  readonly wire: WireFaults
  readonly disk: DiskFaults
  /** Power cuts, stopped processes, jumps of a clock and emergency stops a day, on average. */
  readonly cutsADay: number
  readonly freezesADay: number
  readonly jumpsADay: number
  readonly stopsADay: number
}

/**
 * Each fault is absent, rare or common, by the seed: a world with every fault at once hides those that need quiet
 * around them.
 */
export function climateOf(random: Random): Climate {
  const some = (rare: number, common: number): number => [0, rare, common][random.int(3)] ?? 0
  return {
    wire: {
      losesRequest: some(0.02, 0.1),
      arrivesLate: some(0.02, 0.1),
      losesAnswer: some(0.03, 0.15),
      failsAfter: some(0.02, 0.1),
      refuses: some(0.02, 0.1),
      limits: some(0.01, 0.1),
      rejectsLate: some(0.02, 0.1),
      withdraws: some(0.02, 0.1),
      failsReading: some(0.02, 0.2),
      hangsReading: some(0.005, 0.03),
      readsOld: some(0.05, 0.3),
      tradesLag: some(0.05, 0.3),
      losesUpdate: some(0.1, 0.7),
      repeatsUpdate: some(0.1, 0.5),
      outagesADay: some(0.3, 2),
    },
    disk: { stalls: some(0.005, 0.03), fails: some(0, 0.0005) },
    cutsADay: some(0.3, 1.5),
    freezesADay: some(0.1, 0.5),
    jumpsADay: some(0.2, 1),
    stopsADay: some(0, 0.2),
  }
}
