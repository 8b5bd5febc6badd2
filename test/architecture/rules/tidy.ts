import { exportsOf } from '../exports.ts'
import {
  checkAll,
  checkFiles,
  checkNodes,
  type Exceptions,
  isExcepted,
  type Rule,
} from '../rule.ts'
import type { Source } from '../source.ts'
import { isKind, lastName, nameOf } from '../walk.ts'

/** What runs: the program, and its pages in a browser. */
const SRC = /^(?:src|ui)\//
const OURS = /^(?:src|ui|test|bench|examples)\/.*\.tsx?$/

/** Names that the house plan gives, though no export bears them. */
const NAMED_BY_PLAN: Exceptions = [
  { where: 'src/container.ts', why: 'every registration; the plan calls it so' },
  { where: /^src\/(?:run|ai)-container\.ts$/, why: 'registrations, by what they stand beside' },
  { where: 'src/core/di.ts', why: 'dependency injection, in the guidelines’ own abbreviation' },
  { where: 'src/core/ports.ts', why: 'all that core asks of the outside' },
  { where: 'src/core/background-scheduler/models.ts', why: 'what a task is' },
  { where: 'src/core/sdk-helpers.ts', why: 'the guidelines name this file themselves' },
  { where: 'src/agents/registry.ts', why: 'all roles by name, like that of the strategies' },
  {
    where: 'src/strategies/registry.ts',
    why: 'the list of strategies, the only file services may see',
  },
  {
    where: 'src/adapters/sim/sim-path.ts',
    why: 'the path of a session, by the bridge that makes it',
  },
  { where: 'src/core/state/journal-binary.ts', why: 'rows in the binary form of COPY' },
]

/** Words that any file could be called by. */
const EMPTY_WORDS =
  /\/(?:index|utils?|common|misc|helpers?|shared|lib)(?:\.tsx?$|\/)|-(?:utils?|helpers?)\.tsx?$/
/** The guidelines name this file themselves. */
const NOT_EMPTY = /^src\/core\/sdk-helpers\.ts$/

const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 1)

/** Two forms of one word: the shorter one, less two letters, begins the longer one. */
const areKin = (a: string, b: string): boolean => {
  const stem = Math.max(2, Math.min(a.length, b.length) - 2)
  return a.slice(0, stem) === b.slice(0, stem)
}

/** A file with a class, or with one export, is named after it; one with many small exports is named by their topic. */
function misnamed(source: Source): string | null {
  const stem =
    source.path
      .split('/')
      .at(-1)
      ?.replace(/\.tsx?$/, '') ?? ''
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(stem)) return 'is not named in kebab-case'
  const exported = exportsOf(source)
  const hasClass = source
    .all('ExportDeclaration')
    .some(({ declaration }) => declaration.type === 'ClassDeclaration')
  const hasName = hasClass || exported.length === 1
  if (!hasName || isExcepted(source.path, NAMED_BY_PLAN)) return null
  const isNamed = exported.some((name) =>
    wordsOf(name).some((word) => wordsOf(stem).some((own) => areKin(own, word))),
  )
  return isNamed ? null : `is not named after what it exports: ${exported.join(', ')}`
}

/** Where the type system ends: what comes from a store or a map of many types, and what is given a brand. */
const CASTS: Exceptions = [
  { where: 'src/domain/brand.ts', why: 'brands are made here, after a check' },
  { where: 'src/domain/money.ts', why: 'brands are made here, after a check' },
  { where: 'src/domain/time.ts', why: 'brands are made here, after a check' },
  { where: 'src/domain/risk.ts', why: 'mints Approved' },
  { where: 'src/core/di.ts', why: 'a map from class to instance cannot be typed' },
  { where: 'src/core/errors.ts', why: 'a code made of two unions is one of their products' },
  { where: 'src/core/events.ts', why: 'an event is made here, with ids from places' },
  { where: 'src/core/event-bus.ts', why: 'handlers are kept by type, so each meets only its own' },
  { where: 'src/core/kernel.ts', why: 'each part is handed the state that it saved' },
  { where: 'src/core/journal.ts', why: 'a stored row, verified by its hash, is an event again' },
  {
    where: 'src/core/live-book.ts',
    why: 'a stored input is stated again under the type that it had',
  },
  { where: 'src/core/memory-journal.ts', why: 'a line that was written here is an event again' },
  { where: 'src/core/state/', why: 'rows come from the database as we wrote them' },
]

