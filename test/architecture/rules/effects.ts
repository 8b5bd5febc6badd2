import type { ImportSpecifier } from '@swc/core'
import {
  type Breach,
  checkAll,
  checkNodes,
  type Exceptions,
  isExcepted,
  type Rule,
} from '../rule.ts'
import type { Source } from '../source.ts'
import {
  isKind,
  isNoFunction,
  kindsWithin,
  lastName,
  type NodeOf,
  nameOf,
  type Syntax,
} from '../walk.ts'

const SRC = 'src/'
const RUN = /^(?:src|scripts|bin)\//
const CLOCK = 'src/core/clock.ts'
const RANDOMNESS = 'src/core/chance.ts'
const CONFIG = 'src/core/config.ts'

/** The name under which a module gives what is imported. */
const importedName = (item: ImportSpecifier): string =>
  nameOf('imported' in item ? (item.imported ?? item.local) : item.local)

/** Reads of a global, each in one file. */
const readOnlyIn = (name: string, home: string): Rule['check'] =>
  checkAll(
    checkNodes('MemberExpression', SRC, (node, { path }) =>
      nameOf(node) === name && path !== home ? `reads ${name}: only ${home} does` : null,
    ),
    checkNodes('VariableDeclarator', SRC, ({ id, init }, { path }) => {
      const [owner = '', member = ''] = name.split('.')
      if (id.type !== 'ObjectPattern' || nameOf(init) !== owner || path === home) return null
      const isRead = [...kindsWithin(id, 'Identifier')].some(({ value }) => value === member)
      return isRead ? `reads ${name}: only ${home} does` : null
    }),
    checkNodes('ImportDeclaration', SRC, ({ source, specifiers }, { path }) => {
      const [owner = '', member = ''] = name.split('.')
      if (source.value !== `node:${owner}` || path === home) return null
      const isRead = specifiers.some((item) => importedName(item) === member)
      return isRead ? `imports ${name}: only ${home} does` : null
    }),
  )

/** `new Date()` without arguments, and the other clocks. */
const checkOtherClocks = checkAll(
  checkNodes('NewExpression', SRC, ({ callee, arguments: given }, { path }) =>
    nameOf(callee) === 'Date' && (given ?? []).length === 0 && path !== CLOCK
      ? 'asks the machine for the time'
      : null,
  ),
  checkNodes('CallExpression', SRC, ({ callee }, { path }) =>
    /^(?:performance\.now|process\.hrtime(?:\.bigint)?|process\.uptime)$/.test(nameOf(callee)) &&
    path !== CLOCK
      ? `asks ${nameOf(callee)} for the time`
      : null,
  ),
)

const BLOCKING: Exceptions = [
  { where: 'src/cli/context.ts', why: 'the last lines of the log, when all else is closed' },
  { where: 'src/core/state/bar-store-engine.ts', why: 'DuckDB offers no other way to close' },
  { where: 'src/cli/source-lines.ts', why: 'whoever tells a stack cannot wait for the map' },
]

const checkSync = checkAll(
  checkNodes('CallExpression', RUN, ({ callee }, { path }) =>
    !isExcepted(path, BLOCKING) && /(?:[a-z]Sync|^Atomics\.wait)$/.test(nameOf(callee))
      ? `blocks on ${nameOf(callee)}`
      : null,
  ),
  checkNodes('ImportDeclaration', RUN, ({ source, specifiers }) => {
    const blocking = specifiers.find(({ local }) => /[a-z]Sync$/.test(local.value))
    return blocking && source.value.startsWith('node:') ? `imports ${blocking.local.value}` : null
  }),
)

/** Local names of the promised timers of a file. */
const promisedTimers = (source: Source): ReadonlySet<string> =>
  new Set(
    source
      .all('ImportDeclaration')
      .filter((node) => node.source.value === 'node:timers/promises')
      .flatMap(({ specifiers }) => specifiers)
      .filter((item) => importedName(item) === 'setTimeout')
      .map(({ local }) => local.value),
  )

