import { expect, it } from 'vitest'
import { nearestName } from '../../src/domain/nearest-name.ts'

const NAMES = ['fast', 'slow', 'quantity', 'rangeMinutes']

it('finds the name with fewest letters changed', () => {
  expect(nearestName('fats', NAMES)).toBe('fast')
  expect(nearestName('slwo', NAMES)).toBe('slow')
  expect(nearestName('quantiy', NAMES)).toBe('quantity')
  expect(nearestName('RANGEminutes', NAMES)).toBe('rangeMinutes')
})

it('finds nothing when every name would have to be written anew', () => {
  expect(nearestName('x', NAMES)).toBeNull()
  expect(nearestName('temperature', NAMES)).toBeNull()
  expect(nearestName('fast', [])).toBeNull()
  expect(nearestName('', NAMES)).toBeNull()
})

it('prefers the first of two that are as near', () => {
  expect(nearestName('ab', ['ac', 'ad'])).toBe('ac')
})