const cast = (text: string): string => `casts by "${text.replaceAll(/\s+/g, ' ').slice(0, 60)}"`

const checkCasts = checkAll(
  checkNodes('TsAsExpression', SRC, (node, source) =>
    isExcepted(source.path, CASTS) ? null : cast(source.textOf(node)),
  ),
  checkNodes('TsTypeAssertion', SRC, (node, source) => cast(source.textOf(node))),
)

const checkApproved = checkNodes('TsAsExpression', SRC, ({ typeAnnotation }, source) => {
  const isMint = source.textOf(typeAnnotation).startsWith('Approved<')
  return isMint && source.path !== 'src/domain/risk.ts'
    ? 'mints Approved outside domain/risk.ts'
    : null
})

/** Comments that silence a check, unless they say why after two dashes. */
const SILENCED =
  /@ts-(?:ignore|nocheck|expect-error)|(?:oxlint|eslint)-disable(?!.* -- \S)|biome-ignore/
const MONEY = /^src\/(?:core|services|strategies|agents|web|mcp)\//
const MONEY_WORDS = /(?:paise|price|cash|close|open|equity|capital|value|cost|charges)$/i
const isHundred = (node: unknown): boolean =>
  isKind(node, 'NumericLiteral') && (node.value === 100 || node.value === 0.01)

const MOCK = /^(?:mock|fake|dummy|stub|canned|placeholder|lorem|sampleData)/i
/** So HTML and the library of questions call a hint in a field and the answer that is shown meanwhile. */
const THEIR_NAMES = new Set(['placeholder', 'placeholderData'])

