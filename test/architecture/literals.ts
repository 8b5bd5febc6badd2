import type { Source } from './source.ts'
import {
  isKind,
  kindsWithin,
  lastName,
  type NodeOf,
  nameOf,
  type Syntax,
  unwrapped,
} from './walk.ts'

/** What a text may be when it is reached; null when the source does not say. */
type Texts = readonly string[] | null

const either = (all: readonly Texts[]): Texts =>
  all.some((texts) => texts === null) ? null : [...new Set(all.flatMap((texts) => texts ?? []))]

/** The texts that an expression may stand for, followed through constants, choices and parameters of its file. */
export function textsOf(source: Source, wrapped: unknown): Texts {
  const node = unwrapped(wrapped)
  if (isKind(node, 'StringLiteral')) return [node.value]
  if (isKind(node, 'ConditionalExpression')) {
    return either([textsOf(source, node.consequent), textsOf(source, node.alternate)])
  }
  if (isKind(node, 'TemplateLiteral')) return textsOfTemplate(source, node)
  if (isKind(node, 'Identifier')) return textsOfName(source, node, node.value)
  if (isKind(node, 'MemberExpression')) return textsOfEntry(source, node)
  return null
}

/** An entry of a constant table: the one that is named, or any of them. */
function textsOfEntry(source: Source, { object, property }: NodeOf<'MemberExpression'>): Texts {
  const table = isKind(object, 'Identifier')
    ? unwrapped(declared(source, object.value)?.init)
    : null
  if (!isKind(table, 'ObjectExpression')) return null
  const entries = table.properties.flatMap((entry) =>
    isKind(entry, 'KeyValueProperty') ? [entry] : [],
  )
  const named = isKind(property, 'Identifier') ? property.value : null
  const meant = entries.filter(({ key }) => named === null || nameOf(key) === named)
  return either(meant.map(({ value }) => textsOf(source, value)))
}

const declared = (source: Source, name: string) =>
  source.all('VariableDeclarator').find(({ id }) => nameOf(id) === name)

function textsOfTemplate(
  source: Source,
  node: {
    readonly quasis: readonly { readonly raw: string }[]
    readonly expressions: readonly unknown[]
  },
): Texts {
  let texts: Texts = ['']
  for (const [index, { raw }] of node.quasis.entries()) {
    const inner: Texts = index === 0 ? [''] : textsOf(source, node.expressions[index - 1])
    if (texts === null || inner === null) return null
    texts = texts.flatMap((before) => inner.map((text) => before + text + raw))
  }
  return texts
}

function textsOfName(source: Source, node: Syntax, name: string): Texts {
  for (const outer of source.around(node)) {
    const found = parameterTexts(source, outer, name)
    if (found !== undefined) return found
  }
  const found = declared(source, name)
  return found ? textsOf(source, found.init) : null
}

/** Undefined when the function has no parameter of the name. */
function parameterTexts(source: Source, outer: Syntax, name: string): Texts | undefined {
  const { params, called } = signatureOf(outer)
  const index = params.findIndex((param) =>
    [...kindsWithin(param, 'Identifier')].some(({ value }) => value === name),
  )
  const param = params[index]
  if (param === undefined) return undefined
  const typed = [...kindsWithin(param, 'TsLiteralType')].flatMap(({ literal }) =>
    isKind(literal, 'StringLiteral') ? [literal.value] : [],
  )
  if (typed.length > 0) return typed
  const calls = source.all('CallExpression').filter(({ callee }) => lastName(callee) === called)
  if (called === '' || calls.length === 0) return null
  return either(calls.map((call) => textsOf(source, call.arguments[index]?.expression)))
}

/** The parameters of a function, and the name by which its file calls it. */
function signatureOf(node: Syntax): {
  readonly params: readonly Syntax[]
  readonly called: string
} {
  if (isKind(node, 'PrivateMethod') || isKind(node, 'ClassMethod')) {
    return { params: node.function.params, called: lastName(node.key) }
  }
  if (isKind(node, 'FunctionDeclaration')) {
    return { params: node.params, called: node.identifier.value }
  }
  return { params: [], called: '' }
}

/** The texts of a constant list, spread lists of its file included; null when the source does not say. */
export function listOf(source: Source, wrapped: unknown): Texts {
  const node = unwrapped(wrapped)
  if (isKind(node, 'Identifier')) {
    const found = declared(source, node.value)
    return found ? listOf(source, found.init) : null
  }
  if (!isKind(node, 'ArrayExpression')) return null
  return either(
    node.elements.map((item) =>
      item?.spread ? listOf(source, item.expression) : textsOf(source, item?.expression),
    ),
  )
}
