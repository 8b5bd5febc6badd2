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
  type Placed,
  type Syntax,
} from '../walk.ts'

const SRC = 'src/'
const FAMILY = 'TradingError'
/** A cancellation goes on as it is: stopping is not failing. */
const CANCELLATIONS = ['cancelled']
/** What a leaf that knows no errors may say of a value that cannot be. */
const OF_DOMAIN = 'RangeError'

/** Whose child each class is: the language's own errors, and what the tree declares. */
function parentsIn(tree: readonly Source[]): ReadonlyMap<string, string> {
  const known = [
    'RangeError',
    'TypeError',
    'SyntaxError',
    'EvalError',
    'URIError',
    'AggregateError',
  ]
  const parents = new Map([...known, 'DOMException', FAMILY].map((name) => [name, 'Error']))
  for (const source of tree) {
    for (const { identifier, superClass } of source.all('ClassDeclaration')) {
      if (superClass) parents.set(identifier.value, nameOf(superClass))
    }
  }
  return parents
}

function isA(name: string, ancestor: string, parents: ReadonlyMap<string, string>): boolean {
  for (let at: string | undefined = name; at; at = parents.get(at)) if (at === ancestor) return true
  return false
}

/** A function or method that has a name, with what it says it returns and what it does. */
interface Named {
  readonly name: string
  readonly type: Placed | null | undefined
  readonly body: Syntax | null | undefined
}

const namedFunctions = (source: Source): readonly Named[] => [
  ...source.all('FunctionDeclaration').map(({ identifier, returnType, body }) => ({
    name: identifier.value,
    type: returnType,
    body,
  })),
  ...[...source.all('ClassMethod'), ...source.all('PrivateMethod')].map(
    ({ key, function: { returnType, body } }) => ({ name: lastName(key), type: returnType, body }),
  ),
  ...source.all('VariableDeclarator').flatMap(({ id, init }) => {
    if (!isKind(init, 'ArrowFunctionExpression')) return []
    return [{ name: nameOf(id), type: init.returnType, body: init.body }]
  }),
]

/** Functions that answer an error of the family: they say so by their type, or by what they return. */
function makersIn(
  tree: readonly Source[],
  parents: ReadonlyMap<string, string>,
): ReadonlySet<string> {
  const isMade = (node: unknown) =>
    isKind(node, 'NewExpression') && isA(nameOf(node.callee), FAMILY, parents)
  const makes = ({ type, body }: Named, source: Source) => {
    if (type && isA(source.textOf(type).replace(/^:\s*/, ''), FAMILY, parents)) return true
    if (!body || isMade(body)) return isMade(body)
    return [...kindsWithin(body, 'ReturnStatement', isNoFunction)].some((end) =>
      isMade(end.argument),
    )
  }
  const makers = tree.flatMap((source) =>
    namedFunctions(source)
      .filter((named) => makes(named, source))
      .map(({ name }) => name),
  )
  return new Set([...CANCELLATIONS, ...makers])
}

/** Whether an expression stands for an error that was made or caught elsewhere, or is made by one who may. */
function isKnownError(node: unknown, makers: ReadonlySet<string>): boolean {
  if (isKind(node, 'CallExpression')) return makers.has(lastName(node.callee))
  if (isKind(node, 'ConditionalExpression')) {
    return isKnownError(node.consequent, makers) && isKnownError(node.alternate, makers)
  }
  if (isKind(node, 'BinaryExpression') && node.operator === '??') {
    return isKnownError(node.left, makers) && isKnownError(node.right, makers)
  }
  return (
    isKind(node, 'NewExpression') || isKind(node, 'Identifier') || isKind(node, 'MemberExpression')
  )
}

const checkThrown: Rule['check'] = (tree) => {
  const parents = parentsIn(tree)
  const makers = makersIn(tree, parents)
  const isError = (name: string) => isA(name, 'Error', parents)
  return checkAll(
    checkNodes('NewExpression', SRC, ({ callee }, { path }) => {
      const name = nameOf(callee)
      if (!isError(name) || isA(name, FAMILY, parents)) return null
      if (path.startsWith('src/domain/') && name === OF_DOMAIN) return null
      if (path === 'src/core/cancellation.ts' && name === 'DOMException') return null
      return `makes a ${name}: everything thrown is a ${FAMILY}`
    }),
    checkNodes('ThrowStatement', SRC, ({ argument }) =>
      isKnownError(argument, makers) ? null : `throws what is no ${FAMILY}`,
    ),
  )(tree)
}

/** Nothing is lost where a timer that we called off ourselves says that it was. */
const QUIET: Exceptions = [
  { where: 'src/core/orchestrator.ts', why: 'the race before it has told the same error' },
  {
    where: 'src/core/state/state-door.ts',
    why: 'whoever asked was told; what never opened needs no close',
  },
  { where: 'src/core/di.ts', why: 'the limit that was called off because the part closed in time' },
  {
    where: 'src/core/state/backup-file.ts',
    why: 'whoever reads the other end learns of it by the reading',
  },
  {
    where: 'src/core/state/postmaster-file.ts',
    why: 'a process that may not be looked at has its own answer',
  },
]

function swallowing({ param, body }: NodeOf<'CatchClause'>): string | null {
  if (body.stmts.length === 0) return 'catches and does nothing'
  const name = param ? nameOf(param) : ''
  const isUsed = [...kindsWithin(body, 'Identifier')].some(({ value }) => value === name)
  const isRethrown = [...kindsWithin(body, 'ThrowStatement', isNoFunction)].length > 0
  if (isRethrown || (name !== '' && isUsed)) return null
  return 'catches an error and neither handles, logs nor rethrows it'
}

