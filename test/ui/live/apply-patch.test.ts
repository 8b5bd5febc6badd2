import fc from 'fast-check'
import jsonPatch from 'fast-json-patch'
import { apply } from 'mutative'
import { describe, expect, it } from 'vitest'
import type { PatchOp } from '../../../src/web/contract/live.ts'
import { applyPatch, MisfitError } from '../../../ui/live/apply-patch.ts'

const name = fc.constantFrom('a', 'b', 'c', 'with/slash', 'with~tilde', '')
const json = fc.letrec<{ value: unknown; record: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, 7, 'text'),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('record'),
  ),
  record: fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
})).record

const isOurs = (op: { readonly op: string }): op is PatchOp =>
  op.op === 'add' || op.op === 'replace' || op.op === 'remove'

/** What turns one state into another. */
const between = (from: object, to: object): readonly PatchOp[] =>
  jsonPatch.compare(from, to).filter(isOurs)

describe('a patch applied by the page', () => {
  it('B122 turns any state into any other, null and absent told apart, lists too', () => {
    fc.assert(
      fc.property(json, json, (from, to) => {
        expect(applyPatch(from, between(from, to))).toEqual(to)
      }),
    )
  })

  it('B122 comes to what another implementation comes to', () => {
    fc.assert(
      fc.property(json, json, (from, to) => {
        const ops = between(from, to)
        const theirs = ops.map((op) => ({
          ...op,
          path: op.path
            .split('/')
            .slice(1)
            .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~')),
        }))
        expect(applyPatch(from, ops)).toEqual(apply(from, theirs))
      }),
    )
  })

  it('B122 leaves the state before as it was, and what it does not reach the same object', () => {
    const before = { rows: { a: { last: 1 }, b: { last: 2 } }, other: { deep: [1] } }
    const kept = structuredClone(before)
    const after = applyPatch(before, [{ op: 'replace', path: '/rows/a/last', value: 3 }])
    expect(before).toEqual(kept)
    expect(after).toEqual({ rows: { a: { last: 3 }, b: { last: 2 } }, other: { deep: [1] } })
    expect(after).toHaveProperty('rows.b', before.rows.b)
    expect(Reflect.get(Object(after), 'other')).toBe(before.other)
    expect(Reflect.get(Reflect.get(Object(after), 'rows'), 'b')).toBe(before.rows.b)
  })

  it('B122 replaces the whole by the empty path', () => {
    expect(applyPatch({ a: 1 }, [{ op: 'replace', path: '', value: { b: 2 } }])).toEqual({ b: 2 })
  })

  it.each<readonly [string, PatchOp]>([
    ['replaces what is not there', { op: 'replace', path: '/x', value: 1 }],
    ['removes what is not there', { op: 'remove', path: '/x' }],
    ['leads through a plain value', { op: 'add', path: '/a/b', value: 1 }],
    ['names no place of a list', { op: 'add', path: '/list/9', value: 1 }],
    ['is no path', { op: 'add', path: 'a', value: 1 }],
    ['reaches into every object', { op: 'add', path: '/__proto__/polluted', value: 1 }],
  ])('B123 a patch that %s is refused whole', (_, op) => {
    const state = { a: 1, list: [1] }
    expect(() => applyPatch(state, [op])).toThrow(MisfitError)
    expect(state).toEqual({ a: 1, list: [1] })
    expect(Object.prototype).not.toHaveProperty('polluted')
  })
})
