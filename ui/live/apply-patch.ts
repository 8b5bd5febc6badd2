import type { PatchOp } from '../../src/web/contract/live.ts'

/** A patch that does not fit the state it is applied to: the state must be asked for again. */
export class MisfitError extends Error {
  override readonly name = 'MisfitError'
}

type Container = Record<string, unknown> | unknown[]

const isContainer = (value: unknown): value is Container =>
  typeof value === 'object' && value !== null

/** Names that would reach into every object. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

function namesOf(path: string): readonly string[] {
  if (path === '') return []
  if (!path.startsWith('/')) throw new MisfitError(`"${path}" is not a path`)
  const names = path
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (names.some((name) => FORBIDDEN.has(name))) throw new MisfitError(`"${path}" is not a path`)
  return names
}

const childOf = (container: Container, name: string): unknown =>
  Array.isArray(container) ? container[Number(name)] : container[name]

function indexIn(list: readonly unknown[], name: string, last: number): number {
  const index = name === '-' ? list.length : Number(name)
  if (Number.isInteger(index) && index >= 0 && index <= last) return index
  throw new MisfitError(`there is no place ${name} in a list of ${list.length}`)
}

function change(container: Container, name: string, op: PatchOp): void {
  if (Array.isArray(container)) {
    const last = op.op === 'add' ? container.length : container.length - 1
    const index = indexIn(container, name, last)
    if (op.op === 'remove') container.splice(index, 1)
    else container.splice(index, op.op === 'replace' ? 1 : 0, op.value)
    return
  }
  if (op.op !== 'add' && !Object.hasOwn(container, name)) {
    throw new MisfitError(`there is no "${name}" to ${op.op}`)
  }
  if (op.op === 'remove') delete container[name]
  else container[name] = op.value
}

/**
 * A state with a patch of RFC 6902 applied (add, replace, remove). The state itself stays as it was, and whatever the
 * patch does not reach is the same object as before, so that only rows that changed are drawn again.
 */
export function applyPatch(state: unknown, ops: readonly PatchOp[]): unknown {
  /** Copies made for this patch, which may be written to. */
  const fresh = new Set<unknown>()
  const copied = (value: unknown): Container => {
    if (!isContainer(value)) throw new MisfitError('a path leads through a plain value')
    if (fresh.has(value)) return value
    const copy = Array.isArray(value) ? [...value] : { ...value }
    fresh.add(copy)
    return copy
  }
  let root = state
  for (const op of ops) {
    const names = namesOf(op.path)
    const last = names.at(-1)
    if (last === undefined) {
      root = op.op === 'remove' ? null : op.value
      continue
    }
    let place = copied(root)
    root = place
    for (const name of names.slice(0, -1)) {
      const child = copied(childOf(place, name))
      if (Array.isArray(place)) place[Number(name)] = child
      else place[name] = child
      place = child
    }
    change(place, last, op)
  }
  return root
}
