import { describe, expect, it } from 'vitest'
import { behavioursIn, summaryOf, type TestResult } from '../../scripts/behaviours.mjs'

const test = (title: string, result: TestResult['result'], group = 'a group'): TestResult => ({
  file: 'test/a.test.ts',
  titles: [group, title],
  result,
})

const rowOf = (results: readonly TestResult[], number: number) =>
  behavioursIn(results).rows.find((row) => row.number === number)

describe('the table of behaviours', () => {
  it('a title shows every behaviour that it begins with, and none that it only names', () => {
    const results = [test('B60 B132: buying what B61 sold leaves 6', 'passed')]
    expect(rowOf(results, 60)?.result).toBe('passed')
    expect(rowOf(results, 132)?.result).toBe('passed')
    expect(rowOf(results, 61)?.result).toBe('untested')
  })

  it('a group speaks for its tests', () => {
    expect(rowOf([test('leaves 6', 'passed', 'B60 portfolio')], 60)?.tests).toHaveLength(1)
  })

  it('the worst test decides', () => {
    const results = [
      test('B60 once', 'passed'),
      test('B60 twice', 'failed'),
      test('B60 never', 'skipped'),
    ]
    expect(rowOf(results, 60)?.result).toBe('failed')
    expect(rowOf(results.toSpliced(1, 1), 60)?.result).toBe('skipped')
  })

  it('numbers that no behaviour has are told', () => {
    expect(behavioursIn([test('B151 something', 'passed')]).unknown).toEqual([151])
  })

  it('one line says how many there are of each', () => {
    expect(summaryOf(behavioursIn([test('B1 a', 'passed'), test('B2 b', 'failed')]))).toBe(
      'behaviours: 1 of 150 shown, 1 failed, 0 not run here, 148 without a test',
    )
  })
})
