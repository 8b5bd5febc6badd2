import * as fc from 'fast-check'
import fastJsonPatch from 'fast-json-patch'
import { describe, expect, it } from 'vitest'
import { isSame } from '../../../src/web/is-same.ts'
import { diff } from '../../../src/web/websocket-differ.ts'
import { applied } from './model-client.ts'

/** Names that are hard to point at, and such as every object inherits. */
const ODD = [
  '',
  '~',
  '/',
  '~1',
  'a/b',
  'm~n',
  '0',
  '-',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'é',
  ' ',
]
const key = fc
  .oneof(fc.constantFrom(...ODD), fc.string({ maxLength: 4 }))
  .filter((name) => !['__proto__', 'constructor', 'prototype'].includes(name))
const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
  fc.string({ maxLength: 5 }),
)
const { state } = fc.letrec<{ state: Record<string, unknown>; value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    tie('state'),
  ),
  state: fc.dictionary(key, tie('value'), { maxKeys: 6, noNullPrototype: true }),
}))

/** A state and one that came of it: some keys gone, some null, some others. */
const pair = state.chain((before) =>
  fc.tuple(
    fc.constant(before),
    fc.oneof(
      state,
      fc.tuple(fc.subarray(Object.keys(before)), state).map(([kept, added]) => ({
        ...Object.fromEntries(kept.map((name) => [name, before[name]])),
        ...added,
      })),
      fc.subarray(Object.keys(before)).map((names) => ({
        ...before,
        ...Object.fromEntries(names.map((name) => [name, null])),
      })),
    ),
  ),
)

describe('the differ', () => {
  it('B122 leads from any state to any other, null told apart from missing, by anybody’s RFC 6902', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        const ops = diff(before, after)
        expect(applied(before, JSON.parse(JSON.stringify(ops)))).toEqual(after)
      }),
      { numRuns: 2_000 },
    )
  })

  it('B122 sends nothing when nothing changed, and finds a change where another differ finds one', () => {
    fc.assert(
      fc.property(pair, ([before, after]) => {
        expect(diff(before, structuredClone(before))).toEqual([])
        expect(isSame(before, after)).toBe(fastJsonPatch.compare(before, after).length === 0)
        const reversed = diff(after, before)
        expect(applied(after, JSON.parse(JSON.stringify(reversed)))).toEqual(before)
      }),
      { numRuns: 1_000 },
    )
  })

  it('B122 a null is sent as a value, and a key that is gone is removed', () => {
    expect(diff({ a: 1, b: 2 }, { a: null })).toEqual([
      { op: 'remove', path: '/b' },
      { op: 'replace', path: '/a', value: null },
    ])
    expect(diff({ a: null }, {})).toEqual([{ op: 'remove', path: '/a' }])
    expect(diff({}, { a: null })).toEqual([{ op: 'add', path: '/a', value: null }])
  })

  it('B122 collections change by key, deep in the state, and arrays as a whole', () => {
    const before = { rows: { 'CNC NSE:A/B': { last: 1, life: [1, 2] }, x: { last: 5, life: [] } } }
    const after = { rows: { 'CNC NSE:A/B': { last: 2, life: [1, 2, 3] }, x: before.rows.x } }
    expect(diff(before, after)).toEqual([
      { op: 'replace', path: '/rows/CNC NSE:A~1B/last', value: 2 },
      { op: 'replace', path: '/rows/CNC NSE:A~1B/life', value: [1, 2, 3] },
    ])
  })

  it('what is the very same object is not looked into', () => {
    const same = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new RangeError('it was looked into')
        },
      },
    )
    expect(diff({ same, a: 1 }, { same, a: 2 })).toHaveLength(1)
  })

  it.each(['__proto__', 'constructor', 'prototype'])(
    'refuses %s as a key, at any depth',
    (name) => {
      const poison: unknown = JSON.parse(`{"rows":{"${name}":{"isAdmin":true}}}`)
      expect(() => diff({ rows: {} }, poison)).toThrow('must not be a key')
      expect(() => diff({}, poison)).toThrow('must not be a key')
      expect(() => diff({ rows: 1 }, { rows: [poison] })).toThrow('must not be a key')
    },
  )

  it('an undefined field is no field', () => {
    expect(diff({ a: undefined }, {})).toEqual([])
    expect(diff({}, { a: undefined })).toEqual([])
    expect(diff({ a: 1 }, { a: undefined })).toEqual([{ op: 'remove', path: '/a' }])
  })
})
