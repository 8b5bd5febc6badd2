import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CsvScanner, LINE_BYTES_MAX } from '../../../src/adapters/files/csv-lines.ts'

interface Seen {
  readonly number: number
  readonly cells: readonly string[]
  readonly isTerminated: boolean
  readonly problem: string | null
}

/** Scans text that comes in pieces cut at the given places. */
function scan(bytes: Buffer, cuts: readonly number[] = []): readonly Seen[] {
  const seen: Seen[] = []
  const reader = new CsvScanner((line) => {
    const { number, isTerminated, problem } = line
    seen.push({ number, cells: line.texts(), isTerminated, problem })
  })
  let start = 0
  for (const end of [...cuts.filter((cut) => cut < bytes.length), bytes.length].sort(
    (a, b) => a - b,
  )) {
    reader.push(bytes.subarray(start, end))
    start = end
  }
  reader.end()
  return seen
}

const cells = (text: string) => scan(Buffer.from(text)).map((line) => line.cells)

describe('CsvScanner', () => {
  it('cuts lines and cells, takes off blanks, and numbers lines from one', () => {
    expect(scan(Buffer.from('a,b\r\n 1 ,\t2\n\n3,\n'))).toEqual([
      { number: 1, cells: ['a', 'b'], isTerminated: true, problem: null },
      { number: 2, cells: ['1', '2'], isTerminated: true, problem: null },
      { number: 4, cells: ['3', ''], isTerminated: true, problem: null },
    ])
  })

  it('passes over a byte order mark', () => {
    expect(cells('\uFEFFDate ,Open\n1,2\n')).toEqual([
      ['Date', 'Open'],
      ['1', '2'],
    ])
  })

  it('keeps commas and quotes inside quotes', () => {
    expect(cells('name,x\n"A, ""B"" & Co",1\n "C" ,2\n')).toEqual([
      ['name', 'x'],
      ['A, "B" & Co', '1'],
      ['C', '2'],
    ])
  })

  it('tabs and semicolons separate when the first line has more of them', () => {
    expect(cells('a\tb\n1\t2,5\n')).toEqual([
      ['a', 'b'],
      ['1', '2,5'],
    ])
    expect(cells('a;b;c\n1;2;3\n')).toEqual([
      ['a', 'b', 'c'],
      ['1', '2', '3'],
    ])
  })

  it('a quote that is not closed spoils its line only', () => {
    const seen = scan(Buffer.from('a,b\n"x,1\n2,3\n'))
    expect(seen.map(({ number, problem }) => [number, problem])).toEqual([
      [1, null],
      [2, 'a quote is not closed'],
      [3, null],
    ])
  })

  it('a last line without an end is told from one that has it', () => {
    expect(scan(Buffer.from('a,b\n1,2')).map(({ isTerminated }) => isTerminated)).toEqual([
      true,
      false,
    ])
  })

  it('never holds more than one line: one that is too long is skipped', () => {
    const long = 'x'.repeat(LINE_BYTES_MAX + 10)
    const bytes = Buffer.from(`a,b\n${long}\n1,2\n`)
    const expected = [
      [1, null],
      [2, 'the line is longer than 64 kB'],
      [3, null],
    ]
    for (const cuts of [[], [100], [100, LINE_BYTES_MAX, LINE_BYTES_MAX + 5]]) {
      expect(scan(bytes, cuts).map(({ number, problem }) => [number, problem])).toEqual(expected)
    }
  })

  it('a cell beyond those that are kept is empty, and still counted', () => {
    const line = Array.from({ length: 300 }, (_, i) => i).join(',')
    let count = 0
    let last = 'none'
    const scanner = new CsvScanner((read) => {
      count = read.count
      last = read.text(299)
    })
    scanner.push(Buffer.from(`${line}\n`))
    expect([count, last]).toEqual([300, ''])
  })

  const cell = fc.oneof(
    fc.stringMatching(/^[a-z0-9.-]{0,6}$/),
    fc.constantFrom('"a,b"', '"a""b"', '" "', '"', 'a"b', ' x ', '\t', '""'),
  )
  const table = fc
    .array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 })
    .map((rows) => rows.map((row) => row.join(',')).join('\n'))

  it('it does not matter where the bytes are cut into pieces', () => {
    const text = fc.tuple(table, fc.constantFrom('', '\n', '\r\n'), fc.array(fc.nat(80)))
    fc.assert(
      fc.property(text, ([lines, end, cuts]) => {
        const bytes = Buffer.from(`h1,h2\n${lines}${end}`)
        expect(scan(bytes, cuts)).toEqual(scan(bytes))
      }),
      { numRuns: 500 },
    )
  })

  it('any bytes are lines in order, and none is longer than allowed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(300)), (bytes, cuts) => {
        const numbers = scan(Buffer.from(bytes), cuts).map(({ number }) => number)
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
        expect(new Set(numbers).size).toBe(numbers.length)
      }),
      { numRuns: 500 },
    )
  })
})
