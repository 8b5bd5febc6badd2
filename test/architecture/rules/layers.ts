import { posix } from 'node:path'
import table from '../layers.json' with { type: 'json' }
import { type Breach, checkNodes, type Rule } from '../rule.ts'
import type { Source } from '../source.ts'
import { isKind } from '../walk.ts'

/** An import as it is written, and what it names: a path of the project, or a package. */
interface Import {
  readonly at: string
  readonly from: string
  readonly named: string
  readonly isOurs: boolean
}

/** Every import, export-from and dynamic import of a file. */
export function importsOf(source: Source): readonly Import[] {
  const written = [
    ...source.all('ImportDeclaration').map((node) => node.source),
    ...source.all('ExportAllDeclaration').map((node) => node.source),
    ...source.all('ExportNamedDeclaration').flatMap((node) => node.source ?? []),
    ...source
      .all('CallExpression')
      .filter(({ callee }) => callee.type === 'Import')
      .flatMap(({ arguments: [first] }) =>
        first && isKind(first.expression, 'StringLiteral') ? [first.expression] : [],
      ),
  ]
  return written.map((literal) => {
    const isOurs = literal.value.startsWith('.')
    const named = isOurs ? posix.join(posix.dirname(source.path), literal.value) : literal.value
    return { at: `${source.path}:${source.lineOf(literal)}`, from: source.path, named, isOurs }
  })
}

const matches = (shapes: readonly string[], text: string, own = ''): boolean =>
  shapes.some((shape) => new RegExp(shape.replace('$1', own)).test(text))

function layerBreach({ at, from, named }: Import): Breach | null {
  for (const { files, mayImport } of table.layers) {
    const own = new RegExp(files).exec(from)
    if (!own) continue
    if (matches(mayImport, named, own[1])) return null
    return { at, what: `imports ${named}, which the table of layers does not allow there` }
  }
  if (!from.startsWith('src/')) return null
  return { at, what: `stands in no layer: ${from} has no row in layers.json` }
}

function packageBreach({ at, from, named }: Import): Breach | null {
  if (!from.startsWith('src/')) return null
  const rows = table.packages.filter((row) => new RegExp(row.named).test(named))
  if (rows.length === 0)
    return { at, what: `imports ${named}, a package without a row in layers.json` }
  if (rows.every(({ only }) => matches(only, from))) return null
  return { at, what: `imports ${named}, which stays at the rim` }
}

const checkImports =
  (fault: (found: Import) => Breach | null, isOurs: boolean): Rule['check'] =>
  (tree) =>
    tree
      .flatMap(importsOf)
      .filter((found) => found.isOurs === isOurs)
      .flatMap((found) => fault(found) ?? [])

const importing = (path: string, named: string) => ({
  [path]: `import { x } from '${named}'\nexport const y = x\n`,
})

/** Schemas stay in the program: a page that took one along would carry its package to the browser. */
const checkPageTypes = checkNodes('ImportDeclaration', 'ui/', ({ source, typeOnly }) =>
  /\/src\//.test(source.value) && !typeOnly ? `imports more than types of ${source.value}` : null,
)

export const LAYERS: readonly Rule[] = [
  {
    name: 'layers',
    shows: [34, 148],
    says: 'each layer imports only what the table allows, and no service another service',
    check: checkImports(layerBreach, true),
    breaches: [
      importing('src/domain/a.ts', '../core/clock.ts'),
      importing('src/core/a.ts', '../services/risk-service.ts'),
      importing('src/core/state/a.ts', '../../adapters/kite/kite-client.ts'),
      importing('src/strategies/a.ts', '../core/clock.ts'),
      importing('src/services/risk-service.ts', './portfolio-service.ts'),
      importing('src/services/order-drafter.ts', './portfolio-service.ts'),
      importing('src/services/risk-service.ts', '../strategies/ema-cross.ts'),
      importing('src/services/risk-service.ts', '../adapters/paper/paper-exchange.ts'),
      importing('src/adapters/kite/a.ts', '../paper/paper-exchange.ts'),
      importing('src/adapters/kite/a.ts', '../../services/risk-service.ts'),
      importing('src/web/a.ts', '../services/risk-service.ts'),
      importing('src/cli/run.ts', '../main.ts'),
      importing('src/elsewhere/a.ts', '../domain/bar.ts'),
      importing('ui/pages/a.tsx', '../../src/core/clock.ts'),
      { 'src/domain/a.ts': "export { x } from '../core/clock.ts'\n" },
      { 'src/domain/a.ts': "export const x = await import('../core/clock.ts')\n" },
      {
        'src/domain/a.ts': "import type { Clock } from '../core/clock.ts'\nexport type X = Clock\n",
      },
    ],
    clean: {
      ...importing('src/core/a.ts', '../domain/bar.ts'),
      ...importing('src/services/risk-service.ts', './order-drafter.ts'),
      ...importing('src/services/strategy-service.ts', '../strategies/registry.ts'),
      ...importing('src/adapters/kite/a.ts', './kite-client.ts'),
      ...importing('src/adapters/kite-simulator/a.ts', '../kite/kite-frame.ts'),
      ...importing('src/cli/run.ts', '../container.ts'),
    },
  },
  {
    name: 'pages-import-types',
    shows: [],
    says: 'the pages import of the program nothing but the types of its contract',
    check: checkPageTypes,
    breaches: [importing('ui/a.ts', '../src/web/contract/desk.ts')],
    clean: {
      'ui/a.ts':
        "import type { Money } from '../src/web/contract/desk.ts'\nexport type M = Money\n",
    },
  },
  {
    name: 'packages',
    shows: [57, 77, 8],
    says: 'packages stay at the rim: the database in core/state, HTTP in clients, the AI in its helpers',
    check: checkImports(packageBreach, false),
    breaches: [
      importing('src/services/risk-service.ts', 'pg'),
      importing('src/services/risk-service.ts', 'kysely'),
      importing('src/core/journal.ts', '@duckdb/node-api'),
      importing('src/domain/bar.ts', 'node:crypto'),
      importing('src/services/risk-service.ts', 'node:fs/promises'),
      importing('src/services/risk-service.ts', 'undici'),
      importing('src/adapters/kite/kite-broker.ts', 'node:https'),
      importing('src/agents/analyst.ts', '@anthropic-ai/claude-agent-sdk'),
      importing('src/core/a.ts', 'left-pad'),
    ],
    clean: {
      ...importing('src/core/state/database.ts', 'pg'),
      ...importing('src/adapters/kite/kite-client.ts', 'undici'),
      ...importing('src/core/sdk-helpers.ts', '@anthropic-ai/claude-agent-sdk'),
      ...importing('src/core/journal.ts', 'node:crypto'),
    },
  },
]
