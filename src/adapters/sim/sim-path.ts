import type { DayShape } from './sim-day-shape.ts'
import { bitsAt, keyOf, normalAt, roughNormal } from './sim-random.ts'

/** How unevenly restlessness comes within an hour: gives minutes their fat tails. */
const BURSTS = 0.5

/**
 * A random walk through a session that begins at 0 and ends at `move` (a Brownian bridge on the day's own clock);
 * log returns, one entry a minute's start and the last for the end.
 */
export function bridge(
  key: number,
  shape: DayShape,
  volatility: number,
  move: number,
): Float64Array {
  const path = new Float64Array(shape.minutes + 1)
  const burstKey = keyOf(key, 1)
  let walk = 0
  for (let minute = 0; minute < shape.minutes; minute++) {
    const burst = Math.exp(BURSTS * roughNormal(bitsAt(burstKey, minute)) - BURSTS * BURSTS)
    const spread = volatility * Math.sqrt(shape.variance[minute] ?? 0)
    walk += spread * burst * normalAt(key, minute)
    path[minute + 1] = walk
  }
  const excess = walk - move
  for (let minute = 1; minute <= shape.minutes; minute++) {
    path[minute] = (path[minute] ?? 0) - (shape.varianceBefore[minute] ?? 0) * excess
  }
  return path
}