/** A wait that we call off ourselves rejects, and says nothing new by it. */
const CALLED_OFF = /\b(?:until|delay)\(/

/** `.catch(() => …)` that looks at no error. */
function swallowedPromise(
  { callee, arguments: given }: NodeOf<'CallExpression'>,
  source: Source,
): string | null {
  if (lastName(callee) !== 'catch' || isExcepted(source.path, QUIET)) return null
  if (isKind(callee, 'MemberExpression') && CALLED_OFF.test(source.textOf(callee))) return null
  const handler = given[0]?.expression
  if (!isKind(handler, 'ArrowFunctionExpression') || handler.params.length > 0) return null
  const acts = [...kindsWithin(handler, 'CallExpression')].length > 0
  return acts ? null : 'drops the error of a promise'
}

/** The class that a condition asks for, when it asks for nothing else. */
const askedFor = (test: unknown): { readonly what: string; readonly name: string } | null => {
  if (!isKind(test, 'BinaryExpression') || test.operator !== 'instanceof') return null
  return { what: nameOf(test.left), name: nameOf(test.right) }
}

const checkOrder: Rule['check'] = (tree) => {
  const parents = parentsIn(tree)
  return tree
    .filter(({ path }) => path.startsWith(SRC))
    .flatMap((source) => {
      const asked = source.all('IfStatement').flatMap((node) => {
        const question = askedFor(node.test)
        const block = [...source.around(node)].find(({ type }) => type !== 'IfStatement')
        return question ? [{ node, block, ...question }] : []
      })
      return asked.flatMap(({ node, block, what, name }, index): readonly Breach[] => {
        const earlier = asked
          .slice(0, index)
          .find(
            (other) =>
              other.block === block && other.what === what && isA(name, other.name, parents),
          )
        if (!earlier) return []
        const fault = `asks for ${name} after ${earlier.name}, which took it already`
        return [{ at: `${source.path}:${source.lineOf(node)}`, what: fault }]
      })
    })
}

const checkStacks = checkNodes('MemberExpression', SRC, (node, { path }) =>
  lastName(node) === 'stack' && path !== 'src/core/log.ts'
    ? 'reads a stack, which only the log may show'
    : null,
)

const inCatch = (body: string) => ({
  'src/services/a.ts': `export async function a() { try { await b() } ${body} }\n`,
})

export const ERRORS: readonly Rule[] = [
  {
    name: 'error-family',
    shows: [47, 148],
    says: 'everything thrown is a TradingError, in domain a RangeError',
    check: checkThrown,
    breaches: [
      { 'src/services/a.ts': "export const a = () => { throw new Error('API failed') }\n" },
      { 'src/services/a.ts': "export const a = () => { throw 'failed' }\n" },
      { 'src/services/a.ts': "export const a = () => Promise.reject(new TypeError('failed'))\n" },
      { 'src/core/a.ts': "export const a = () => { throw new RangeError('failed') }\n" },
      {
        'src/core/a.ts':
          "class Odd extends Error {}\nexport const a = () => { throw new Odd('failed') }\n",
      },
    ],
    clean: {
      'src/domain/a.ts': "export const a = () => { throw new RangeError('cannot be') }\n",
      'src/core/errors.ts':
        'export class TradingError extends Error {}\nexport class ApiError extends TradingError {}\n',
      'src/core/a.ts': "export const a = () => { throw new ApiError('failed') }\n",
    },
  },
  {
    name: 'no-swallowing',
    shows: [52, 148],
    says: 'no error is swallowed: a catch handles, logs or rethrows',
    check: checkAll(
      checkNodes('CatchClause', SRC, swallowing),
      checkNodes('CallExpression', SRC, swallowedPromise),
    ),
    breaches: [
      inCatch('catch {}'),
      inCatch('catch (error) {}'),
      inCatch('catch { return null }'),
      inCatch('catch (error) { log.info("something failed") }'),
      { 'src/services/a.ts': 'export const a = (b: Promise<void>) => b.catch(() => undefined)\n' },
    ],
    clean: inCatch('catch (error) { log.warn("b failed", { error }); throw error }'),
  },
  {
    name: 'specific-first',
    shows: [53],
    says: 'specific errors are asked for before general ones',
    check: checkOrder,
    breaches: [
      inCatch(
        'catch (e) { if (e instanceof Error) { c(e) } else if (e instanceof TradingError) { d(e) } }',
      ),
      inCatch(
        'catch (e) { if (e instanceof TradingError) return c(e); if (e instanceof ApiError) d(e) }',
      ),
    ].map((sample) => ({
      ...sample,
      'src/core/errors.ts':
        'export class TradingError extends Error {}\nexport class ApiError extends TradingError {}\n',
    })),
    clean: inCatch(
      'catch (e) { if (e instanceof TradingError) { c(e) } else if (e instanceof Error) { d(e) } }',
    ),
  },
  {
    name: 'no-stacks',
    about: 'src/web/',
    shows: [110],
    says: 'a stack is read by the log alone',
    check: checkStacks,
    breaches: [
      {
        'src/web/error-handler.ts':
          'export const answer = (e: Error) => ({ error: e.message, trace: e.stack })\n',
      },
    ],
    clean: { 'src/core/log.ts': 'export const log = (e: Error) => e.stack\n' },
  },
]
