import type { Run } from '../core/state/run-store.ts'
import { SAMPLES_MIN } from '../domain/learning/clustered-mean.ts'
import {
  compareDays,
  compareVariants,
  judgedTogether,
  type VariantComparison,
} from '../domain/learning/compare-variants.ts'
import { bpsChange, intervalWords } from './learning-words.ts'
import { counted } from './report/figures.ts'
import { storedReturns, storedTrades, tradeSamples } from './stored-outcomes.ts'

/** Whether a run was better than another beyond chance, or why that cannot be said. */
export interface RunVerdict {
  /** Ids; the comparisons call them a and b. */
  readonly a: string
  readonly b: string
  /** Why nothing is compared; null where it is. */
  readonly reason: string | null
  /** Closed entries, by what each brought; null below 5 of either. */
  readonly trades: VariantComparison | null
  readonly tradesOfA: number
  readonly tradesOfB: number
  /** Daily returns of the account, over the same days; null below 5 of them. */
  readonly days: VariantComparison | null
}

/** Each later run against the first. All that is compared is judged together, so that many runs do not find a winner by luck. */
export function verdictsOf([first, ...others]: readonly Run[]): readonly RunVerdict[] {
  if (first === undefined) return []
  const all = others.map((other) => verdictOf(first, other))
  const judged = judgedTogether(all.flatMap(({ trades, days }) => [trades, days]))
  return all.map((verdict, place) => ({
    ...verdict,
    trades: judged[2 * place] ?? null,
    days: judged[2 * place + 1] ?? null,
  }))
}

function verdictOf(a: Run, b: Run): RunVerdict {
  const [tradesA, tradesB] = [storedTrades(a), storedTrades(b)]
  const [returnsA, returnsB] = [storedReturns(a), storedReturns(b)]
  const samplesA = tradeSamples(tradesA ?? [])
  const samplesB = tradeSamples(tradesB ?? [])
  const reason = reasonOf(a, b, tradesA !== null && tradesB !== null)
  const isCompared = reason === null
  return {
    a: a.id,
    b: b.id,
    reason,
    trades: isCompared ? compareVariants(samplesA, samplesB) : null,
    tradesOfA: samplesA.length,
    tradesOfB: samplesB.length,
    days: isCompared ? compareDays(returnsA ?? [], returnsB ?? []) : null,
  }
}

/** What would make any verdict one about something else than the two runs. */
function reasonOf(a: Run, b: Run, hasTrades: boolean): string | null {
  if (!hasTrades) return 'one of them kept no trades, as a sweep does not'
  if (a.dataHash !== b.dataHash) return 'they ran over different bars'
  if (a.journalHash !== null && a.journalHash === b.journalHash) {
    return 'they did the same, event by event'
  }
  return null
}

/** One verdict for a person, as lines. */
export function verdictWords(verdict: RunVerdict): readonly string[] {
  const { reason, trades, tradesOfA, tradesOfB, days } = verdict
  const [a, b] = [verdict.a.slice(0, 8), verdict.b.slice(0, 8)]
  const title = `${a} (a) against ${b} (b)`
  if (reason !== null) return ['', `${title}: no verdict, as ${reason}.`]
  return [
    '',
    `${title}, b less a; between the bounds in 95 of 100 cases, p after all that is compared here:`,
    trades === null
      ? `  A trade:  no verdict. ${fewWords(tradesOfA, tradesOfB)}`
      : `  A trade:  ${comparedWords(trades, `${trades.samplesA} and ${trades.samplesB} trades`)}`,
    days === null
      ? `  A day:    no verdict. Fewer than ${SAMPLES_MIN} days in common`
      : `  A day:    ${comparedWords(days, counted(days.samplesA, 'day'))}`,
  ]
}

/** How many are missing until anything is said; how many until something is sure nobody knows. */
function fewWords(ofA: number, ofB: number): string {
  const missing = [
    ['a', ofA],
    ['b', ofB],
  ] as const
  return missing
    .filter(([, count]) => count < SAMPLES_MIN)
    .map(
      ([name, count]) =>
        `${counted(SAMPLES_MIN - count, 'more trade')} of ${name} ${SAMPLES_MIN - count === 1 ? 'is' : 'are'} needed before anything is said`,
    )
    .join('; ')
}

const pWords = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3))

const SURE = {
  a: 'a was better, beyond chance',
  b: 'b was better, beyond chance',
  unclear: 'unclear: chance alone could make it',
} as const

function comparedWords(comparison: VariantComparison, samples: string): string {
  const { differenceBps, intervalBps, adjustedPValue, verdict } = comparison
  const difference = `${bpsChange(differenceBps)} bp`
  if (adjustedPValue === null) {
    return `${difference} over ${samples}; unclear, as ${intervalBps.reason ?? 'nothing is known'}`
  }
  return `${difference} (${intervalWords(intervalBps)}) over ${samples}, p ${pWords(adjustedPValue)}; ${SURE[verdict]}`
}
