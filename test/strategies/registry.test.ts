import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BarColumns, emptyBars } from '../../src/domain/bar.ts'
import type { StrategyDefinition } from '../../src/domain/strategy.ts'
import { brokenRules, type StrategyValues, valuesOf } from '../../src/domain/strategy-values.ts'
import { DAY_MS } from '../../src/domain/time.ts'
import { RunningStrategy } from '../../src/services/running-strategy.ts'
import { STRATEGIES } from '../../src/strategies/registry.ts'
import { walk } from '../domain/indicators/walk.ts'
import { barAt, type Said, Stage, WholeStage } from './stage.ts'

/** Short enough to speak within a few hundred bars. */
const LIVELY: Readonly<Record<string, StrategyValues>> = {
  'ema-cross': { fast: 3, slow: 8, quantity: null },
  'rsi-mean-reversion': {
    bars: 3,
    oversold: 45,
    recovered: 60,
    trend: 60,
    stopRanges: 3,
    reward: 2,
    quantity: null,
  },
  'donchian-breakout': { entry: 9, exit: 5, stopRanges: 2, reward: 4, quantity: 7 },
  supertrend: { bars: 5, ranges: 1.5, reward: 3, quantity: null },
  momentum: {
    lookback: 20,
    skip: 4,
    holdings: 2,
    investedPercent: 40,
    stopPercent: 12,
    targetPercent: 60,
  },
  'opening-range-breakout': {
    rangeMinutes: 30,
    reward: 2,
    minutesBeforeEnd: 15,
    isShortAllowed: 1,
    quantity: null,
  },
}
const valuesFor = ({ name }: StrategyDefinition): StrategyValues => LIVELY[name] ?? {}

const SIZE = 5
const LENGTH = 250
/** Five markets; daily ones for the portfolio, so that months pass. */
const marketsOf = (definition: StrategyDefinition, seed: number): readonly BarColumns[] =>
  Array.from({ length: SIZE }, (_, index) => {
    const bars = walk(LENGTH, seed + index)
    if (definition.scope === 'portfolio')
      for (const row of bars.at.keys()) bars.at[row] = row * DAY_MS
    return bars
  })

/** Everything that a strategy wishes over the markets, put away and taken up again before each of the rows. */
function saidOver(
  definition: StrategyDefinition,
  markets: readonly BarColumns[],
  powerCuts: readonly number[] = [],
  equity = 1e8,
): readonly Said[] {
  const plan = { definition, values: valuesFor(definition), interval: definition.interval }
  const stages = markets.map(() => new Stage())
  const whole = new WholeStage(markets.length, equity)
  let running = new RunningStrategy(plan, markets.length)
  for (let row = 0; row < LENGTH; row++) {
    if (powerCuts.includes(row)) {
      const saved = running.save()
      expect(JSON.parse(JSON.stringify(saved))).toEqual(saved)
      running = new RunningStrategy(plan, markets.length)
      running.load(saved)
    }
    whole.turn(row)
    for (const [instrument, bars] of markets.entries()) {
      const bar = barAt(bars, row)
      whole.prices[instrument] = bar.close
      stages[instrument]?.turn(row, bar.endsAt)
      running.onBar(instrument, bar, stages[instrument] ?? new Stage())
    }
    running.onMoment(row * DAY_MS, whole)
  }
  return [...whole.said, ...stages.flatMap(({ said }) => said)]
}

const scaled = (bars: BarColumns, factor: number): BarColumns => {
  const copy = { ...emptyBars(bars.length), at: bars.at, volume: bars.volume }
  for (const column of ['open', 'high', 'low', 'close'] as const) {
    copy[column].set(bars[column].map((price) => price * factor))
  }
  return copy
}

it('knows six strategies, each under its own name', () => {
  expect([...STRATEGIES.keys()]).toEqual([
    'ema-cross',
    'rsi-mean-reversion',
    'donchian-breakout',
    'supertrend',
    'momentum',
    'opening-range-breakout',
  ])
  for (const [name, definition] of STRATEGIES) expect(definition.name).toBe(name)
})

