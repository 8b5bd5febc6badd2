import {
  type Breach,
  checkAll,
  checkFiles,
  checkNodes,
  type Exceptions,
  isExcepted,
  type Rule,
} from '../rule.ts'
import type { Source } from '../source.ts'
import { isKind, kindsWithin, lastName, type NodeOf, nameOf, type Syntax } from '../walk.ts'

const SRC = 'src/'
const CONTAINER = 'src/container.ts'
/** That of a kernel and the installation, of what runs beside a book, and of its AI desk. */
const CONTAINERS = /^src\/(?:run-|ai-)?container\.ts$/
const SERVICES = /^src\/services\/[^/]+-service\.ts$/
const COORDINATORS = /^src\/core\/coordinators\/(?!base-)[^/]+-coordinator\.ts$/
const CLIENTS = /^src\/(?:adapters\/[^/]+|core\/background-scheduler\/clients)\/[^/]+-client\.ts$/
/** Parts that only the container makes. */
const PART = /(?:Service|Coordinator|Store|Client|Manager|Orchestrator|EventBus)$/
const HANDLERS = ['EventHandler', 'KernelHandler', 'Observer', 'BaseCoordinator']

const classesOf = (source: Source): readonly NodeOf<'ClassDeclaration'>[] =>
  source.all('ClassDeclaration')

/** The class that a file is named after. */
const mainClass = (source: Source): NodeOf<'ClassDeclaration'> | undefined => {
  const stem = source.path.split('/').at(-1)?.replace('.ts', '').replaceAll('-', '')
  return classesOf(source).find(({ identifier }) => identifier.value.toLowerCase() === stem)
}

/** Services that are asked and answer, and follow no event. */
const ASKED: Exceptions = [
  { where: 'src/services/sweep-service.ts', why: 'asks for runs and ranks what they answer' },
  {
    where: 'src/services/backtest-service.ts',
    why: 'runs a kernel of its own each time it is asked',
  },
  { where: 'src/services/analysis-service.ts', why: 'is asked by people and worked by the tasks' },
  { where: 'src/services/chat-service.ts', why: 'answers who talks with it' },
  { where: 'src/services/prompt-service.ts', why: 'is asked for a prompt, or given one' },
  { where: 'src/services/review-service.ts', why: 'its coordinator says when it looks back' },
]

const extendsOneOf = (bases: readonly string[]) => (source: Source) => {
  if (isExcepted(source.path, ASKED)) return null
  const part = mainClass(source)
  if (!part) return 'has no class of its own name'
  return bases.includes(nameOf(part.superClass)) ? null : `does not extend ${bases.join(' or ')}`
}

/** Made apart from the container, each for a reason. */
const MADE_ELSEWHERE: Exceptions = [
  { where: CONTAINERS, why: 'they make every part' },
  { where: 'src/core/live-book.ts', why: 'an open book and its stores live and end together' },
  { where: 'src/core/state/state-door.ts', why: 'opens the database when it is first asked for' },
]

const checkMade = checkNodes('NewExpression', SRC, ({ callee }, source) => {
  const name = nameOf(callee)
  if (!PART.test(name) || name.includes('.') || isExcepted(source.path, MADE_ELSEWHERE)) return null
  const isOwn = classesOf(source).some(({ identifier }) => identifier.value === name)
  return isOwn ? null : `makes a ${name}: ask the container`
})

/** Values that may stand at the top of a module: they hold nothing of a run. */
const VALUES =
  /^(?:Map|Set|WeakMap|WeakSet|RegExp|Date|URL|TextEncoder|TextDecoder|Intl\.\w+|\w+Array|ArrayBuffer|DataView)$/

const isTopLevel = (node: Syntax, source: Source): boolean =>
  ![...source.around(node)].some(({ type }) => /Function|Method|Class|Constructor/.test(type))

