import { normalInverse } from '../performance/normal.ts'

/**
 * Where the true share lies with a confidence, as fractions, when `hits` of `count` were seen (Wilson, "Probable inference,
 * the law of succession, and statistical inference", JASA 22, 1927): unlike the textbook interval it holds for few samples
 * and never leaves 0 to 1.
 */
export function wilsonInterval(
  hits: number,
  count: number,
  confidence: number,
): { readonly low: number; readonly high: number } {
  const z = normalInverse((1 + confidence) / 2)
  const share = hits / count
  const square = (z * z) / count
  const middle = (share + square / 2) / (1 + square)
  const reach = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / count + square / count / 4)
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) }
}
