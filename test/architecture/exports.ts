import type { Source } from './source.ts'
import { nameOf } from './walk.ts'

/** Names that a file exports where it defines them. */
export const exportsOf = (source: Source): readonly string[] =>
  source.all('ExportDeclaration').flatMap(({ declaration }) => {
    if (declaration.type === 'VariableDeclaration') {
      return declaration.declarations.map(({ id }) => nameOf(id))
    }
    return 'identifier' in declaration ? declaration.identifier.value : nameOf(declaration.id)
  })

/** Exports by file, both in order. */
export type Exports = Readonly<Record<string, readonly string[]>>

/** What a tree offers to those who import it. */
export const exportsByFile = (tree: readonly Source[]): Exports =>
  Object.fromEntries(
    tree
      .map((source) => [source.path, exportsOf(source).toSorted()] as const)
      .filter(([, names]) => names.length > 0),
  )

/** One line a file, in order, as the list is kept. */
export const written = (all: Exports): string =>
  Object.entries(all)
    .map(([path, names]) => `${path}: ${names.join(' ')}\n`)
    .toSorted()
    .join('')

/** The list as it was kept. */
export const readBack = (text: string): Exports =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [path = '', names = ''] = line.split(': ')
        return [path, names.split(' ')]
      }),
  )

const REMEDY = 'npx vitest run test/architecture/public-exports.test.ts -u'

/** What changed for those who import, a sentence each. */
export function exportChanges(before: Exports, now: Exports): readonly string[] {
  const changes: string[] = []
  for (const path of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const [were = [], are = []] = [before[path], now[path]]
    for (const name of were.filter((each) => !are.includes(each))) {
      const keep =
        'keep a wrapper for whoever imports it, or name it in CHANGELOG.md and note it down by'
      changes.push(`${path} no longer exports ${name}: ${keep} ${REMEDY}`)
    }
    for (const name of are.filter((each) => !were.includes(each))) {
      changes.push(`${path} newly exports ${name}: note it down by ${REMEDY}`)
    }
  }
  return changes
}
