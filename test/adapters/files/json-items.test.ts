import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ITEM_BYTES_MAX, type JsonItem, JsonItems } from '../../../src/adapters/files/json-items.ts'

function itemsOf(text: string, pieceBytes = 1 << 18): readonly JsonItem[] {
  const found: JsonItem[] = []
  const items = new JsonItems((item) => found.push(item))
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    items.push(bytes.subarray(start, start + pieceBytes))
  }
  items.end()
  return found
}

describe('objects of a JSON file', () => {
  it('come with the line on which they begin, from a list or one on each line', () => {
    const value = { a: 'x "]}' }
    const line = JSON.stringify(value)
    expect(itemsOf(`[\n ${line},\n ${line}\n]\n`)).toEqual([
      { line: 2, value },
      { line: 3, value },
    ])
    expect(itemsOf(`\uFEFF${line}\n\n${line}`)).toEqual([
      { line: 1, value },
      { line: 3, value },
    ])
  })

  it('what is none is named by its line, and those after it are read', () => {
    expect(itemsOf('[1, {"a":1},\n"two",\n{"b":,},\n{"c":3}]')).toEqual([
      { line: 1, problem: 'it is no object' },
      { line: 1, value: { a: 1 } },
      { line: 2, problem: 'it is no object' },
      { line: 3, problem: 'it is no JSON' },
      { line: 4, value: { c: 3 } },
    ])
  })

  it('a file that is cut says so', () => {
    expect(itemsOf('[{"a":1},{"b":')).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 1, problem: 'it ends in the middle: the file is cut' },
    ])
    expect(itemsOf('[{"a":1},\n')).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 2, problem: 'the list does not end: the file is cut' },
    ])
  })

  it('one that is too long is refused without being held', () => {
    const long = `{"a":"${'x'.repeat(ITEM_BYTES_MAX)}"}`
    expect(itemsOf(`[${long},\n{"b":2}]`)).toEqual([
      { line: 1, problem: 'it is longer than 1024 kB' },
      { line: 2, value: { b: 2 } },
    ])
  })

  it('are the same however the bytes come', () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })), {
      maxLength: 4,
    })
    fc.assert(
      fc.property(objects, fc.integer({ min: 1, max: 7 }), fc.boolean(), (all, piece, isPretty) => {
        const text = JSON.stringify(all, null, isPretty ? 1 : 0)
        const values = itemsOf(text, piece).map((item) => ('value' in item ? item.value : item))
        expect(values).toEqual(JSON.parse(text))
      }),
    )
  })
})
