import type { ValuedPosition } from '../../core/desk-view/valuation.ts'

/** Paise lost if every stop were hit now; a position without a stop risks all that it is worth. */
export function openRiskPaise(positions: readonly ValuedPosition[]): number {
  let risk = 0
  for (const { line, lastPaise, resultPaise } of positions) {
    const worth = line.costPaise + resultPaise
    risk +=
      line.stopPaise === null || lastPaise === null
        ? Math.abs(worth)
        : Math.max(0, line.quantity * (lastPaise - line.stopPaise))
  }
  return Math.round(risk)
}
