import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoTime } from '../../../src/domain/time.ts'
import { Collection, marksOf } from '../../../src/web/collection.ts'
import { LiveTopic } from '../../../src/web/live-topic.ts'
import { diffInSteps } from '../../../src/web/websocket-differ.ts'
import { NOON } from './live-fixture.ts'
import { applied, ModelTopics, withSteps } from './model-client.ts'

interface Row {
  readonly name: string
  readonly last: number | null
  readonly ratio: number
  readonly at: string
  readonly is: boolean
}

const FIELDS = ['last', 'ratio', 'at', 'is'] as const
const figure = fc.oneof(
  fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => value / 100),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
  fc.maxSafeInteger(),
)
const row: fc.Arbitrary<Omit<Row, 'name'>> = fc.record({
  last: fc.option(fc.integer()),
  ratio: figure,
  at: fc.integer({ min: 0, max: 100_000_000_000 }).map((ms) => isoTime(NOON + ms)),
  is: fc.boolean(),
})
const key = fc.constantFrom('CNC NSE:A', 'CNC NSE:B', 'MIS NSE:A', 'a/b', '~', 'Z', 'é', '10', '9')
const step = fc.dictionary(key, fc.option(row, { freq: 6 }), { noNullPrototype: true })

/** Changes of a book: null takes a row out. */
const put = (rows: Collection<Row>, change: Readonly<Record<string, Omit<Row, 'name'> | null>>) =>
  rows.put(
    new Map(Object.entries(change).map(([name, fields]) => [name, fields && { name, ...fields }])),
    FIELDS,
  )

describe('steps', () => {
  it('B122 with ops they lead exactly from any book to the next, decimals, times, nulls and all', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (changes) => {
        const rows = new Collection<Row>()
        for (const change of changes) {
          const before = { seq: 1, positions: rows.rows }
          const after = { seq: 2, positions: put(rows, change) }
          const { ops, steps } = JSON.parse(JSON.stringify(diffInSteps(before, after)))
          expect(applied(withSteps(before, steps), ops)).toEqual(JSON.parse(JSON.stringify(after)))
        }
      }),
      { numRuns: 1_000 },
    )
  })

  it('B122 a client that takes steps holds what one holds that takes ops alone', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.boolean()), { maxLength: 20 }), (changes) => {
        const rows = new Collection<Row>()
        const topic = new LiveTopic('quotes', 'era', () => rows.rows)
        const models = {
          ops: new ModelTopics(() => undefined),
          steps: new ModelTopics(() => undefined),
        }
        for (const model of Object.values(models)) model.take(JSON.parse(topic.snapshot.toString()))
        for (const [change, isTold] of changes) {
          put(rows, change)
          topic.mark()
          topic.refresh()
          if (!isTold) continue
          for (const form of ['ops', 'steps'] as const) {
            const version = models[form].topics.get('quotes')?.version ?? 0
            if (version !== topic.version)
              models[form].take(JSON.parse(topic.updateFrom(version, form).toString()))
            const held = models[form].topics.get('quotes')
            expect(held).toEqual({
              version: topic.version,
              state: JSON.parse(JSON.stringify(rows.rows)),
            })
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('what moved is a handful of figures: the row’s place, then how far each field moved', () => {
    const rows = new Collection<Row>()
    const fields = { ratio: 1.25, at: isoTime(NOON), is: false }
    const before = put(rows, { b: { last: 100, ...fields }, a: { last: 7, ...fields } })
    const after = put(rows, { b: { last: 95, ...fields, ratio: 1.5, at: isoTime(NOON + 250) } })
    expect(diffInSteps({ positions: before }, { positions: after })).toEqual({
      ops: [],
      steps: [{ at: '/positions', fields: ['last', 'ratio', 'at'], rows: [1, -5, 0.25, 250] }],
    })
  })

  it('rows that are the very same are not looked at, and putting them again changes nothing', () => {
    const rows = new Collection<Row>()
    const one = { name: 'a', last: 1, ratio: 1, at: '', is: false }
    const before = rows.put(new Map([['a', one]]))
    expect(rows.put(new Map([['a', one]]))).toBe(before)
    expect(rows.put(new Map([['gone', null]]))).toBe(before)
    expect(JSON.stringify(before)).toBe(JSON.stringify({ a: one }))
  })

  it('a version knows the one before it and no other, so that old ones can be forgotten', () => {
    const rows = new Collection<number>()
    const versions = [1, 2, 3].map((value) => rows.put(new Map([['a', value]])))
    expect(versions.map((version) => marksOf(version)?.from)).toEqual([
      undefined,
      undefined,
      versions[1],
    ])
  })
})
