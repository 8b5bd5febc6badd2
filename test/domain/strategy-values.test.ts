import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decimal,
  defineStrategy,
  InstrumentStrategy,
  QUANTITY,
  whole,
} from '../../src/domain/strategy.ts'
import { brokenRules, rangesOf, valuesOf } from '../../src/domain/strategy-values.ts'

class Nothing extends InstrumentStrategy {
  override readonly memory = []
  override onBar(): void {}
}

const described = {
  title: 'Cross',
  summary: 'Does nothing and loses nothing.',
  source: 'this test',
  interval: 'day',
  product: 'CNC',
  scope: 'instrument',
  create: () => new Nothing(),
} as const
const cross = defineStrategy({
  ...described,
  name: 'cross',
  parameters: {
    fast: whole(9, 1, 1_000, 'bars in the fast average'),
    slow: whole(21, 2, 2_000, 'bars in the slow average'),
    width: decimal(1.5, 0.1, 5, 'how wide'),
    quantity: QUANTITY,
  },
  rules: [
    {
      field: 'slow',
      says: 'must be above fast',
      nearest: ({ fast, slow }) => (slow > fast ? slow : fast + 1),
    },
  ],
})

const refusalsOf = (given: Readonly<Record<string, string | number>>) => {
  const outcome = valuesOf(cross, given)
  return outcome.outcome === 'refused' ? outcome.problems : []
}
const rangeOf = (field: string, text: string) => {
  const outcome = rangesOf(cross, { [field]: text })
  return outcome.outcome === 'accepted' ? outcome.ranges[field] : outcome.problems
}

describe('the values of a strategy', () => {
  it('are its defaults where none are given', () => {
    const values = { fast: 9, slow: 21, width: 1.5, quantity: null }
    expect(valuesOf(cross, {})).toEqual({ outcome: 'accepted', values })
  })

  it('are read from numbers and from what a person writes', () => {
    const values = { fast: 5, slow: 50, width: 2.25, quantity: 10 }
    const given = { fast: ' 5 ', slow: 50, width: '2.25', quantity: '+10' }
    expect(valuesOf(cross, given)).toEqual({ outcome: 'accepted', values })
  })

  it('are refused out of bounds, with the field and the nearest choice', () => {
    expect(refusalsOf({ fast: '0' })).toEqual([
      {
        field: 'fast',
        value: '0',
        allowed: 'a whole number from 1 to 1000',
        nearest: 1,
        message: 'fast must be a whole number from 1 to 1000, not 0; the nearest choice is 1',
      },
    ])
    expect(refusalsOf({ slow: 2_001 })[0]?.nearest).toBe(2_000)
    expect(refusalsOf({ width: 0.05 })[0]?.nearest).toBe(0.1)
    expect(refusalsOf({ width: Number.POSITIVE_INFINITY })[0]?.nearest).toBe(5)
  })

  it('are refused in parts where they must be whole', () => {
    expect(refusalsOf({ fast: '9.6' })[0]?.nearest).toBe(10)
    expect(refusalsOf({ fast: '0.2' })[0]?.nearest).toBe(1)
  })

  it('are refused when they are no number, with the default', () => {
    for (const text of ['abc', '', '0x10', '1e3', '1,000', 'NaN', '٣', '5 6', '--5']) {
      expect(refusalsOf({ fast: text })).toMatchObject([{ field: 'fast', value: text, nearest: 9 }])
    }
    expect(refusalsOf({ fast: Number.NaN })[0]?.nearest).toBe(9)
    expect(refusalsOf({ quantity: 'all' })[0]?.message).toBe(
      'quantity must be a whole number from 1 to 10000000, not all; leave it out for none',
    )
  })

  it('are refused when they do not agree, with the repair', () => {
    expect(refusalsOf({ fast: 21 })).toEqual([
      {
        field: 'slow',
        value: 21,
        allowed: 'must be above fast',
        nearest: 22,
        message: 'slow must be above fast, not 21; the nearest choice is 22',
      },
    ])
    expect(brokenRules(cross, { fast: 5, slow: 6, width: 1, quantity: null })).toEqual([])
  })

  it('are refused under a name that is not known, with the one that was meant', () => {
    expect(refusalsOf({ fats: 5 })).toMatchObject([
      {
        field: 'fats',
        nearest: 'fast',
        message:
          'cross has no parameter "fats", it takes fast, slow, width, quantity; did you mean fast?',
      },
    ])
    expect(refusalsOf({ temperature: 5, toString: 3 }).map(({ nearest }) => nearest)).toEqual([
      null,
      null,
    ])
  })

  it('tell all problems at once', () => {
    expect(refusalsOf({ fast: 0, slow: 'x', speed: 1 }).map(({ field }) => field)).toEqual([
      'speed',
      'fast',
      'slow',
    ])
  })

  it('taken as the nearest choice are always accepted', () => {
    const given = fc.record({ fast: fc.double(), slow: fc.double(), width: fc.double() })
    fc.assert(
      fc.property(given, (values: Record<string, number>) => {
        const repaired = { ...values }
        for (let turn = 0; turn < 3; turn++) {
          const outcome = valuesOf(cross, repaired)
          if (outcome.outcome === 'accepted') return
          for (const { field, nearest } of outcome.problems) repaired[field] = Number(nearest)
        }
        expect(repaired).toBe('accepted')
      }),
    )
  })
})

