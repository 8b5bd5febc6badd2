import { TradingError } from '../core/errors.ts'
import type { PatchOp } from './contract/live.ts'

type Fields = Readonly<Record<string, unknown>>

/** Names through which a client could be made to change what all its objects inherit. */
const REFUSED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !isList(value)

/** A name as a step of a JSON pointer (RFC 6901). Throws INTERNAL for one that must never be a key. */
export function pointerStep(name: string): string {
  if (REFUSED.has(name))
    throw new TradingError('INTERNAL', `"${name}" must not be a key of what is sent`)
  return name.includes('~') || name.includes('/')
    ? name.replaceAll('~', '~0').replaceAll('/', '~1')
    : name
}

/** A key's own value: what every object inherits is nobody's. */
const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined

/** Whether two values are one as JSON; what is undefined is not there. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other || (Number.isNaN(one) && Number.isNaN(other))) return true
  if (isList(one)) {
    if (!isList(other) || one.length !== other.length) return false
    return one.every((item, index) => isSame(item, other[index]))
  }
  if (!isFields(one) || !isFields(other)) return false
  for (const name in one) if (!isSame(own(one, name), own(other, name))) return false
  for (const name in other)
    if (own(other, name) !== undefined && own(one, name) === undefined) return false
  return true
}

/**
 * What makes one state of a topic the other, as RFC 6902. Objects are compared by key, and one that is the very same is
 * not looked into; arrays are replaced whole. `null` is a value and a missing key is none.
 */
export function diff(from: unknown, to: unknown): readonly PatchOp[] {
  const ops: PatchOp[] = []
  if (isFields(from) && isFields(to)) compare(from, to, '', ops)
  else if (!isSame(from, to)) ops.push({ op: 'replace', path: '', value: to })
  return ops
}

function compare(from: Fields, to: Fields, path: string, ops: PatchOp[]): void {
  for (const name in from) {
    if (own(from, name) !== undefined && own(to, name) === undefined)
      ops.push({ op: 'remove', path: `${path}/${pointerStep(name)}` })
  }
  for (const name in to) {
    const value = own(to, name)
    const before = own(from, name)
    if (value === before || value === undefined) continue
    if (before === undefined) {
      ops.push({ op: 'add', path: `${path}/${pointerStep(name)}`, value: checked(value) })
    } else if (isFields(before) && isFields(value)) {
      compare(before, value, `${path}/${pointerStep(name)}`, ops)
    } else if (!isSame(before, value)) {
      ops.push({ op: 'replace', path: `${path}/${pointerStep(name)}`, value: checked(value) })
    }
  }
}

/** A value that goes as a whole, with no key in it that must not be. */
function checked(value: unknown): unknown {
  if (isList(value)) value.forEach(checked)
  else if (isFields(value)) {
    for (const name in value) {
      pointerStep(name)
      checked(own(value, name))
    }
  }
  return value
}
