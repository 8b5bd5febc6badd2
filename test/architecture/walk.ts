import type {
  ArrayExpression,
  ArrowFunctionExpression,
  AssignmentExpression,
  AwaitExpression,
  BinaryExpression,
  CallExpression,
  CatchClause,
  ClassDeclaration,
  ClassExpression,
  ClassMethod,
  ClassProperty,
  ConditionalExpression,
  Constructor,
  ExportAllDeclaration,
  ExportDeclaration,
  ExportDefaultDeclaration,
  ExportDefaultExpression,
  ExportNamedDeclaration,
  FunctionDeclaration,
  FunctionExpression,
  Identifier,
  IfStatement,
  ImportDeclaration,
  KeyValueProperty,
  MemberExpression,
  MethodProperty,
  NewExpression,
  NumericLiteral,
  ObjectExpression,
  PrivateMethod,
  PrivateProperty,
  ReturnStatement,
  StringLiteral,
  SwitchCase,
  TemplateElement,
  TemplateLiteral,
  ThrowStatement,
  TryStatement,
  TsAsExpression,
  TsConstAssertion,
  TsKeywordType,
  TsLiteralType,
  TsNonNullExpression,
  TsTypeAssertion,
  VariableDeclarator,
} from '@swc/core'

/** The shapes that rules look for, by the parser's names. */
interface Kinds {
  ArrowFunctionExpression: ArrowFunctionExpression
  ArrayExpression: ArrayExpression
  AssignmentExpression: AssignmentExpression
  AwaitExpression: AwaitExpression
  BinaryExpression: BinaryExpression
  CallExpression: CallExpression
  CatchClause: CatchClause
  ClassDeclaration: ClassDeclaration
  ClassExpression: ClassExpression
  ClassMethod: ClassMethod
  ClassProperty: ClassProperty
  ConditionalExpression: ConditionalExpression
  Constructor: Constructor
  ExportAllDeclaration: ExportAllDeclaration
  ExportDeclaration: ExportDeclaration
  ExportDefaultDeclaration: ExportDefaultDeclaration
  ExportDefaultExpression: ExportDefaultExpression
  ExportNamedDeclaration: ExportNamedDeclaration
  FunctionDeclaration: FunctionDeclaration
  FunctionExpression: FunctionExpression
  Identifier: Identifier
  IfStatement: IfStatement
  ImportDeclaration: ImportDeclaration
  KeyValueProperty: KeyValueProperty
  MemberExpression: MemberExpression
  MethodProperty: MethodProperty
  NewExpression: NewExpression
  NumericLiteral: NumericLiteral
  ObjectExpression: ObjectExpression
  PrivateMethod: PrivateMethod
  PrivateProperty: PrivateProperty
  ReturnStatement: ReturnStatement
  StringLiteral: StringLiteral
  SwitchCase: SwitchCase
  TemplateElement: TemplateElement
  TemplateLiteral: TemplateLiteral
  ThrowStatement: ThrowStatement
  TryStatement: TryStatement
  TsAsExpression: TsAsExpression
  TsConstAssertion: TsConstAssertion
  TsKeywordType: TsKeywordType
  TsLiteralType: TsLiteralType
  TsNonNullExpression: TsNonNullExpression
  TsTypeAssertion: TsTypeAssertion
  VariableDeclarator: VariableDeclarator
}
export type Kind = keyof Kinds
export type NodeOf<K extends Kind> = Kinds[K]
/** Kinds whose place the parser tells. */
export type PlacedKind = Exclude<Kind, 'KeyValueProperty'>

/** Two places in a file: bytes, from 1. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Any node of a syntax tree. */
export interface Syntax {
  readonly type: string
}

/** A node that knows its place. */
export interface Placed extends Syntax {
  readonly span: Span
}

const isSyntax = (value: unknown): value is Syntax =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** Whether a node is of a kind; the parser's word is taken for its fields. */
export const isKind = <K extends Kind>(node: unknown, kind: K): node is Kinds[K] =>
  isSyntax(node) && node.type === kind

/** The nodes directly below a value of the tree, through lists and the parser's unnamed wrappers. */
export function* childrenOf(value: unknown): Generator<Syntax> {
  if (typeof value !== 'object' || value === null) return
  for (const inner of Object.values(value)) {
    if (isSyntax(inner)) yield inner
    else yield* childrenOf(inner)
  }
}

const everywhere = (): boolean => true

/** A node and everything within it, outermost first; `enters` keeps out of what it refuses. */
export function* nodesWithin(
  node: Syntax,
  enters: (node: Syntax) => boolean = everywhere,
): Generator<Syntax> {
  if (!enters(node)) return
  yield node
  for (const child of childrenOf(node)) yield* nodesWithin(child, enters)
}

/** Every node of a kind within another, itself included. */
export function* kindsWithin<K extends Kind>(
  node: Syntax,
  kind: K,
  enters?: (node: Syntax) => boolean,
): Generator<NodeOf<K>> {
  for (const inner of nodesWithin(node, enters)) if (isKind(inner, kind)) yield inner
}

/** Whether code stands here that runs when it is reached, not when it is called. */
export const isNoFunction = ({ type }: Syntax): boolean =>
  !/Function(?:Expression|Declaration)$|Method(?:Property)?$|^Constructor$/.test(type)

const WRAPPERS: Readonly<Record<string, string>> = {
  OptionalChainingExpression: 'base',
  ParenthesisExpression: 'expression',
  TsConstAssertion: 'expression',
  TsSatisfiesExpression: 'expression',
}

/** An expression without what is only written around it: `?.`, brackets, `as const`, `satisfies`. */
export function unwrapped(node: unknown): unknown {
  if (!isSyntax(node)) return node
  const key = WRAPPERS[node.type]
  const inner = key === undefined ? undefined : Object.entries(node).find(([name]) => name === key)
  return inner === undefined ? node : unwrapped(inner[1])
}

/** A dotted name such as `Date.now` or `this.#bus.publish`; what is not a name on the way is left out. */
export function nameOf(wrapped: unknown): string {
  const node = unwrapped(wrapped)
  if (isKind(node, 'Identifier')) return node.value
  if (isKind(node, 'MemberExpression')) {
    const { property } = node
    const last = property.type === 'Computed' ? '[]' : nameOf(property)
    return `${nameOf(node.object)}.${last}`
  }
  if (isSyntax(node) && node.type === 'ThisExpression') return 'this'
  if (isSyntax(node) && node.type === 'PrivateName') return privateName(node)
  return ''
}

const privateName = (node: unknown): string =>
  isSyntax(node) && node.type === 'PrivateName' && 'value' in node ? `#${String(node.value)}` : ''

/** The last part of a dotted name: `publish` of `this.#bus.publish`. */
export const lastName = (node: unknown): string => nameOf(node).split('.').at(-1) ?? ''