/** Values without state of a run, each with its reason. */
const SHARED_VALUES: Exceptions = [
  { where: 'src/main.ts', why: 'the program itself, which nobody imports' },
  { where: /-worker\.ts$/, why: 'the program of a thread, of which others import types alone' },
]

const checkSingletons = checkAll(
  checkNodes('NewExpression', SRC, (node, source) => {
    const name = nameOf(node.callee)
    if (VALUES.test(name) || !isTopLevel(node, source)) return null
    return isExcepted(source.path, SHARED_VALUES) ? null : `keeps a ${name} for all who import it`
  }),
  (tree) =>
    tree
      .filter(({ path }) => path.startsWith(SRC))
      .flatMap((source) => source.module.body.flatMap((item) => mutableGlobal(item, source))),
)

function mutableGlobal(item: Syntax, source: Source): readonly Breach[] {
  const declared = isKind(item, 'ExportDeclaration') ? item.declaration : item
  if (declared.type !== 'VariableDeclaration' || !('kind' in declared) || declared.kind !== 'let')
    return []
  return [{ at: source.path, what: 'keeps a variable for all who import it' }]
}

/** Names that are registered in the container. */
const registered = (tree: readonly Source[]): ReadonlySet<string> =>
  new Set(
    tree
      .filter(({ path }) => CONTAINERS.test(path))
      .flatMap((source) => source.all('CallExpression'))
      .filter(({ callee }) => lastName(callee) === 'register')
      .map(({ arguments: [token] }) => nameOf(token?.expression)),
  )

const checkRegistered: Rule['check'] = (tree) => {
  const known = registered(tree)
  const fault = (source: Source) => {
    const part = mainClass(source)
    if (!part || part.isAbstract || known.has(part.identifier.value)) return null
    return `${part.identifier.value} is not registered in ${CONTAINER}`
  }
  return [SERVICES, COORDINATORS, CLIENTS].flatMap((where) => checkFiles(where, fault)(tree))
}

const SUBSCRIBES = /^(?:subscribe)$/

/** Only the base classes subscribe; whoever closes in its own way also closes theirs. */
const checkCleanup = checkAll(
  checkNodes('CallExpression', SRC, ({ callee }, { path }) =>
    SUBSCRIBES.test(lastName(callee)) &&
    /bus\.\w+$/i.test(nameOf(callee)) &&
    path !== 'src/core/event-bus.ts'
      ? 'subscribes by hand: extend EventHandler, which unsubscribes at close'
      : null,
  ),
  checkNodes('ClassDeclaration', SRC, (node) => {
    if (!HANDLERS.includes(nameOf(node.superClass)) || nameOf(node.identifier) === 'KernelHandler')
      return null
    const close = node.body.find(
      (member) => member.type === 'ClassMethod' && nameOf(member.key) === 'close',
    )
    if (!close) return null
    const isPassedOn = [...kindsWithin(close, 'CallExpression')].some(({ callee }) =>
      isSuperClose(callee),
    )
    return isPassedOn
      ? null
      : `${node.identifier.value}.close forgets super.close: its subscriptions stay`
  }),
  checkNodes('ClassDeclaration', SRC, (node) => {
    const has = (name: string) =>
      node.body.some((member) => member.type === 'ClassMethod' && nameOf(member.key) === name)
    if (!has('initialize') || has('close') || node.superClass) return null
    return `${node.identifier.value} opens in initialize and has no close`
  }),
)

const isSuperClose = (callee: unknown): boolean =>
  typeof callee === 'object' &&
  callee !== null &&
  'type' in callee &&
  callee.type === 'SuperPropExpression' &&
  'property' in callee &&
  nameOf(callee.property) === 'close'

