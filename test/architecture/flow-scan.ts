import { listOf, textsOf } from './literals.ts'
import type { Source } from './source.ts'
import { isKind, kindsWithin, lastName, type NodeOf, nameOf } from './walk.ts'

/** Who states and who handles each event type, as the source has it. */
export interface Scanned {
  readonly from: ReadonlyMap<string, ReadonlySet<string>>
  readonly to: ReadonlyMap<string, ReadonlySet<string>>
  /** Places that cannot be read: there the type must be written out. */
  readonly faults: readonly string[]
}

/** What the table says of one type. */
export interface Row {
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly awaits?: string
}

/** The doors themselves, which hand on what they are given. */
const DOORS = new Set(['publish', 'inject', 'post', 'postIntent', 'notify', 'state'])
/** What hands a type on to the intake. */
const POSTS = new Set(['post', 'postIntent'])
/** Facts from outside the kernel come through one door, whoever knocks. */
const OUTER_DOOR = 'Intake'

/** Folds events into tables on behalf of every projection. */
const PROJECTOR = 'Projector'

/** States again, at a restart, what is stored; each type was stated by another first. */
const REPEATS = 'src/core/live-book.ts'

const pascal = (path: string): string =>
  (path.split('/').at(-1)?.replace('.ts', '') ?? '')
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')

/** The class around a node, else the file's name as a class would bear it. */
const speakerOf = (source: Source, node: NodeOf<'CallExpression'>): string =>
  source.nearest(node, 'ClassDeclaration')?.identifier.value ?? pascal(source.path)

const isInsideDoor = (source: Source, node: NodeOf<'CallExpression'>): boolean => {
  const method = source.nearest(node, 'ClassMethod')
  const made = source.nearest(node, 'FunctionDeclaration')
  return DOORS.has(method === null ? (made?.identifier.value ?? '') : nameOf(method.key))
}

function statedIn(source: Source): {
  readonly found: [string, string][]
  readonly faults: string[]
} {
  const found: [string, string][] = []
  const faults: string[] = []
  for (const call of source.all('CallExpression')) {
    const path = nameOf(call.callee)
    const isBus = /(?:(?:[bB]us|^this)\.(?:publish|inject|notify)|[iI]ntake\.post)$/.test(path)
    if ((!isBus && !POSTS.has(lastName(call.callee))) || source.path === REPEATS) continue
    const types = textsOf(source, call.arguments[0]?.expression)
    if (types === null && isBus && !isInsideDoor(source, call)) {
      faults.push(
        `${source.path}:${source.lineOf(call)} states a type that the source does not show`,
      )
    }
    const isOuter = /(?:inject|post|postIntent)$/.test(path)
    for (const type of types ?? [])
      found.push([type, isOuter ? OUTER_DOOR : speakerOf(source, call)])
  }
  return { found, faults }
}

/** Where a list stands that a file may import: the file that declares each name. */
const listsOf = (tree: readonly Source[]): ReadonlyMap<string, Source> =>
  new Map(
    tree.flatMap((source) =>
      source.all('VariableDeclarator').map(({ id }) => [nameOf(id), source] as const),
    ),
  )

/** The list that a handler gives its base class. */
function handledIn(
  source: Source,
  lists: ReadonlyMap<string, Source>,
): {
  readonly found: [string, string][]
  readonly faults: string[]
} {
  const found: [string, string][] = []
  const faults: string[] = []
  for (const part of source.all('ClassDeclaration')) {
    const calls = [...kindsWithin(part, 'CallExpression')].filter(
      ({ callee }) => callee.type === 'Super',
    )
    const bases = /^(?:KernelHandler|Observer|BaseCoordinator)$/
    if (part.isAbstract || !bases.test(nameOf(part.superClass))) continue
    const list = calls[0]?.arguments[1]?.expression
    const types = listOf(source, list) ?? importedList(list, lists)
    if (types === null) faults.push(`${source.path} handles types that the source does not show`)
    for (const type of types ?? []) found.push([type, part.identifier.value])
  }
  for (const call of source.all('CallExpression')) {
    if (nameOf(call.callee) !== 'defineProjection') continue
    const [property] = [...kindsWithin(call, 'KeyValueProperty')].filter(
      ({ key }) => nameOf(key) === 'types',
    )
    const types = listOf(source, property?.value)
    if (types === null) faults.push(`${source.path} projects types that the source does not show`)
    for (const type of types ?? []) found.push([type, PROJECTOR])
  }
  return { found, faults }
}

function importedList(list: unknown, lists: ReadonlyMap<string, Source>) {
  const home = isKind(list, 'Identifier') ? lists.get(list.value) : undefined
  return home === undefined ? null : listOf(home, list)
}

const grouped = (pairs: readonly [string, string][]): ReadonlyMap<string, ReadonlySet<string>> => {
  const groups = new Map<string, Set<string>>()
  for (const [type, name] of pairs) groups.set(type, (groups.get(type) ?? new Set()).add(name))
  return groups
}

/** Reads from the source who states what, and who handles it. */
export function scanFlow(tree: readonly Source[]): Scanned {
  const src = tree.filter(({ path }) => path.startsWith('src/'))
  const stated = src.map(statedIn)
  const lists = listsOf(src)
  const handled = src.map((source) => handledIn(source, lists))
  return {
    from: grouped(stated.flatMap(({ found }) => found)),
    to: grouped(handled.flatMap(({ found }) => found)),
    faults: [...stated, ...handled].flatMap(({ faults }) => faults),
  }
}

/** The table with whoever hears every fact that can happen written into each of its rows. */
export const spelledOut = (
  table: Readonly<Record<string, Row & { readonly kept: string }>>,
  foldsAll: string,
): Readonly<Record<string, Row>> =>
  Object.fromEntries(
    Object.entries(table).map(([type, row]) => {
      const isHeard = row.kept === 'journal' && row.awaits === undefined
      return [type, isHeard ? { ...row, to: [...row.to, foldsAll] } : row]
    }),
  )

/** Every difference between the table and the source, each as a sentence. */
export function flowDifferences(
  table: Readonly<Record<string, Row>>,
  scanned: Scanned,
): readonly string[] {
  const differences = [...scanned.faults]
  for (const type of new Set([...scanned.from.keys(), ...scanned.to.keys()])) {
    if (table[type] === undefined && type.includes('.'))
      differences.push(`${type} has no row in FLOW`)
  }
  for (const [type, row] of Object.entries(table)) {
    const sides = [
      ['stated', row.from, scanned.from.get(type)],
      ['handled', row.to, scanned.to.get(type)],
    ] as const
    for (const [how, says, seen = new Set<string>()] of sides) {
      for (const name of says)
        if (!seen.has(name)) differences.push(`${type} is not ${how} by ${name}`)
      for (const name of seen) {
        if (row.awaits !== undefined && how === 'stated')
          differences.push(`${type} awaits ${row.awaits}, yet is ${how} by ${name}`)
        else if (!says.includes(name))
          differences.push(`${type} is ${how} by ${name}, which FLOW does not say`)
      }
      if (row.awaits === undefined && says.length === 0)
        differences.push(`${type} is ${how} by nobody`)
    }
  }
  return differences
}
