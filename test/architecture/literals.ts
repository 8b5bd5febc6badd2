import type { Source } from './source.ts'
import { isKind, kindsWithin, lastName, nameOf, type Syntax } from './walk.ts'

/** What a text may be when it is reached; null when the source does not say. */
type Texts = readonly string[] | null

const either = (all: readonly Texts[]): Texts =>
  all.some((texts) => texts === null) ? null : [...new Set(all.flatMap((texts) => texts ?? []))]

/** The texts that an expression may stand for, followed through constants, choices and parameters of its file. */
export function textsOf(source: Source, node: unknown): Texts {
  if (isKind(node, 'StringLiteral')) return [node.value]
  if (isKind(node, 'ConditionalExpression')) {
    return either([textsOf(source, node.consequent), textsOf(source, node.alternate)])
  }
  if (isKind(node, 'TemplateLiteral')) return textsOfTemplate(source, node)
  if (isKind(node, 'Identifier')) return textsOfName(source, node, node.value)
  return null
}

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
  const declared = source.all('VariableDeclarator').find(({ id }) => nameOf(id) === name)
  return declared ? textsOf(source, declared.init) : null
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
export function listOf(source: Source, node: unknown): Texts {
  if (isKind(node, 'TsConstAssertion')) return listOf(source, node.expression)
  if (isKind(node, 'Identifier')) {
    const declared = source.all('VariableDeclarator').find(({ id }) => nameOf(id) === node.value)
    return declared ? listOf(source, declared.init) : null
  }
  if (!isKind(node, 'ArrayExpression')) return null
  return either(
    node.elements.map((item) =>
      item?.spread ? listOf(source, item.expression) : textsOf(source, item?.expression),
    ),
  )
}