/** Reads that state nothing: they answer or count what others state. */
const SILENT: Exceptions = [
  { where: 'src/services/sweep-service.ts', why: 'the runs that it asks for state the facts' },
  { where: 'src/services/analytics-service.ts', why: 'counts what others state' },
  { where: 'src/services/learning-service.ts', why: 'learns from what others state' },
  {
    where: 'src/services/backtest-service.ts',
    why: 'runs a kernel, whose services state the facts',
  },
  { where: 'src/services/chat-service.ts', why: 'what is proposed in it is stated by the tools' },
]

const checkStates = checkFiles(SERVICES, (source) => {
  if (isExcepted(source.path, SILENT)) return null
  const states = source
    .all('CallExpression')
    .some(({ callee }) => /^(?:publish|notify|post)$/.test(lastName(callee)))
  return states ? null : 'states no fact: significant operations are events'
})

const service = (body: string, base = ' extends KernelHandler<Handled>') => ({
  'src/services/some-service.ts': `export class SomeService${base} { ${body} }\n`,
})

export const PARTS: readonly Rule[] = [
  {
    name: 'services-handle',
    shows: [35],
    says: 'services extend EventHandler, in the kernel or beside it',
    check: checkFiles(SERVICES, extendsOneOf(['KernelHandler', 'Observer'])),
    breaches: [service('constructor(bus: EventBus) { this.bus = bus }', '')],
    clean: service(''),
  },
  {
    name: 'coordinators-base',
    about: COORDINATORS,
    shows: [17],
    says: 'coordinators extend BaseCoordinator',
    check: checkFiles(COORDINATORS, extendsOneOf(['BaseCoordinator'])),
    breaches: [
      { 'src/core/coordinators/queue-coordinator.ts': 'export class QueueCoordinator {}\n' },
    ],
    clean: {
      'src/core/coordinators/queue-coordinator.ts':
        'export class QueueCoordinator extends BaseCoordinator {}\n',
    },
  },
  {
    name: 'made-in-container',
    shows: [22, 148],
    says: 'services, stores, clients and coordinators are made in the container and nowhere else',
    check: checkMade,
    breaches: [
      { 'src/services/a.ts': 'export const a = () => new RiskService({})\n' },
      { 'src/web/app.ts': 'export const a = () => new StateManager({})\n' },
    ],
    clean: { [CONTAINER]: 'export const build = () => new RiskService({})\n' },
  },
  {
    name: 'registered',
    shows: [22],
    says: 'every service, coordinator and client is registered in the container',
    check: checkRegistered,
    breaches: [service('')],
    clean: {
      ...service(''),
      [CONTAINER]:
        'export const build = (c: C) => c.register(SomeService, () => new SomeService())\n',
    },
  },
  {
    name: 'no-singletons',
    shows: [23],
    says: 'no module keeps an instance or a variable for all who import it',
    check: checkSingletons,
    breaches: [
      { 'src/core/a.ts': 'export const scheduler = new BackgroundScheduler()\n' },
      {
        'src/core/a.ts':
          'const scheduler = new BackgroundScheduler()\nexport const get = () => scheduler\n',
      },
      { 'src/core/a.ts': 'let current = 0\nexport const next = () => current++\n' },
    ],
    clean: {
      'src/core/a.ts': "export const NAMES = new Set(['a'])\nexport const make = () => new A()\n",
    },
  },
  {
    name: 'cleanup',
    shows: [36, 148],
    says: 'subscriptions and whatever initialize opens are given back by close',
    check: checkCleanup,
    breaches: [
      service("constructor(bus: EventBus) { bus.subscribe('market.open', this) }", ''),
      service('async close() { await this.done() }'),
      service('async initialize() { await this.open() }', ''),
    ],
    clean: service('override async close() { await this.done(); await super.close() }'),
  },
  {
    name: 'states-events',
    shows: [46, 148],
    says: 'every service states what it does as events',
    check: checkStates,
    breaches: [service('place(order: Order) { return this.broker.place(order) }')],
    clean: service(
      "place(order: Order) { this.#bus.publish('execution.order_submitted', { order }, BY) }",
    ),
  },
]
