import { setImmediate as nextTurn } from 'node:timers/promises'
import { changeOver } from '../domain/daily-study.ts'
import { type ScreenedShare, type Screening, type ScreenRules, screen } from '../domain/screener.ts'

/** Judged between two turns of the event loop, which is the one that trades. */
const PART = 40

/** What `screen` comes to, a few shares at a time. */
export async function screenedInParts(
  shares: readonly ScreenedShare[],
  rules: ScreenRules,
  signal: AbortSignal,
): Promise<Screening> {
  const ranks = ranksOf(shares, rules.momentumBars)
  const parts: Screening[] = []
  for (let from = 0; from < shares.length; from += PART) {
    parts.push(screen(shares.slice(from, from + PART), { ...rules, top: PART }))
    await nextTurn(undefined, { signal })
  }
  const sum = (of: (part: Screening) => number) => parts.reduce((all, part) => all + of(part), 0)
  const candidates = parts
    .flatMap((part) => part.candidates)
    .map((each) => ({ ...each, momentumRank: ranks.get(each.instrument) ?? null }))
    .sort((a, b) => (a.momentumRank ?? shares.length) - (b.momentumRank ?? shares.length))
  return {
    candidates: candidates.slice(0, rules.top),
    screened: sum(({ screened }) => screened),
    matched: sum(({ matched }) => matched),
    tooShort: sum(({ tooShort }) => tooShort),
  }
}

/** Places by growth among everything screened, whether it fulfils the rules or not; 1 is the strongest. */
function ranksOf(shares: readonly ScreenedShare[], momentumBars: number) {
  const grown = shares.flatMap(({ instrument, bars }) => {
    const momentumBps = changeOver(bars, momentumBars)
    return momentumBps === null ? [] : [{ instrument, momentumBps }]
  })
  grown.sort((a, b) => b.momentumBps - a.momentumBps)
  return new Map(grown.map(({ instrument }, index) => [instrument, index + 1]))
}
