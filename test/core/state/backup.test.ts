import {
  appendFile,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SystemClock, VirtualClock } from '../../../src/core/clock.ts'
import { GroupedJournal } from '../../../src/core/grouped-journal.ts'
import { SilentLogger } from '../../../src/core/log.ts'
import { BackupStore } from '../../../src/core/state/backup.ts'
import { PostgresJournalLog } from '../../../src/core/state/journal-log.ts'
import { verifyJournal } from '../../../src/core/state/journal-verify.ts'
import { Lease } from '../../../src/core/state/lease.ts'
import { Projector } from '../../../src/core/state/projector.ts'
import { RunStore } from '../../../src/core/state/run-store.ts'
import type { StateManager } from '../../../src/core/state/state-manager.ts'
import { DAY_MS, epochMs } from '../../../src/domain/time.ts'
import { servers, type TestDatabase, testDatabase } from '../../postgres.ts'
import { deskDay } from './desk-fixture.ts'
import { halt, halts, rowsOf, START } from './journal-fixture.ts'

const signal = AbortSignal.timeout(120_000)
const BOOK = 'paper'

describe.each(servers())('on $name', (server) => {
  let database: TestDatabase
  let state: StateManager
  let folder: string
  let clock: VirtualClock
  let backups: BackupStore

  beforeEach(async () => {
    database = await testDatabase(server)
    state = await database.open()
    folder = await mkdtemp(join(tmpdir(), 'robo-backup-'))
    clock = new VirtualClock(START)
    backups = new BackupStore({ state, folder, clock })
  })
  afterEach(async () => {
    await database[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  const takeLease = (of: StateManager = state) =>
    Lease.acquire({
      state: of,
      book: BOOK,
      holder: { pid: process.pid, host: 'test' },
      clock: new SystemClock(),
    })

  /** A book with a journal of a few days and its tables. */
  async function tradeFor(rounds: number): Promise<number> {
    const events = deskDay(rounds)
    const lease = await takeLease()
    const log = new PostgresJournalLog({ database: lease.lane, book: BOOK, lease })
    await log.append(rowsOf(events))
    await new Projector({ state, book: BOOK }).catchUp(log, signal)
    await lease.release()
    return events.length
  }

  /** States one more event, as a desk that goes on would. */
  async function tradeOn(): Promise<void> {
    const lease = await takeLease()
    const log = new PostgresJournalLog({ database: lease.lane, book: BOOK, lease })
    const head = await log.head()
    await log.append(rowsOf([halt(head.seq + 1)], head.hash))
    await lease.release()
  }

  const reader = () =>
    new PostgresJournalLog({ database: state.lane('look'), book: BOOK, lease: null })

  it('D8 made while events are written without pause, it restores to a verified journal', async () => {
    const lease = await takeLease()
    const log = new PostgresJournalLog({ database: lease.lane, book: BOOK, lease })
    const journal = await GroupedJournal.open({
      log,
      logger: new SilentLogger(),
      clock: new SystemClock(),
    })
    const stop = new AbortController()
    const writing = (async () => {
      for (const event of deskDay(3)) journal.append(event)
      while (!stop.signal.aborted) {
        for (let index = 0; index < 50; index++) journal.append(halt(journal.head + 1))
        await journal.durable(journal.head - 25)
      }
    })()
    await journal.durable(1)
    await new Projector({ state, book: BOOK }).catchUp(log, signal)
    const { file } = await backups.create('manual', signal)
    const reached = journal.head
    await expect.poll(() => journal.head).toBeGreaterThan(reached + 1_000)
    stop.abort('enough')
    await writing
    await journal.close()
    await lease.release()
    const { manifest } = await backups.verify(file, signal)
    const saved = manifest.heads[0]
    expect(saved?.seq).toBeGreaterThan(0)
    expect(saved?.seq).toBeLessThan(journal.head)

    await backups.restore(file, signal)
    expect(await reader().head()).toEqual({ seq: saved?.seq, hash: saved?.hash })
    const report = await verifyJournal(state, BOOK, signal)
    expect(report).toMatchObject({ events: saved?.seq, hash: saved?.hash, findings: [] })
  })

  it('B98 a restore can be taken back, and that too', async () => {
    const length = await tradeFor(2)
    const { file } = await backups.create('manual', signal)
    await tradeOn()
    const after = await reader().head()
    await backups.restore(file, signal)
    expect((await reader().head()).seq).toBe(length)
    clock.advance(epochMs(START + 1_000))
    await backups.revert(signal)
    expect(await reader().head()).toEqual(after)
    clock.advance(epochMs(START + 2_000))
    await backups.revert(signal)
    expect((await reader().head()).seq).toBe(length)
  })

  it('a restored desk goes on where the backup ends, and numbers are not given twice', async () => {
    await tradeFor(1)
    const runs = new RunStore(state)
    const run = {
      id: 'r',
      kind: 'optimize',
      createdAt: START,
      spec: {},
      result: {},
      journalHash: null,
      dataHash: '',
    }
    const trial = {
      runId: 'r',
      strategy: 's',
      at: START,
      dataHash: '',
      parameters: {},
      metrics: {},
    }
    await runs.insert(run, [trial, trial])
    const { file } = await backups.create('stop', signal)
    await backups.restore(file, signal)
    await tradeOn()
    await runs.insert({ ...run, id: 'r2' }, [{ ...trial, runId: 'r2' }])
    expect(await runs.trials('s')).toHaveLength(3)
    expect((await verifyJournal(state, BOOK, signal)).findings).toEqual([])
  })

  it('a writer from before a restore finds itself fenced out', async () => {
    await tradeFor(1)
    const { file } = await backups.create('manual', signal)
    const stale = await takeLease()
    const log = new PostgresJournalLog({ database: stale.lane, book: BOOK, lease: stale })
    const head = await log.head()
    const [first, second] = rowsOf([halt(head.seq + 1), halt(head.seq + 2)], head.hash)
    if (first === undefined || second === undefined) throw new RangeError('two rows were made')
    // What its connection has prepared was of the tables that are put aside.
    await log.append([first])
    await state.db.updateTable('leases').set({ expires_at: 0 }).execute()
    await backups.restore(file, signal)
    const write = log.append([second])
    await expect(write).rejects.toMatchObject({ code: 'JOURNAL_FENCED' })
  })

  it('nothing is restored over a book that is being written', async () => {
    await tradeFor(1)
    const { file } = await backups.create('manual', signal)
    clock.advance(new SystemClock().now())
    const other = await database.open()
    const lease = await takeLease(other)
    await expect(backups.restore(file, signal)).rejects.toMatchObject({ code: 'STATE_LOCKED' })
    await lease.release()
    await backups.restore(file, signal)
  })

  it('B98 keeps the newest seven of every reason', async () => {
    const reasons = ['start', 'daily', 'manual', 'stop'] as const
    for (let day = 0; day < 10; day++) {
      clock.advance(epochMs(START + day * DAY_MS))
      await backups.create(reasons[day % 4] ?? 'manual', signal)
    }
    const list = await backups.list()
    expect(list.map(({ createdAt }) => (createdAt - START) / DAY_MS)).toEqual([9, 8, 7, 6, 5, 4, 3])
    expect(list[0]).toMatchObject({ reason: 'daily', createdAt: START + 9 * DAY_MS })
    expect(list.every(({ bytes }) => bytes > 0)).toBe(true)
    expect(await readdir(folder)).toHaveLength(7)
  })

  it('an export from one database is imported into another', async () => {
    await tradeFor(2)
    const path = join(folder, 'export.backup')
    expect(await backups.exportTo(path, signal)).toBeGreaterThan(0)
    const target = await testDatabase(server)
    const there = await target.open()
    await new BackupStore({ state: there, folder, clock }).importFrom(path, signal)
    const mine = await verifyJournal(state, BOOK, signal)
    expect(await verifyJournal(there, BOOK, signal)).toEqual(mine)
    await target[Symbol.asyncDispose]()
  })

  it('every kind of damage is found, and nothing of it is restored', async () => {
    const length = await tradeFor(3)
    const { file } = await backups.create('manual', signal)
    const path = join(folder, file)
    const whole = await readFile(path)
    const spoilt: Record<string, () => Promise<void>> = {
      'cut off': () => truncate(path, whole.length - 40),
      'a flipped bit': async () => {
        const handle = await open(path, 'r+')
        const at = Math.floor(whole.length / 2)
        await handle.write(Buffer.from([(whole[at] ?? 0) ^ 0x10]), 0, 1, at)
        await handle.close()
      },
      'something behind the end': () => appendFile(path, 'more'),
      'not a backup': () => writeFile(path, 'hello'),
      empty: () => writeFile(path, ''),
    }
    for (const [damage, spoil] of Object.entries(spoilt)) {
      await writeFile(path, whole)
      await spoil()
      const checked = backups.verify(file, signal)
      await expect(checked, damage).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
      const restored = backups.restore(file, signal)
      await expect(restored, damage).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
    }
    expect((await reader().head()).seq).toBe(length)
    expect((await verifyJournal(state, BOOK, signal)).findings).toEqual([])
  })

  it('a journal that was tampered with before the backup is found in the backup', async () => {
    await tradeFor(2)
    await state.db
      .updateTable('journal')
      .set(({ fn, val }) => ({ data: fn('replace', ['data', val('K1'), val('K2')]) }))
      .where('seq', '=', 4)
      .execute()
    const { file } = await backups.create('manual', signal)
    await expect(backups.verify(file, signal)).rejects.toThrow(/Event 4 is not what was written/)
  })

  it('a backup that was called off leaves no file', async () => {
    await tradeFor(1)
    const stop = new AbortController()
    stop.abort('changed my mind')
    await expect(backups.create('manual', stop.signal)).rejects.toMatchObject({
      name: 'AbortError',
    })
    expect(await readdir(folder)).toEqual([])
    await backups.create('manual', signal)
  })

  it('a backup that is called off midway leaves no file, and the next one is whole', async () => {
    const lease = await takeLease()
    const log = new PostgresJournalLog({ database: lease.lane, book: BOOK, lease })
    await log.append(rowsOf(halts(1, 20_000)))
    await lease.release()
    const stop = new AbortController()
    const making = expect(backups.create('manual', stop.signal)).rejects.toThrow()
    await expect.poll(() => readdir(folder)).toHaveLength(1)
    stop.abort('changed my mind')
    await making
    expect(await readdir(folder)).toEqual([])
    const { file } = await backups.create('manual', signal)
    const { manifest } = await backups.verify(file, signal)
    expect(manifest.heads.map(({ seq }) => seq)).toEqual([20_000])
  })

  it.each(['../../etc/passwd', 'robo.backup', 'robo-2026-11-23T091500.000Z-manual.backup/../x'])(
    'a name from outside is no path: %s',
    async (name) => {
      await expect(backups.verify(name, signal)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    },
  )

  it('a backup that is not there is not found', async () => {
    const gone = 'robo-2026-11-23T091500.000Z-manual.backup'
    await expect(backups.verify(gone, signal)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