function bareTimer(call: NodeOf<'CallExpression'>, source: Source): string | null {
  const name = nameOf(call.callee)
  const [outer] = source.around(call)
  if (promisedTimers(source).has(name)) {
    const isHeld = isKind(outer, 'AwaitExpression') || call.arguments.length > 2
    return isHeld ? null : `starts ${name} and neither awaits it nor gives it a signal`
  }
  if (!/^(?:globalThis\.)?set(?:Timeout|Interval)$/.test(name)) return null
  if (isKind(outer, 'MemberExpression') && lastName(outer) === 'unref') return null
  const clear = name.replace(/^.*set/, 'clear')
  const isOwned = source.all('CallExpression').some(({ callee }) => lastName(callee) === clear)
  return isOwned ? null : `starts ${name} and never lets it go`
}

const IO =
  /^(?:readFile|writeFile|appendFile|open|opendir|readdir|mkdir|mkdtemp|rename|rm|unlink|stat|access|createReadStream|createWriteStream|fetch|request|connect|query|execute|listen|spawn|fork|exec|execFile|initialize|start|createServer|createConnection)$/

/** The first call of I/O that runs when this does, not those of functions that are handed on. */
const ioOf = (node: Syntax | null | undefined): string | null => {
  if (!node) return null
  for (const { callee } of kindsWithin(node, 'CallExpression', isNoFunction)) {
    if (IO.test(lastName(callee))) return nameOf(callee)
  }
  return null
}

const begunByIo = ({ value, isStatic }: { value?: Syntax | null; isStatic: boolean }) => {
  const io = isStatic ? null : ioOf(value)
  return io === null ? null : `a field is begun by ${io}: open it in initialize`
}

const checkConstructors: Rule['check'] = checkAll(
  checkNodes('Constructor', SRC, ({ body }) => {
    const io = ioOf(body)
    return io === null ? null : `a constructor calls ${io}: open it in initialize`
  }),
  checkNodes('ClassProperty', SRC, begunByIo),
  checkNodes('PrivateProperty', SRC, begunByIo),
)

/** After an abort, a wait for what was aborted must have an end of its own. */
const checkEndlessWaits: Rule['check'] = (tree) =>
  tree
    .filter(({ path }) => path.startsWith(SRC))
    .flatMap((source) => source.all('CallExpression').flatMap((call) => endlessWait(source, call)))

const BOUNDED = /^(?:Promise\.race|withLimit|withTimeout|delay|super\.close)$|until$/

/** The container gives every close its own limit. */
const isInClose = (source: Source, call: NodeOf<'CallExpression'>): boolean =>
  nameOf(source.nearest(call, 'ClassMethod')?.key) === 'close'

function endlessWait(source: Source, call: NodeOf<'CallExpression'>): readonly Breach[] {
  if (lastName(call.callee) !== 'abort' || isInClose(source, call)) return []
  const [statement] = source.around(call)
  const block = statement
    ? [...source.around(statement)].find(({ type }) =>
        /^(?:BlockStatement|FunctionBody)$/.test(type),
      )
    : undefined
  if (!block) return []
  return [...kindsWithin(block, 'AwaitExpression')].flatMap(({ span, argument }) => {
    if (span.start < call.span.start) return []
    const isWork = isKind(argument, 'MemberExpression') || isKind(argument, 'Identifier')
    const isBounded = isKind(argument, 'CallExpression') && BOUNDED.test(nameOf(argument.callee))
    if (!isWork || isBounded) return []
    const what = `waits for ${nameOf(argument)} after aborting it: race it against a limit`
    return [{ at: `${source.path}:${source.lineOf(call)}`, what }]
  })
}

