import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/events.ts'
import { chain, eventOf, GENESIS, type JournalRow, lineOf } from '../../src/core/journal.ts'
import { eventAt, plain, rowsOf } from './state/journal-fixture.ts'

const texts = fc.string({ unit: 'binary', maxLength: 40 })
const stops = fc
  .array(fc.record({ reason: texts, by: texts }), { minLength: 1, maxLength: 12 })
  .map((all): readonly Event[] =>
    all.map((data, index) => eventAt(index + 1, 'system.emergency_stop', data, index % 2 === 0)),
  )

/** Goes over stored rows as a verifier does: the place of the first that does not hang on the one before. */
function brokenAt(rows: readonly JournalRow[]): number | null {
  let before = GENESIS
  for (const row of rows) {
    if (chain(before, lineOf(row)) !== row.hash) return row.seq
    before = row.hash
  }
  return null
}

/** Another value of the same kind. */
const other = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  return `${String(value)}0`
}

const FIELDS = [
  'seq',
  'id',
  'type',
  'version',
  'at',
  'source',
  'correlationId',
  'cause',
  'causationId',
  'isInput',
  'data',
  'hash',
] as const

describe('the chain of the journal', () => {
  it('hangs together as it was written', () => {
    fc.assert(
      fc.property(stops, (events) => {
        expect(brokenAt(rowsOf(events).map(plain))).toBeNull()
      }),
    )
  })

  it('breaks where any field of any row was changed', () => {
    fc.assert(
      fc.property(stops, fc.nat(), fc.constantFrom(...FIELDS), (events, pick, field) => {
        const rows = rowsOf(events).map(plain)
        const index = pick % rows.length
        const changed = rows.map((row, at) =>
          at === index ? { ...row, [field]: other(row[field]) } : row,
        )
        expect(brokenAt(changed)).not.toBeNull()
        expect(brokenAt(changed.slice(0, index))).toBeNull()
      }),
    )
  })

  it('breaks where a row is missing, or two have changed places', () => {
    fc.assert(
      fc.property(stops, fc.nat(), (events, pick) => {
        const rows = rowsOf(events).map(plain)
        fc.pre(rows.length > 1)
        const index = pick % (rows.length - 1)
        const [one, two] = [rows[index], rows[index + 1]]
        if (one === undefined || two === undefined) throw new RangeError('no such rows')
        expect(brokenAt(rows.toSpliced(index, 1))).toBe(two.seq)
        expect(brokenAt(rows.toSpliced(index, 2, two, one))).not.toBeNull()
      }),
    )
  })

  it('each row is one line of JSON from which the event can be made again', () => {
    fc.assert(
      fc.property(stops, (events) => {
        for (const row of rowsOf(events)) {
          const line = lineOf(row)
          expect(line).not.toContain('\n')
          const { hash: _, data, ...rest } = plain(row)
          expect(JSON.parse(line)).toEqual({ ...rest, data: JSON.parse(data) })
          expect(lineOf({ ...plain(row), data: JSON.stringify(eventOf(row).data) })).toBe(line)
        }
      }),
    )
  })
})
