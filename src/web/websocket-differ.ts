import { TradingError } from '../core/errors.ts'
import { type Marks, marksOf } from './collection.ts'
import type { PatchOp, Steps } from './contract/live.ts'
import { type Fields, isFields, isList, own } from './fields.ts'
import { isSame } from './is-same.ts'
import { RowSteps } from './row-steps.ts'

/** Names through which a client could be made to change what all its objects inherit. */
const REFUSED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** A name as a step of a JSON pointer (RFC 6901). Throws INTERNAL for one that must never be a key. */
export function pointerStep(name: string): string {
  if (REFUSED.has(name))
    throw new TradingError('INTERNAL', `"${name}" must not be a key of what is sent`)
  return name.includes('~') || name.includes('/')
    ? name.replaceAll('~', '~0').replaceAll('/', '~1')
    : name
}

/** What leads from one state to another. */
export interface Difference {
  readonly ops: readonly PatchOp[]
  readonly steps: readonly Steps[]
}

interface Found {
  readonly ops: PatchOp[]
  /** null where steps are not understood. */
  readonly steps: Steps[] | null
}

/**
 * What makes one state of a topic the other, as RFC 6902. Objects are compared by key, and one that is the very same is
 * not looked into; of a collection that knows its changes only those are; arrays are replaced whole. `null` is a value
 * and a missing key is none.
 */
export function diff(from: unknown, to: unknown): readonly PatchOp[] {
  return found(from, to, null).ops
}

/** The same, where figures of rows that moved are said by steps. */
export function diffInSteps(from: unknown, to: unknown): Difference {
  const steps: Steps[] = []
  return { ops: found(from, to, steps).ops, steps }
}

function found(from: unknown, to: unknown, steps: Steps[] | null): Found {
  const found: Found = { ops: [], steps }
  if (isFields(from) && isFields(to)) compare(from, to, '', found)
  else if (!isSame(from, to)) found.ops.push({ op: 'replace', path: '', value: to })
  return found
}

function compare(from: Fields, to: Fields, path: string, found: Found): void {
  const marks = marksOf(to)
  if (marks?.from === from) return compareMarked(marks, path, found)
  for (const name in from) {
    if (own(to, name) === undefined && own(from, name) !== undefined)
      found.ops.push({ op: 'remove', path: `${path}/${pointerStep(name)}` })
  }
  for (const name in to) {
    const value = own(to, name)
    const before = own(from, name)
    if (value !== before && value !== undefined)
      compareValue(before, value, `${path}/${pointerStep(name)}`, found)
  }
}

function compareMarked({ changes, fields }: Marks, path: string, found: Found): void {
  const moved = found.steps === null || fields === null ? null : new RowSteps(path, fields)
  for (const { key, before, after, place } of changes) {
    const isRow = isFields(before) && isFields(after)
    const rest = moved !== null && isRow ? moved.take(place, before, after) : null
    if (rest?.length === 0) continue
    const at = `${path}/${pointerStep(key)}`
    if (rest === null || !isRow) compareValue(before, after, at, found)
    else
      for (const name of rest)
        compareValue(own(before, name), own(after, name), `${at}/${pointerStep(name)}`, found)
  }
  const steps = moved?.steps ?? null
  if (steps !== null) found.steps?.push(steps)
}

function compareValue(before: unknown, value: unknown, path: string, found: Found): void {
  if (value === before) return
  if (value === undefined) found.ops.push({ op: 'remove', path })
  else if (before === undefined) found.ops.push({ op: 'add', path, value: checked(value) })
  else if (isFields(before) && isFields(value)) compare(before, value, path, found)
  else if (!isSame(before, value)) found.ops.push({ op: 'replace', path, value: checked(value) })
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
