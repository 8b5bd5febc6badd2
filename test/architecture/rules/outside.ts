import {
  checkAll,
  checkFiles,
  checkNodes,
  type Exceptions,
  isExcepted,
  type Rule,
} from '../rule.ts'
import type { Source } from '../source.ts'
import { isKind, lastName, nameOf, nodesWithin } from '../walk.ts'
import { importsOf } from './layers.ts'

const SRC = 'src/'
const HTTP_HOMES = /^src\/(?:core\/http\/|adapters\/[^/]+\/[^/]*client\.ts$)/
const ANSWERS = /^src\/(?:core\/background-scheduler\/clients|agents)\//
const PROCESSORS = /^src\/core\/background-scheduler\/processors\//

/** Texts that a program says, comments apart. */
const textsOf = (source: Source): readonly { readonly text: string; readonly line: number }[] => [
  ...source.all('StringLiteral').map((node) => ({ text: node.value, line: source.lineOf(node) })),
  ...source.all('TemplateElement').map((node) => ({ text: node.raw, line: source.lineOf(node) })),
]

const checkTexts =
  (fault: (text: string, path: string) => string | null): Rule['check'] =>
  (tree) =>
    tree
      .filter(({ path }) => path.startsWith(SRC))
      .flatMap((source) =>
        textsOf(source).flatMap(({ text, line }) => {
          const what = fault(text, source.path)
          return what === null ? [] : [{ at: `${source.path}:${line}`, what }]
        }),
      )

const ANTHROPIC = /sk-ant-|anthropic_api_key|claude_api_key|api\.anthropic\.com/i

const checkAnthropic = checkAll(
  (tree) =>
    tree
      .filter(({ path }) => path.startsWith(SRC))
      .flatMap(importsOf)
      .filter(({ named }) => /^@anthropic-ai\/(?!claude-agent-sdk$)/.test(named))
      .map(({ at, named }) => ({
        at,
        what: `imports ${named}: only the Agent SDK speaks to the model`,
      })),
  checkTexts((text) => (ANTHROPIC.test(text) ? `names "${text.slice(0, 40)}"` : null)),
  checkNodes('Identifier', SRC, ({ value }) =>
    /anthropic_?api_?key/i.test(value) ? `reads ${value}` : null,
  ),
  checkNodes('MemberExpression', SRC, (node) =>
    ANTHROPIC.test(nameOf(node)) ? `reads ${nameOf(node)}` : null,
  ),
)

const SDK = '@anthropic-ai/claude-agent-sdk'
const SDK_HOME = 'src/core/sdk-helpers.ts'
/** The manager may name its types; the tools of the desk are served by the protocol's own package. */
const SDK_HOMES: Exceptions = [
  { where: SDK_HOME, why: 'the two helpers through which everything is asked and answered' },
  { where: 'src/core/claude-sdk-client-manager.ts', why: 'it opens and closes what they speak to' },
]

/** Whoever speaks to the client himself waits without a limit. */
const RAW = /^(?:rawQuery|rawReceive|query|startup|prewarm|streamInput)$/
const OF_LINE = /^(?:raw(?:Query|Receive)|streamInput|prewarm)$/

const checkOneDoor = checkAll(
  (tree) =>
    tree
      .filter(({ path }) => path.startsWith(SRC) && !isExcepted(path, SDK_HOMES))
      .flatMap(importsOf)
      .filter(({ named }) => named === SDK || named.startsWith(`${SDK}/`))
      .map(({ at }) => ({ at, what: 'imports the Agent SDK: ask through Claude' })),
  checkNodes('CallExpression', SRC, ({ callee }, { path }) =>
    path !== SDK_HOME && OF_LINE.test(lastName(callee))
      ? `calls ${lastName(callee)} itself: only sendQuery and receiveReply have limits`
      : null,
  ),
  (tree) =>
    tree
      .filter(({ path }) => path.startsWith(SRC) && path !== SDK_HOME)
      .filter((source) => importsOf(source).some(({ named }) => named.startsWith(SDK)))
      .flatMap((source) =>
        source
          .all('CallExpression')
          .filter(({ callee }) => RAW.test(nameOf(callee)))
          .map((call) => ({
            at: `${source.path}:${source.lineOf(call)}`,
            what: `calls ${nameOf(call.callee)} of the SDK outside its helpers`,
          })),
      ),
)

/** Within the helpers, the raw ends are held by the two that have limits. */
const checkHelpers = checkFiles(SDK_HOME, (source) => {
  const homes = new Map([
    ['rawQuery', 'sendQuery'],
    ['rawReceive', 'hearUntil'],
  ])
  const wrong = source.all('CallExpression').find((call) => {
    const home = homes.get(lastName(call.callee))
    if (home === undefined) return false
    const around = source.nearest(call, 'FunctionDeclaration')
    return around?.identifier.value !== home
  })
  return wrong ? `calls ${lastName(wrong.callee)} outside the helper that has a limit` : null
})