export const TIDY: readonly Rule[] = [
  {
    name: 'file-names',
    shows: [],
    says: 'a file is named in kebab-case after what it exports, never by an empty word',
    check: checkAll(
      checkFiles(/^(?:src|ui)\/.*\.tsx?$/, misnamed),
      checkFiles(SRC, ({ path }) =>
        EMPTY_WORDS.test(path) && !NOT_EMPTY.test(path) ? 'has a name that says nothing' : null,
      ),
    ),
    breaches: [
      { 'src/core/utils.ts': 'export const utils = 1\n' },
      { 'src/core/common/clock.ts': 'export const clock = 1\n' },
      { 'src/core/index.ts': 'export const index = 1\n' },
      { 'src/core/clock.ts': 'export const journal = 1\n' },
      { 'src/core/systemClock.ts': 'export const systemClock = 1\n' },
      { 'ui/components/Button.tsx': 'export const Button = () => <button />\n' },
    ],
    clean: {
      'src/core/clock.ts': 'export class SystemClock {}\n',
      'src/domain/bands.ts': 'export interface PriceBand {}\n',
      'src/domain/cancellation.ts': 'export const isCancelled = 1\n',
    },
  },
  {
    name: 'no-re-exports',
    shows: [],
    says: 'nothing is exported twice: no "export *", no export of what another file defines',
    check: checkAll(
      checkNodes('ExportAllDeclaration', SRC, () => 'exports all of another file'),
      checkNodes('ExportNamedDeclaration', SRC, ({ source }) =>
        source ? `exports what ${source.value} defines` : null,
      ),
    ),
    breaches: [
      { 'src/core/a.ts': "export * from './clock.ts'\n" },
      { 'src/core/a.ts': "export { Clock } from './clock.ts'\n" },
    ],
    clean: { 'src/core/a.ts': 'export const a = 1\n' },
  },
  {
    name: 'no-escape-from-types',
    shows: [],
    says: 'no any, no "!", no comment that silences a check without a reason',
    check: checkAll(
      checkNodes('TsKeywordType', OURS, ({ kind }) => (kind === 'any' ? 'says any' : null)),
      checkNodes('TsNonNullExpression', OURS, (node, source) => `says "${source.textOf(node)}"`),
      checkFiles(/^(?:src|ui|bench|examples)\//, ({ text }) =>
        SILENCED.test(text) ? 'silences a check' : null,
      ),
    ),
    breaches: [
      { 'src/core/a.ts': 'export const a = (b: any) => b\n' },
      { 'src/core/a.ts': 'export const a = (b: string | null) => b!\n' },
      { 'test/a.test.ts': 'export const a = (b: string | null) => b!\n' },
      { 'src/core/a.ts': '// @ts-ignore\nexport const a = 1\n' },
      { 'src/core/a.ts': '// oxlint-disable-next-line no-eval\nexport const a = 1\n' },
    ],
    clean: { 'src/core/a.ts': 'export const a = (b: unknown, c: boolean) => !c && b\n' },
  },
  {
    name: 'no-casts',
    shows: [],
    says: 'no cast but "as const" and at the rim',
    check: checkCasts,
    breaches: [
      { 'src/services/a.ts': 'export const a = (b: unknown) => b as string\n' },
      { 'src/services/a.ts': 'export const a = (b: unknown) => <string>b\n' },
    ],
    clean: {
      'src/services/a.ts': "export const a = ['b'] as const\n",
      'src/domain/brand.ts': 'export const brand = (text: string) => text as OrderId\n',
    },
  },
  {
    name: 'approved-mint',
    shows: [128],
    says: 'Approved is minted in one file, so that an order nobody checked cannot be placed',
    check: checkApproved,
    breaches: [
      { 'src/core/state/a.ts': 'export const a = (o: Order) => o as Approved<Order>\n' },
      { 'src/domain/order.ts': 'export const a = (o: Order) => o as Approved<Order>\n' },
    ],
    clean: { 'src/domain/risk.ts': 'export const a = (o: Order) => o as Approved<Order>\n' },
  },
  {
    name: 'no-mocks',
    shows: [141],
    says: 'no mock, fake or sample outside the tests',
    check: checkAll(
      checkNodes('Identifier', SRC, ({ value }) =>
        MOCK.test(value) && !THEIR_NAMES.has(value) ? `is called ${value}` : null,
      ),
      checkNodes('StringLiteral', SRC, ({ value }) =>
        /\b(?:lorem ipsum|not implemented|TODO|FIXME|coming soon)\b/i.test(value)
          ? `says "${value}"`
          : null,
      ),
      checkFiles(SRC, ({ text }) =>
        /\b(?:TODO|FIXME|XXX)\b/.test(text) ? 'leaves work undone' : null,
      ),
    ),
    breaches: [
      { 'src/core/a.ts': 'export const mockPortfolio = []\n' },
      { 'src/core/a.ts': 'export class FakeBroker {}\n' },
      { 'src/core/a.ts': "export const a = () => 'not implemented'\n" },
      { 'src/core/a.ts': '// TODO later\nexport const a = 1\n' },
    ],
    clean: { 'src/core/a.ts': 'export const sampleDeviation = 1\n' },
  },
  {
    name: 'whole-paise',
    shows: [],
    says: 'money is turned into rupees, and back, in domain/money and where files and pages are read and drawn',
    check: checkNodes('BinaryExpression', MONEY, ({ operator, left, right }) => {
      if (operator !== '/' && operator !== '*') return null
      const [other] = isHundred(right) ? [left] : isHundred(left) ? [right] : []
      const isMoney = other !== undefined && MONEY_WORDS.test(lastName(other))
      return isMoney ? `turns ${nameOf(other)} into other units` : null
    }),
    breaches: [
      { 'src/services/a.ts': 'export const a = (price: number) => (price / 100).toFixed(2)\n' },
      { 'src/core/a.ts': 'export const a = (o: Order) => o.limitPaise * 0.01\n' },
    ],
    clean: {
      'src/services/a.ts': 'export const a = (percent: number) => percent / 100\n',
      'src/domain/money.ts': 'export const money = (paise: number) => paise / 100\n',
    },
  },
]
