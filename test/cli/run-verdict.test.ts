import { describe, expect, it } from 'vitest'
import { learningWords } from '../../src/cli/learning-words.ts'
import { comparisonOf, comparisonWords } from '../../src/cli/run-comparison.ts'
import { verdictsOf, verdictWords } from '../../src/cli/run-verdict.ts'
import { storedReturns, storedTrades, tradeSamples } from '../../src/cli/stored-outcomes.ts'
import type { Run } from '../../src/core/state/run-store.ts'
import { insightsOf } from '../../src/domain/learning/insights.ts'
import { Random } from '../../src/domain/random.ts'
import { addDays, epochMs, isoTime, momentOf, tradeDate } from '../../src/domain/time.ts'

const FIRST = tradeDate('2024-01-01')
const CAPITAL = 10_000_000

/** A stored run of one trade of ₹10,000 a day, as a backtest writes it: its results in basis points, its bars, its journal. */
function runOf(id: string, results: readonly number[], data = 'd', journal = id): Run {
  let equityPaise = CAPITAL
  const equity = results.map((bps, day) => {
    equityPaise += bps * 100
    return { date: addDays(FIRST, day), equityPaise, cashPaise: 0, deployedPaise: 0 }
  })
  const trades = results.map((bps, day) => ({
    instrument: 'NSE:INFY',
    product: 'MIS',
    strategy: 'momentum',
    side: day % 2 === 0 ? 'long' : 'short',
    quantity: 10,
    openedAt: isoTime(momentOf(addDays(FIRST, day), 570)),
    closedAt: isoTime(momentOf(addDays(FIRST, day), 700)),
    entryPaise: 1_000_000,
    exitPaise: 1_000_000 + (day % 2 === 0 ? bps : -bps) * 100,
    grossPaise: bps * 100 + 500,
    chargesPaise: 500,
    holdingDays: 0,
    closeReason: `the target at ₹1,0${day}.00 was reached`,
  }))
  const spec = { capitalPaise: CAPITAL }
  const result = { spec, trades, equity }
  const at = epochMs(1_000)
  return { id, kind: 'backtest', createdAt: at, spec, result, journalHash: journal, dataHash: data }
}

const drawn = (count: number, mean: number, seed: number): readonly number[] => {
  const random = new Random(seed)
  return Array.from({ length: count }, () => Math.round(mean + random.normal() * 60))
}
const WEAK = runOf('aaaaaaaa-1', drawn(60, 0, 1))
const STRONG = runOf('bbbbbbbb-2', drawn(60, 80, 2))

describe('what a stored run kept', () => {
  it('B67 is read as closed trades after charges, and as daily returns', () => {
    const run = runOf('c', [100, -50])
    const trades = storedTrades(run) ?? []
    expect(tradeSamples(trades).map(({ bps }) => bps)).toEqual([100, -50])
    const returns = storedReturns(run) ?? []
    expect(returns.map(({ bps }) => bps)).toEqual([
      expect.closeTo(10, 9),
      expect.closeTo((-5_000 / 10_010_000) * 10_000, 9),
    ])
    expect(returns.map(({ day }) => day)).toEqual(tradeSamples(trades).map(({ day }) => day))
  })

  it('is nothing where another version wrote it, or where it traded on no day', () => {
    const foreign = { ...WEAK, result: { trades: [{ instrument: 'INFY' }] } }
    expect(storedTrades(foreign)).toBeNull()
    expect(storedReturns(foreign)).toBeNull()
    const days = ['2024-01-02', '2024-01-01'].map((date) => ({ date, equityPaise: 1 }))
    const turned = { spec: { capitalPaise: CAPITAL }, equity: days }
    expect(storedReturns({ ...WEAK, result: turned })).toBeNull()
    expect(storedReturns(runOf('e', []))).toBeNull()
  })
})

describe('the verdict on two runs', () => {
  it('B67 names the better one, with the interval and the samples of each, and turns with them', () => {
    const [verdict] = verdictsOf([WEAK, STRONG])
    expect(verdict).toMatchObject({ reason: null, tradesOfA: 60, tradesOfB: 60 })
    expect(verdict?.trades).toMatchObject({ verdict: 'b', samplesA: 60, samplesB: 60 })
    expect(verdict?.days).toMatchObject({ verdict: 'b', samplesA: 60 })
    const [turned] = verdictsOf([STRONG, WEAK])
    expect([turned?.trades?.verdict, turned?.days?.verdict]).toEqual(['a', 'a'])
    const words = comparisonWords(comparisonOf([WEAK, STRONG]))
    expect(words).toMatch(/aaaaaaaa \(a\) against bbbbbbbb \(b\)/)
    expect(words).toMatch(
      /\+\d+\.\d bp \(\+\d+\.\d to \+\d+\.\d\) over 60 and 60 trades, p < 0\.001/,
    )
    expect(words).toContain('b was better, beyond chance')
  })

  it('B67 says how many trades are missing, and gives no figure', () => {
    const [verdict] = verdictsOf([WEAK, runOf('few', [10, 20, 15])])
    expect(verdict?.trades).toBeNull()
    expect(verdict?.days).toBeNull()
    if (verdict === undefined) throw new RangeError('two runs have a verdict')
    expect(verdictWords(verdict).join('\n')).toContain(
      '2 more trades of b are needed before anything is said',
    )
  })

  it('B67 is none over other bars, of the same journal, or of a sweep', () => {
    const reasons = [
      runOf('o', [1, 2, 3, 4, 5], 'other bars'),
      runOf('s', drawn(60, 0, 1), 'd', WEAK.journalHash ?? ''),
      { ...STRONG, kind: 'sweep', result: { trials: [] } },
    ].map((other) => verdictsOf([WEAK, other])[0]?.reason)
    expect(reasons).toEqual([
      'they ran over different bars',
      'they did the same, event by event',
      'one of them kept no trades, as a sweep does not',
    ])
  })

  it('B67 a narrow winner among many runs is not called one', () => {
    const narrow = runOf('narrow', drawn(60, 3, 2))
    const alone = verdictsOf([WEAK, narrow])
    expect(alone[0]?.trades?.verdict).toBe('b')
    const others = Array.from({ length: 20 }, (_, seed) =>
      runOf(`r${seed}`, drawn(60, 0, 50 + seed)),
    )
    const among = verdictsOf([WEAK, narrow, ...others])
    expect(among).toHaveLength(21)
    expect(among[0]?.trades).toMatchObject({ verdict: 'unclear', pValue: alone[0]?.trades?.pValue })
  })
})

describe('what trades teach, in words', () => {
  it('B67 is a table with counts, intervals and verdicts, and what was withheld', () => {
    const words = learningWords(insightsOf(storedTrades(STRONG) ?? [], () => null)).join('\n')
    expect(words).toMatch(/momentum +trades +days +win rate/)
    expect(words).toMatch(/all trades +60 +60 .* helps/)
    expect(words).toMatch(/side: short +30 /)
    expect(words).not.toContain('net R')
    const stopped = (storedTrades(STRONG) ?? []).map((one) => ({ ...one, riskPaise: 10_000 }))
    expect(learningWords(insightsOf(stopped, () => null)).join('\n')).toContain('net R')
  })

  it('B67 below five trades says so, and without any is silent', () => {
    const four = storedTrades(runOf('f', [10, 20, 30, 40])) ?? []
    expect(learningWords(insightsOf(four, () => null)).join(' ')).toContain(
      'nothing yet. 4 trades closed',
    )
    expect(learningWords(insightsOf([], () => null))).toEqual([])
  })
})