const RATE = /^\d+\s*\/\s*(?:s|sec|second|min|minute|h|hour|day)s?$/
const RATE_HOMES: Exceptions = [
  { where: 'src/core/config', why: 'defaults, which the environment overrules' },
]

/** Every address of somebody else's API stands in one file, so that calls to it are not made twice over. */
const checkHosts: Rule['check'] = (tree) => {
  const files = new Map<string, Set<string>>()
  for (const source of tree.filter(({ path }) => path.startsWith(SRC))) {
    for (const { text } of textsOf(source)) {
      const host = /^(?:https?|wss?):\/\/([\w.-]+\.[a-z]{2,})/.exec(text)?.[1]
      if (host) files.set(host, (files.get(host) ?? new Set()).add(source.path))
    }
  }
  return [...files].flatMap(([host, paths]) =>
    paths.size < 2 || [...paths].every((path) => path.startsWith('src/domain/rulebook/'))
      ? []
      : [{ at: [...paths].join(', '), what: `all call ${host}: one client an API` }],
  )
}

const checkHttp = checkNodes('CallExpression', SRC, ({ callee }, { path }) =>
  /^(?:globalThis\.)?fetch$/.test(nameOf(callee)) && !HTTP_HOMES.test(path)
    ? 'calls fetch outside the clients, so without their retries and limits'
    : null,
)

/** A file that speaks HTTP itself must also know when to try again, and wait longer each time. */
const checkRetries = checkFiles(HTTP_HOMES, (source) => {
  const speaks = source
    .all('CallExpression')
    .some(({ callee }) => /^(?:globalThis\.)?fetch$/.test(nameOf(callee)))
  const backsOff = source.all('BinaryExpression').some(({ operator }) => operator === '**')
  const isBounded = source.all('Identifier').some(({ value }) => /signal|timeout/i.test(value))
  return !speaks || (backsOff && isBounded)
    ? null
    : 'calls out without a limit and growing waits between tries'
})

/** Free text is read at three levels: as it should be, by pattern, at last as plain text. */
const checkFallback = checkFiles(ANSWERS, (source) => {
  const parses = source
    .all('CallExpression')
    .filter(({ callee }) => /^(?:JSON\.parse|parse\w*|read\w*Answer)$/.test(nameOf(callee)))
  if (parses.length === 0) return null
  const levels = source.all('BinaryExpression').filter(({ operator }) => operator === '??').length
  return levels >= 2
    ? null
    : 'reads an answer at one level: try structured, then pattern, then text'
})

const checkFreshness = checkFiles(PROCESSORS, (source) => {
  const called = source.all('CallExpression').map(({ callee }) => lastName(callee))
  const asks = called.indexOf('isFresh')
  const marks = called.indexOf('markFetched')
  return asks >= 0 && marks > asks
    ? null
    : 'fetches without asking isFresh first and markFetched after'
})

const METRIC = /sharpe|sortino|calmar|cagr|drawdown|winRate|profitFactor|expectancy/i
const PERFORMANCE = /^src\/domain\/performance(?:\.ts$|\/)/

/** Arithmetic that gives a value the name of a metric. */
const checkMetrics = (tree: readonly Source[]) =>
  tree
    .filter(({ path }) => path.startsWith(SRC) && !PERFORMANCE.test(path))
    .flatMap((source) => [
      ...source
        .all('KeyValueProperty')
        .map(({ key, value }) => ({ name: nameOf(key), value, source })),
      ...source
        .all('VariableDeclarator')
        .map(({ id, init }) => ({ name: nameOf(id), value: init, source })),
      ...source
        .all('AssignmentExpression')
        .map(({ left, right }) => ({ name: lastName(left), value: right, source })),
    ])
    .filter(
      ({ name, value }) =>
        METRIC.test(name) && value !== null && value !== undefined && computes(value),
    )
    .map(({ name, source }) => ({
      at: source.path,
      what: `works out ${name}: only PerformanceCalculator does`,
    }))