it('refuses values that do not agree, with the nearest that do', () => {
  const nearest = (name: string, given: Readonly<Record<string, number>>) => {
    const definition = STRATEGIES.get(name)
    const outcome = definition && valuesOf(definition, given)
    return outcome?.outcome === 'refused'
      ? outcome.problems.map((one) => [one.field, one.nearest])
      : []
  }
  expect(nearest('ema-cross', { fast: 21 })).toEqual([['slow', 22]])
  expect(nearest('ema-cross', { fast: 30, slow: 20 })).toEqual([['slow', 31]])
  expect(nearest('ema-cross', { fast: 20 })).toEqual([])
  expect(nearest('rsi-mean-reversion', { oversold: 55 })).toEqual([['recovered', 56]])
  expect(nearest('momentum', { skip: 252 })).toEqual([['lookback', 253]])
})

describe.each([...STRATEGIES.values()])('$name', (definition) => {
  it('explains itself and all its parameters', () => {
    const { title, summary, source, parameters } = definition
    expect(title.length).toBeGreaterThan(0)
    expect(summary).toMatch(/\blose/)
    expect(source).toMatch(/[A-Z]/)
    for (const { meaning } of Object.values(parameters)) expect(meaning.length).toBeGreaterThan(10)
  })

  it('can be run with its defaults, and keeps its own rules with them', () => {
    const outcome = valuesOf(definition, {})
    expect(outcome.outcome).toBe('accepted')
    expect(Object.keys(valuesFor(definition))).toEqual(Object.keys(definition.parameters))
    expect(brokenRules(definition, valuesFor(definition))).toEqual([])
  })

  it('says the same after power cuts, again and again, as if never interrupted', () => {
    const cuts = fc.array(fc.nat(LENGTH - 1), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.integer(), cuts, (seed, powerCuts) => {
        const markets = marketsOf(definition, seed)
        expect(saidOver(definition, markets, powerCuts)).toEqual(saidOver(definition, markets))
      }),
      { numRuns: 40 },
    )
  })

  it('speaks at all over those markets, and wishes no level on the wrong side', () => {
    const said = saidOver(definition, marketsOf(definition, 1))
    expect(said.length).toBeGreaterThan(10)
    expect(new Set(said.map(({ kind }) => kind)).size).toBeGreaterThan(1)
    for (const { kind, stop, target } of said) {
      if (stop === null || target === null) continue
      expect(Math.sign(target - stop)).toBe(kind === 'short' ? -1 : 1)
    }
  })

  it('does not care in which unit prices are', () => {
    const markets = marketsOf(definition, 2)
    const quadrupled = markets.map((bars) => scaled(bars, 4))
    const times = (level: number | null) => (level === null ? null : level * 4)
    const expected = saidOver(definition, markets).map((said) => ({
      ...said,
      stop: times(said.stop),
      target: times(said.target),
    }))
    expect(saidOver(definition, quadrupled, [], 4e8)).toEqual(expected)
  })

  it('remembers only numbers that survive as text', () => {
    const markets = marketsOf(definition, 3)
    const made =
      definition.scope === 'portfolio'
        ? definition.create(valuesFor(definition), SIZE)
        : definition.create(valuesFor(definition))
    const stage = new Stage()
    const whole = new WholeStage(SIZE, 1e8)
    for (let row = 0; row < LENGTH; row++) {
      for (const [instrument, bars] of markets.entries()) {
        const bar = barAt(bars, row)
        stage.turn(row, bar.endsAt)
        if ('onMoment' in made) made.onBar(instrument, bar)
        else if (instrument === 0) made.onBar(bar, stage)
      }
      if ('onMoment' in made) made.onMoment(row * DAY_MS, whole)
      const numbers = made.memory.flatMap((column) => [...column])
      expect(numbers.filter((value) => Math.abs(value) === Number.POSITIVE_INFINITY)).toEqual([])
    }
  })
})
