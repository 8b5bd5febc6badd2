import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chain, GENESIS } from '../../src/core/journal.ts'
import type { StateManager } from '../../src/core/state/state-manager.ts'
import { type Desk, useProgram } from './cli.ts'
import { holdBook, storeBook } from './stored-book.ts'

interface Shown {
  readonly book: string
  readonly head: number
  readonly events: readonly {
    readonly seq: number
    readonly type: string
    readonly at: string
    readonly correlationId: string
    readonly says: string | null
  }[]
}

interface Verified {
  readonly isWhole: boolean
  readonly books: readonly {
    readonly book: string
    readonly events: number
    readonly findings: readonly { readonly kind: string; readonly table: string | null }[]
  }[]
}

describe('journal', () => {
  const { desk } = useProgram()
  let my: Desk
  let state: StateManager
  let events: number
  beforeEach(async () => {
    my = await desk()
    state = await my.database.open()
    events = await storeBook(state, 'paper-one')
  })
  afterEach(() => my[Symbol.asyncDispose]())

  it('verify finds a book as it was written and says so', async () => {
    const verified = await my.json<Verified>(['journal', 'verify'])
    expect(verified).toMatchObject({ isWhole: true, books: [{ book: 'paper-one', events }] })
    const { code, out } = await my.run(['journal', 'verify'])
    expect(code).toBe(0)
    expect(out).toContain('no gap, every hash and every table as it must be')
  })

  it('verify ends with 1 and names the event whose content was changed', async () => {
    await sql`update journal set data = replace(data, '1524', '1525') where seq = 3`.execute(
      state.db,
    )
    const { code, out } = await my.run(['journal', 'verify'])
    expect(code).toBe(1)
    expect(out).toContain('Event 3 is not what was written')
    expect(out).toContain('robo-trader backup list')
  })

  it('verify ends with 1 and names the event after which one is gone', async () => {
    await sql`delete from journal where seq = 5`.execute(state.db)
    const verified = await my.json<Verified>(['journal', 'verify'], 1)
    expect(verified.books[0]?.findings).toMatchObject([{ kind: 'gap', seq: 6 }])
  })

  it('B139 verify ends with 1 and names the table that shows something else; replay --rebuild mends it', async () => {
    await sql`update positions set quantity = quantity + 1`.execute(state.db)
    const verified = await my.json<Verified>(['journal', 'verify'], 1)
    expect(verified.books[0]?.findings.map(({ table }) => table)).toEqual([
      'positions',
      'positions',
    ])
    const { code, out } = await my.run(['journal', 'replay', '--rebuild'])
    expect(code).toBe(0)
    expect(out).toContain(`The tables are made anew, up to event ${events}.`)
    expect((await my.run(['journal', 'verify'])).code).toBe(0)
  })

  it('replay --rebuild does not touch the tables of a book that somebody runs', async () => {
    await using _ = await holdBook(state, 'paper-one')
    const { code, err } = await my.run(['journal', 'replay', '--rebuild'])
    expect(code).toBe(3)
    expect(err).toContain('is in use by process 4242 on elsewhere')
    expect((await my.run(['journal', 'verify'])).code).toBe(0)
  })

  it('replay comes to the same state each time, and to another after another event', async () => {
    type Replayed = { readonly stateHash: string; readonly events: number }
    const first = await my.json<Replayed>(['journal', 'replay'])
    const second = await my.json<Replayed>(['journal', 'replay'])
    expect(first).toMatchObject({ events, stateHash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(second).toEqual(first)
    await storeBook(state, 'paper-two', 3)
    const other = await my.json<Replayed>(['journal', 'replay', '--book', 'paper-two'])
    expect(other.stateHash).not.toBe(first.stateHash)
  })

  it('show tells the newest events, oldest first, of the types and the chain that were asked for', async () => {
    const last = await my.json<Shown>(['journal', 'show', '--last', '3'])
    expect(last.events.map(({ seq }) => seq)).toEqual([events - 2, events - 1, events])
    expect(last).toMatchObject({ book: 'paper-one', head: events })
    const filled = await my.json<Shown>(['journal', 'show', '--types', 'execution.order_filled'])
    expect(new Set(filled.events.map(({ type }) => type))).toEqual(
      new Set(['execution.order_filled']),
    )
    const area = await my.json<Shown>(['journal', 'show', '--types', 'portfolio,market.halt'])
    expect(area.events.every(({ type }) => /^(portfolio\.|market\.halt$)/.test(type))).toBe(true)
    expect(area.events.length).toBeGreaterThan(filled.events.length)
    const [one] = filled.events
    const id = one?.correlationId ?? ''
    const followed = await my.json<Shown>(['journal', 'show', '--correlation', id])
    expect(followed.events.every(({ correlationId }) => correlationId === id)).toBe(true)
    expect(one?.at).toMatch(/^2026-11-23T09:15:00\.\d{3}\+05:30$/)
  })

  it('show ends with 2, naming the nearest type, for a type that does not exist', async () => {
    const { code, err } = await my.run(['journal', 'show', '--types', 'risk.order_denid'])
    expect(code).toBe(2)
    expect(err).toContain('did you mean risk.order_denied?')
  })

  it('show prints a sentence where the event has one', async () => {
    const { out } = await my.run(['journal', 'show', '--types', 'execution.order_filled'])
    expect(out).toMatch(/ {2}execution\.order_filled +sold 10 INFY at ₹1,523\.40/)
  })

  it('export writes every event with the hash that its line and the one before give', async () => {
    const file = join(my.dataDir, 'journal.jsonl')
    const { code } = await my.run(['journal', 'export', file])
    expect(code).toBe(0)
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
    expect(lines).toHaveLength(events)
    let hash = GENESIS
    for (const line of lines) {
      const { hash: written } = JSON.parse(line) as { readonly hash: string }
      hash = chain(hash, `${line.slice(0, line.lastIndexOf(',"hash":'))}}`)
      expect(written).toBe(hash)
    }
  })

  it('works on the book at work, else on the last one used, else on the one that is named', async () => {
    await storeBook(state, 'paper-two', 1)
    const shown = async (...args: readonly string[]) =>
      (await my.json<Shown>(['journal', 'show', '--last', '1', ...args])).book
    expect(await shown()).toBe('paper-two')
    expect(await shown('--book', 'paper-one')).toBe('paper-one')
    await using _ = await holdBook(state, 'paper-one')
    expect(await shown()).toBe('paper-one')
    const { code, err } = await my.run(['journal', 'show', '--book', 'paper-tow'])
    expect(code).toBe(2)
    expect(err).toContain('did you mean paper-two?')
  })

  it('ends with 3 and a next step where no desk has run yet', async () => {
    await using fresh = await desk()
    const { code, err } = await fresh.run(['journal', 'show'])
    expect(code).toBe(3)
    expect(err).toContain('No desk has run here yet: start one with "robo-trader run"')
  })
})
