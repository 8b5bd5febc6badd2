import { checkAll, checkFiles, checkNodes, isWithin, type Rule, type Where } from '../rule.ts'
import type { NodeOf } from '../walk.ts'

interface Limit {
  readonly where: Where
  readonly lines: number
  readonly shows: readonly number[]
}

/** The size table, the closest row first. A file over its limit holds two ideas: never split to meet a number. */
const FILES: readonly Limit[] = [
  { where: 'src/core/orchestrator.ts', lines: 300, shows: [16, 146] },
  { where: 'src/core/coordinators/', lines: 150, shows: [18, 146] },
  { where: 'src/core/di.ts', lines: 500, shows: [146] },
  { where: 'src/container.ts', lines: 500, shows: [146] },
  { where: 'src/core/event-bus.ts', lines: 350, shows: [146] },
  { where: 'src/core/errors.ts', lines: 220, shows: [146] },
  { where: 'src/services/', lines: 400, shows: [56, 146] },
  { where: 'src/core/background-scheduler/', lines: 350, shows: [70, 146] },
  { where: 'ui/', lines: 250, shows: [] },
]
const OTHER_LINES = 350
const FUNCTION_LINES = 70
const PUBLIC_METHODS = 10
const OURS = /^(?:src|ui|bench|examples|scripts)\//

const lines = (count: number): string => 'export const one = 1\n'.repeat(count)
const functionOf = (count: number): string =>
  `export function f() {\n${'  g()\n'.repeat(count - 2)}}\n`

const sizeRule = ({ where, lines: limit, shows }: Limit, path: string): Rule => ({
  name: `size-of ${path}`,
  about: where,
  shows,
  says: `${String(where)} keeps to ${limit} lines a file`,
  check: checkFiles(where, ({ lineCount }) =>
    lineCount > limit ? `has ${lineCount} lines, more than ${limit}: it holds two ideas` : null,
  ),
  breaches: [{ [path]: lines(limit + 1) }],
  clean: { [path]: lines(limit) },
})

const exampleOf = (where: Where): string => {
  const path = String(where)
  return path.endsWith('/') ? `${path}some-part.ts` : path
}

const isPublicMethod = ({ accessibility, key, kind }: NodeOf<'ClassMethod'>): boolean =>
  kind === 'method' && key.type === 'Identifier' && (accessibility ?? 'public') === 'public'

const publicMethods = ({ body }: NodeOf<'ClassDeclaration'>): number =>
  body.filter((member) => member.type === 'ClassMethod' && isPublicMethod(member)).length

const tooManyMethods = (node: NodeOf<'ClassDeclaration'>): string | null => {
  const count = publicMethods(node)
  if (count <= PUBLIC_METHODS) return null
  return `${node.identifier.value} has ${count} public methods, more than ${PUBLIC_METHODS}`
}

const methods = (count: number): string =>
  `export class Many {\n${Array.from({ length: count }, (_, index) => `  m${index}() {}\n`).join('')}}\n`

const FUNCTION_KINDS = [
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'MethodProperty',
  'Constructor',
] as const

export const SIZES: readonly Rule[] = [
  ...FILES.map((limit) => sizeRule(limit, exampleOf(limit.where))),
  {
    name: 'file-size',
    shows: [70, 146, 148],
    says: `every other source file keeps to ${OTHER_LINES} lines`,
    check: checkFiles(OURS, ({ path, lineCount }) => {
      if (FILES.some(({ where }) => isWithin(path, where)) || lineCount <= OTHER_LINES) return null
      return `has ${lineCount} lines, more than ${OTHER_LINES}: it holds two ideas`
    }),
    breaches: [{ 'src/domain/all.ts': lines(351) }, { 'scripts/all.mjs': lines(351) }],
    clean: { 'src/domain/bar.ts': lines(350), 'src/services/risk-service.ts': lines(400) },
  },
  {
    name: 'function-size',
    shows: [],
    says: `functions keep to ${FUNCTION_LINES} lines`,
    check: checkAll(
      ...FUNCTION_KINDS.map((kind) =>
        checkNodes(kind, OURS, (node, source) => {
          const height = source.heightOf(node)
          return height > FUNCTION_LINES ? `a function of ${height} lines: split it by ideas` : null
        }),
      ),
    ),
    breaches: [
      { 'src/domain/long.ts': functionOf(71) },
      { 'src/domain/long.ts': `export const f = () => {\n${'  g()\n'.repeat(70)}}\n` },
      { 'src/domain/long.ts': `class A {\n#f() {\n${'  g()\n'.repeat(70)}}\n}\n` },
    ],
    clean: { 'src/domain/short.ts': functionOf(70) },
  },
  {
    name: 'class-size',
    shows: [70],
    says: `classes keep to ${PUBLIC_METHODS} public methods`,
    check: checkNodes('ClassDeclaration', OURS, tooManyMethods),
    breaches: [{ 'src/core/many.ts': methods(11) }],
    clean: {
      'src/core/many.ts': methods(10).replace('{', '{\n  #hidden() {}\n  get g() { return 1 }'),
    },
  },
]
