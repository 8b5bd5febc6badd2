import { readFile, writeFile } from 'node:fs/promises'
import { parse } from '@swc/core'
import { inRoot, Refusal } from './setup.mjs'

function* nodesOf(value) {
  if (typeof value !== 'object' || value === null) return
  if (typeof value.type === 'string') yield value
  for (const inner of Object.values(value)) yield* nodesOf(inner)
}

const named = (node) => node?.value ?? node?.property?.value

/** A place to put text at, in the parser's bytes from 1, and what must stand before the text there. */
const behind = (end, comma = '') => ({ at: end - 1, comma })

/** Behind the last item of a list or object; inside it when it is empty. */
function inside({ span, elements, properties }) {
  const last = (elements ?? properties).at(-1)
  if (last === undefined) return behind(span.start + 1)
  return behind((last.expression ?? last.value ?? last.arguments ?? last).span.end, ', ')
}

/** Behind `.register(Token, …)`. */
export const afterRegistrationOf = (token) => (nodes) => {
  const isIt = ({ type, callee, arguments: given }) =>
    type === 'CallExpression' &&
    named(callee) === 'register' &&
    named(given[0]?.expression) === token
  const call = nodes.find(isIt)
  return call && behind(call.span.end)
}

const valueOf = (nodes, key) =>
  nodes.find((node) => node.type === 'KeyValueProperty' && named(node.key) === key)?.value

/** In the list or object of a property, or in a list that its call is given: the last one unless said. */
export const insideProperty =
  (key, place = -1) =>
  (nodes) => {
    const value = valueOf(nodes, key)
    return value && inside(value.arguments?.at(place).expression ?? value)
  }

/** In the list of a constant. */
export const insideConstant = (name) => (nodes) => {
  const list = nodes.find((node) => node.type === 'VariableDeclarator' && named(node.id) === name)
  return list?.init.elements && inside(list.init)
}

export const atTop = () => behind(1)

/** Puts texts into a file at places of its syntax; a formatter sets them straight afterwards. */
export async function editSource(path, edits) {
  const text = await readFile(inRoot(path), 'utf8')
  const nodes = [...nodesOf(await parse(text, { syntax: 'typescript', target: 'es2022' }))]
  const placed = edits.map(({ where, put }) => {
    const place = where(nodes)
    if (!place) throw new Refusal(`${path} has no place any more for: ${put.trim()}`)
    return { at: place.at, put: `${place.comma}${put}` }
  })
  let bytes = Buffer.from(text)
  for (const { at, put } of placed.sort((a, b) => b.at - a.at)) {
    bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(at)])
  }
  await writeFile(inRoot(path), bytes)
}
