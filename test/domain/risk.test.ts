import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DENIALS, type DenialReason, explain } from '../../src/domain/denial.ts'
import { assess, assessInFull } from '../../src/domain/risk.ts'
import { emptySheet, type RiskFacts } from '../../src/domain/risk-facts.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { BOUNDARIES, ENTRY, EXIT, FACTS, type Given, situation } from './risk-cases.ts'

/** What a wish can meet; changes of working orders have two codes of their own. */
const CODES = (Object.keys(DENIALS) as DenialReason[]).filter(
  (code): code is keyof typeof BOUNDARIES => DENIALS[code].group !== 'change',
)
const judge = (given: Given) => assess(...situation(given))

/** The codes of a refusal; none when it was approved. */
function codesOf(given: Given): readonly DenialReason[] {
  const verdict = judge(given)
  return verdict.outcome === 'denied' ? verdict.denials.map(({ reason }) => reason) : []
}

/** Facts that are figures. */
const FIGURES = (Object.keys(FACTS) as (keyof RiskFacts)[]).filter(
  (name) => typeof FACTS[name] === 'number',
)
/** Figures that an entry is not asked about. */
const OF_EXITS: readonly (keyof RiskFacts)[] = ['sellable']
/** Figures that only a stated price meets. */
const OF_PRICES: readonly (keyof RiskFacts)[] = ['tick', 'bandLow', 'bandHigh']

/** The worst that can be said of what never blocks an exit. */
const WORST: Partial<RiskFacts> = {
  tradingState: 'reducing',
  hasOpenBreaker: true,
  hasDrift: true,
  priceAgeMs: Number.POSITIVE_INFINITY,
  isSuspect: true,
  mayShort: false,
  orderValue: 9e15,
  positionAfter: 9e15,
  symbolAfter: 9e15,
  sectorAfter: 9e15,
  correlatedAfter: 9e15,
  riskAfter: 9e15,
  deployedAfter: 9e15,
  positionsAfter: 1_000,
  medianVolume: 0,
  chargesRoundTrip: 9e15,
  entriesToday: 1_000,
  lossToday: 9e15,
  lossStreak: 1_000,
  drawdown: 10_000,
  msSinceEntry: 0,
  ordersThisSecond: 1_000,
  ordersThisMinute: 1_000,
  ordersToday: 1e6,
}