export const EFFECTS: readonly Rule[] = [
  {
    name: 'clock',
    shows: [],
    says: 'the clock is read in one file',
    check: checkAll(readOnlyIn('Date.now', CLOCK), checkOtherClocks),
    breaches: [
      { 'src/services/a.ts': 'export const a = () => Date.now()\n' },
      { 'src/services/a.ts': 'const { now } = Date\nexport const a = now\n' },
      { 'src/services/a.ts': 'export const a = () => new Date()\n' },
      { 'src/services/a.ts': 'export const a = () => performance.now()\n' },
    ],
    clean: {
      [CLOCK]: 'export const clock = () => Date.now()\n',
      'src/domain/time.ts': 'export const time = (at: number) => new Date(at)\n',
    },
  },
  {
    name: 'randomness',
    shows: [],
    says: 'randomness is drawn in one file',
    check: readOnlyIn('Math.random', RANDOMNESS),
    breaches: [{ 'src/core/a.ts': 'export const a = () => Math.random()\n' }],
    clean: { [RANDOMNESS]: 'export const randomness = () => Math.random()\n' },
  },
  {
    name: 'environment',
    shows: [99],
    says: 'the environment is read in one file',
    check: readOnlyIn('process.env', CONFIG),
    breaches: [
      { 'src/adapters/kite/kite-client.ts': "export const a = process.env['KITE_API_KEY']\n" },
      {
        'src/adapters/kite/kite-client.ts':
          "import { env } from 'node:process'\nexport const a = env\n",
      },
      { 'src/adapters/kite/kite-client.ts': 'const { env } = process\nexport const a = env\n' },
    ],
    clean: { [CONFIG]: 'export const config = () => process.env\n' },
  },
  {
    name: 'no-blocking',
    shows: [58, 148],
    says: 'nothing blocks: no synchronous file, process or lock call',
    check: checkSync,
    breaches: [
      {
        'src/core/a.ts': "import { readFileSync } from 'node:fs'\nexport const a = readFileSync\n",
      },
      {
        'src/core/a.ts':
          "import fs from 'node:fs'\nexport const a = () => fs.writeFileSync('a', '')\n",
      },
      { 'src/core/a.ts': 'export const a = (b: Int32Array) => Atomics.wait(b, 0, 0)\n' },
      { 'scripts/a.mjs': "import { execSync } from 'node:child_process'\nexecSync('ls')\n" },
    ],
    clean: {
      'src/core/a.ts': "import { readFile } from 'node:fs/promises'\nexport const a = readFile\n",
    },
  },
  {
    name: 'timers',
    shows: [],
    says: 'timers are owned or unreferenced',
    check: checkNodes('CallExpression', SRC, bareTimer),
    breaches: [
      { 'src/core/a.ts': 'export const a = () => setInterval(() => {}, 1_000)\n' },
      { 'src/core/a.ts': 'export const a = () => { globalThis.setTimeout(() => {}, 1_000) }\n' },
      {
        'src/core/a.ts':
          "import { setTimeout as delay } from 'node:timers/promises'\nexport const a = () => { delay(1_000) }\n",
      },
    ],
    clean: {
      'src/core/a.ts': 'export const a = () => setInterval(() => {}, 1_000).unref()\n',
      'src/core/b.ts':
        'export const b = () => { const t = setTimeout(() => {}, 1); return () => clearTimeout(t) }\n',
      'src/core/c.ts':
        "import { setTimeout as delay } from 'node:timers/promises'\nexport const c = (signal: AbortSignal) => delay(1, null, { signal })\n",
    },
  },
  {
    name: 'constructors',
    shows: [59, 148],
    says: 'constructors do no I/O',
    check: checkConstructors,
    breaches: [
      { 'src/services/a.ts': 'export class A { constructor(db: Db) { db.connect() } }\n' },
      { 'src/services/a.ts': "export class A { constructor() { this.a = readFile('x') } }\n" },
      { 'src/services/a.ts': "export class A { readonly #rows = fetch('http://127.0.0.1') }\n" },
    ],
    clean: {
      'src/services/a.ts':
        'export class A { constructor(db: Db) { this.#open = () => db.connect() } async initialize() { await this.#open() } }\n',
    },
  },
  {
    name: 'bounded-waits',
    shows: [90],
    says: 'what was aborted is not waited for without a limit',
    check: checkEndlessWaits,
    breaches: [
      {
        'src/core/a.ts':
          'export class A { async stop() { this.#late.abort("too late"); await this.#task } }\n',
      },
    ],
    clean: {
      'src/core/a.ts':
        'export class A { async stop() { this.#late.abort("too late"); await Promise.race([this.#task, this.#limit()]) } }\n',
    },
  },
]
