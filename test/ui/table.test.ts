import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Column, compareCells, steadyOrder } from '../../ui/components/column.ts'
import { csvOf } from '../../ui/components/table-file.ts'

describe('the order of a table', () => {
  it('what is not known comes last in either direction', () => {
    const values = [3, null, 1]
    expect(values.toSorted((a, b) => compareCells(a, b, false))).toEqual([1, 3, null])
    expect(values.toSorted((a, b) => compareCells(a, b, true))).toEqual([3, 1, null])
  })

  it('numbers in names are numbers', () => {
    expect(['lot 10', 'lot 9'].toSorted((a, b) => compareCells(a, b, false))).toEqual([
      'lot 9',
      'lot 10',
    ])
  })

  it('does not jump while somebody reads: rows stay, new ones come last, gone ones go', () => {
    const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 12 })
    fc.assert(
      fc.property(ids, ids, (kept, now) => {
        const shown = steadyOrder(kept, now, true)
        expect(shown.toSorted()).toEqual(now.toSorted())
        const stayed = kept.filter((id) => now.includes(id))
        expect(shown.slice(0, stayed.length)).toEqual(stayed)
        expect(steadyOrder(kept, now, false)).toEqual(now)
      }),
    )
  })
})

describe('a table as a file', () => {
  interface Row {
    readonly name: string
    readonly result: number | null
  }
  const columns: readonly Column<Row>[] = [
    { id: 'name', head: 'Name', value: ({ name }) => name },
    { id: 'result', head: 'Result, paise', value: ({ result }) => result },
  ]

  it('quotes what needs it, and leaves empty what is not known', () => {
    const rows = [
      { name: 'a "b", c', result: -5 },
      { name: 'd', result: null },
    ]
    expect(csvOf(columns, rows)).toBe('Name,"Result, paise"\r\n"a ""b"", c",-5\r\nd,\r\n')
  })

  it('no text becomes a formula in a spreadsheet', () => {
    for (const text of ['=1+1', '+cmd', '-x', '@sum', '\tx']) {
      const [, line = ''] = csvOf(columns, [{ name: text, result: 1 }]).split('\r\n')
      expect(line.replace(/^"/, '')).toMatch(/^'/)
    }
  })
})