describe('the checks before an order', () => {
  it('B127 every code of a denial has its boundary tested, and no other code has', () => {
    expect(Object.keys(BOUNDARIES).sort()).toEqual([...CODES].sort())
  })

  it('B62 an order within every limit is approved as it stands', () => {
    expect(judge({})).toEqual({ outcome: 'approved', order: ENTRY })
    expect(judge({ order: EXIT })).toEqual({ outcome: 'approved', order: { ...ENTRY, ...EXIT } })
  })

  it.each(CODES)('B62 B127 %s passes at and under its boundary', (code) => {
    const { passes } = BOUNDARIES[code]
    expect(passes.length).toBeGreaterThan(0)
    for (const given of passes) expect(codesOf(given)).toEqual([])
  })

  it.each(CODES)('B62 B127 %s refuses over its boundary, alone and in words', (code) => {
    const { fails } = BOUNDARIES[code]
    expect(fails.length).toBeGreaterThan(0)
    for (const given of fails) {
      const verdict = judge(given)
      if (verdict.outcome === 'approved') expect.fail(`${code} let ${JSON.stringify(given)} pass`)
      expect(verdict.denials.map(({ reason }) => reason)).toEqual([code])
      const [denial] = verdict.denials
      const text = denial ? explain(denial) : ''
      expect(text.startsWith(DENIALS[code].says)).toBe(true)
      expect(text).not.toMatch(/NaN|Infinity|null|undefined/)
    }
  })

  it('B127 all checks run: a wish that breaks several rules hears of each', () => {
    const given = {
      order: { quantity: 7 },
      facts: { lotSize: 5, cashNeeded: 2e8, priceAgeMs: 61_000, entriesToday: 10 },
    }
    const codes = ['quantity_invalid', 'cash_short', 'price_stale', 'entries_a_day']
    expect(codesOf(given)).toEqual(codes)
  })

  it('B127 each group of checks of the rules has its codes', () => {
    const groups = new Set(CODES.map((code) => DENIALS[code].group))
    expect([...groups].sort()).toEqual(
      [
        'data',
        'form',
        'mode',
        'money',
        'once',
        'pace',
        'protection',
        'session',
        'size',
        'state',
      ].sort(),
    )
  })

  it('B127 an exit is not blocked by size, pace, budget, protection or an old price', () => {
    expect(codesOf({ order: EXIT, facts: WORST })).toEqual([])
  })

  it('B127 what stops entries alone stops an entry', () => {
    expect(codesOf({ facts: WORST }).length).toBeGreaterThan(15)
  })

  it.each(FIGURES)('B127 an unknown %s is within no limit', (name) => {
    const asExit = OF_EXITS.includes(name)
    const priced = OF_PRICES.includes(name)
    const given: Given = {
      order: {
        ...(asExit && EXIT),
        ...(priced && { type: 'LIMIT' as const, limit: ENTRY.decisionPrice }),
      },
      facts: { [name]: Number.NaN },
    }
    expect(codesOf(given).length).toBeGreaterThan(0)
  })

  it('B127 a sheet on which nothing was looked up lets nothing pass', () => {
    expect(assess(ENTRY, emptySheet('paper'), DEFAULT_LIMITS).outcome).toBe('denied')
    expect(assess({ ...ENTRY, ...EXIT }, emptySheet('live'), DEFAULT_LIMITS).outcome).toBe('denied')
  })

  it('B127 an unknown limit lets nothing pass', () => {
    const figures = Object.entries(DEFAULT_LIMITS).filter(([, value]) => typeof value === 'number')
    const ofSizing = ['riskPerTradeBps', 'stopBpsDefault', 'targetBpsDefault', 'intradayMarginBps']
    for (const [name] of figures) {
      if (ofSizing.includes(name)) continue
      expect(codesOf({ limits: { [name]: Number.NaN } })).not.toEqual([])
    }
  })

  it('B127 without limits only mode, state, form, session, money and repetition are checked', () => {
    const open = { isOn: false }
    const kept = ['mode', 'state', 'form', 'session', 'money', 'once']
    for (const code of CODES) {
      const isKept = kept.includes(DENIALS[code].group)
      for (const given of BOUNDARIES[code].fails) {
        const codes = codesOf({ ...given, limits: open })
        expect(codes.includes(code)).toBe(isKept)
      }
    }
  })

  it('B127 an after-market order answers to the budget of its day alone', () => {
    const busy = { ordersThisSecond: 8, ordersThisMinute: 350 }
    const evening = { isOpen: false, isLegalInPhase: false }
    expect(codesOf({ order: { variety: 'amo' }, facts: { ...busy, ...evening } })).toEqual([])
    expect(codesOf({ order: { variety: 'amo' }, facts: { ordersToday: 3_600 } })).toEqual([
      'budget_day',
    ])
  })

  it.each(CODES)(
    'B127 read in full, %s is the check that fails, and the verdict is the same',
    (code) => {
      for (const given of [...BOUNDARIES[code].passes, ...BOUNDARIES[code].fails]) {
        const { verdict, checks } = assessInFull(...situation(given))
        expect(verdict).toEqual(judge(given))
        const failed = checks.filter(({ isPassed }) => !isPassed).map(({ id }) => id)
        expect(failed).toEqual(codesOf(given))
        for (const { says } of checks) expect(says).not.toMatch(/NaN|Infinity|null|undefined/)
      }
    },
  )

  it('B127 whatever the figures, a verdict is reached and never approves what breaks a limit', () => {
    const any = fc.double({ noDefaultInfinity: false })
    const sheet = fc.record(Object.fromEntries(FIGURES.map((name) => [name, any])))
    fc.assert(
      fc.property(sheet, fc.integer(), (figures, quantity) => {
        const given: Given = { facts: figures, order: { quantity } }
        const [order, facts, limits] = situation(given)
        const verdict = assess(order, facts, limits)
        if (verdict.outcome === 'denied') {
          for (const denial of verdict.denials) expect(explain(denial).length).toBeGreaterThan(0)
          return
        }
        expect(facts.cashNeeded).toBeLessThanOrEqual(facts.freeCash)
        expect(facts.orderValue).toBeLessThanOrEqual(limits.orderValueMax)
        expect(facts.deployedAfter / facts.equity).toBeLessThanOrEqual(0.8)
        expect(facts.entriesToday).toBeLessThan(limits.entriesADayMax)
        expect(order.quantity).toBeGreaterThan(0)
      }),
      { numRuns: 2_000 },
    )
  })
})