describe('the ranges of a sweep', () => {
  it('are steps, lists, single values, and the default of what was not given', () => {
    expect(rangesOf(cross, { fast: '5..20:5', slow: '30, 40,50', width: '2' })).toEqual({
      outcome: 'accepted',
      ranges: { fast: [5, 10, 15, 20], slow: [30, 40, 50], width: [2], quantity: [null] },
    })
  })

  it('step by one unless told otherwise, and stop at or before their end', () => {
    expect(rangeOf('fast', '5..8')).toEqual([5, 6, 7, 8])
    expect(rangeOf('fast', '5..14:4')).toEqual([5, 9, 13])
    expect(rangeOf('fast', '7..7')).toEqual([7])
  })

  it('mix steps and values, each once', () => {
    expect(rangeOf('fast', '5..7,6,20..30:10')).toEqual([5, 6, 7, 20, 30])
  })

  it('step in decimals without drift', () => {
    expect(rangeOf('width', '0.1..0.7:0.1')).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    expect(rangeOf('width', '1..2:0.25')).toEqual([1, 1.25, 1.5, 1.75, 2])
  })

  it('are refused with the first value that is out of bounds', () => {
    expect(rangeOf('fast', '0..20:5')).toMatchObject([{ field: 'fast', value: 0, nearest: 1 }])
    expect(rangeOf('fast', '1..2:0.5')).toMatchObject([{ field: 'fast', value: 1.5, nearest: 2 }])
  })

  it('are refused when they lead nowhere, cannot be read, or never end', () => {
    const nonsense = [
      '20..5',
      '5..20:0',
      '5..20:-5',
      '5..',
      '..5',
      '5...7',
      '1,,2',
      '',
      'a..b',
      '1..2000000',
    ]
    for (const text of [...nonsense, '1..2:0.00000000000000000000001']) {
      expect(rangeOf('fast', text)).toMatchObject([{ field: 'fast', value: text }])
    }
    const twice = '0.1..5:0.0007,0.10005..5:0.0007'
    expect(rangeOf('width', twice)).toMatchObject([{ field: 'width', value: twice }])
    expect(rangesOf(cross, { fats: '1..2' })).toMatchObject({ outcome: 'refused' })
  })
})

describe('a definition', () => {
  it('is refused with a name that cannot be typed', () => {
    for (const name of ['Cross', 'my cross', '', 'cross-', '9-cross']) {
      expect(() => defineStrategy({ ...described, name, parameters: {} })).toThrow(RangeError)
    }
  })

  it('is refused with a default outside its own bounds', () => {
    for (const bars of [
      whole(0, 1, 5, 'bars'),
      whole(2.5, 1, 5, 'bars'),
      decimal(Number.NaN, 1, 5, 'bars'),
    ]) {
      expect(() => defineStrategy({ ...described, name: 'cross', parameters: { bars } })).toThrow(
        RangeError,
      )
    }
  })
})