const computes = (value: { readonly type: string }): boolean =>
  [...nodesWithin(value)].some(
    (node) => isKind(node, 'BinaryExpression') && /^[/*]$/.test(node.operator),
  )

export const OUTSIDE: readonly Rule[] = [
  {
    name: 'agent-sdk-only',
    about: 'src/',
    shows: [1, 2],
    says: 'no Anthropic client, address or key: the Agent SDK and the CLI login are the only way to the model',
    check: checkAnthropic,
    breaches: [
      {
        'src/agents/a.ts':
          "import Anthropic from '@anthropic-ai/sdk'\nexport const a = new Anthropic()\n",
      },
      { 'src/agents/a.ts': "export const a = env['ANTHROPIC_API_KEY']\n" },
      { 'src/agents/a.ts': 'export const a = env.ANTHROPIC_API_KEY\n' },
      { 'src/agents/a.ts': "export const a = 'https://api.anthropic.com/v1/messages'\n" },
    ],
    clean: {
      'src/core/sdk-helpers.ts':
        "import { query } from '@anthropic-ai/claude-agent-sdk'\nexport const a = query\n",
    },
  },
  {
    name: 'one-door-to-the-model',
    about: SDK_HOME,
    shows: [1, 8],
    says: 'the Agent SDK is spoken to in its helpers alone, and there through limits',
    check: checkAll(checkOneDoor, checkHelpers),
    breaches: [
      { 'src/agents/a.ts': `import { query } from '${SDK}'\nexport const a = query\n` },
      { 'src/agents/a.ts': `import type { Options } from '${SDK}'\nexport type A = Options\n` },
      { 'src/mcp/a.ts': `export const a = () => import('${SDK}/core')\n` },
      {
        'src/core/claude-sdk-client-manager.ts': `import { query } from '${SDK}'\nexport const a = () => query({ prompt: 'x' })\n`,
      },
      { 'src/core/ai/session.ts': 'export const a = (l: ClientLine) => l.rawReceive()\n' },
      {
        [SDK_HOME]:
          'export async function ask(l: ClientLine) { l.rawQuery("x", true); return l.rawReceive() }\n',
      },
    ],
    clean: {
      [SDK_HOME]: `import type { Query } from '${SDK}'\nexport function sendQuery(l: ClientLine) { l.rawQuery("x", true) }\nasync function hearUntil(l: ClientLine) { return l.rawReceive() }\n`,
      'src/core/ai/session.ts': 'export const a = (l: ClientLine) => sendQuery(l)\n',
    },
  },
  {
    name: 'http',
    about: HTTP_HOMES,
    shows: [77, 148],
    says: 'no HTTP outside the clients, and none there without a limit and growing waits',
    check: checkAll(checkHttp, checkRetries),
    breaches: [
      { 'src/services/a.ts': "export const a = () => fetch('https://example.test')\n" },
      {
        'src/adapters/news/news-client.ts':
          "export const newsClient = () => fetch('https://example.test')\n",
      },
    ],
    clean: {
      'src/core/http/api-client.ts':
        'export const call = (signal: AbortSignal, tries: number) => ({ wait: 1_000 * 2 ** tries, reply: fetch("a", { signal }) })\n',
    },
  },
  {
    name: 'one-client',
    about: HTTP_HOMES,
    shows: [80],
    says: 'one client an API: an address stands in one file',
    check: checkHosts,
    breaches: [
      {
        'src/adapters/news/news-client.ts': "export const a = 'https://api.news.test/v1'\n",
        'src/adapters/prices/prices-client.ts': "export const b = 'https://api.news.test/v2'\n",
      },
    ],
    clean: { 'src/adapters/news/news-client.ts': "export const a = 'https://api.news.test/v1'\n" },
  },
  {
    name: 'three-levels',
    about: ANSWERS,
    shows: [82],
    says: 'answers in free text are read at three levels',
    check: checkFallback,
    breaches: [
      {
        'src/core/background-scheduler/clients/a-client.ts':
          'export const a = (t: string) => JSON.parse(t)\n',
      },
    ],
    clean: {
      'src/core/background-scheduler/clients/a-client.ts':
        'export const a = (t: string) => parseStructured(t) ?? parsePattern(t) ?? parseText(t)\n',
    },
  },
  {
    name: 'stock-state',
    about: PROCESSORS,
    shows: [73, 74, 148],
    says: 'the state of a stock is asked before a fetch and updated after',
    check: checkFreshness,
    breaches: [
      {
        'src/core/background-scheduler/processors/news.ts':
          'export const news = async (c: C) => { await c.client.news(); await c.stocks.markFetched() }\n',
      },
    ],
    clean: {
      'src/core/background-scheduler/processors/news.ts':
        'export const news = async (c: C) => { if (await c.stocks.isFresh()) return; await c.client.news(); await c.stocks.markFetched() }\n',
    },
  },
  {
    name: 'rate-limits',
    about: 'src/web/',
    shows: [113],
    says: 'rate limits are configuration, never literals',
    check: checkTexts((text, path) =>
      RATE.test(text) && !isExcepted(path, RATE_HOMES)
        ? `sets the limit "${text}" in the source`
        : null,
    ),
    breaches: [{ 'src/web/rate-limits.ts': "export const TRADE_LIMIT = '10/minute'\n" }],
    clean: {
      'src/web/rate-limits.ts': 'export const limits = (config: Config) => config.rateLimits\n',
    },
  },
  {
    name: 'metrics',
    shows: [68, 148],
    says: 'metrics come from PerformanceCalculator alone',
    check: checkMetrics,
    breaches: [
      {
        'src/web/a.ts':
          'export const a = (w: number, n: number) => { const winRate = w / n; return winRate }\n',
      },
      { 'src/web/a.ts': 'export const a = (e: number, p: number) => ({ drawdown: 1 - e / p })\n' },
    ],
    clean: {
      'src/web/a.ts':
        'export const a = (r: Report) => ({ winRate: r.winRate, drawdown: r.drawdown })\n',
      'src/domain/performance.ts':
        'export const performance = (w: number, n: number) => ({ winRate: w / n })\n',
    },
  },
]
