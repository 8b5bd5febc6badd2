import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Run, RunStore, type Trial } from '../../../src/core/state/run-store.ts'
import { epochMs } from '../../../src/domain/time.ts'
import { servers, type TestDatabase, testDatabase } from '../../postgres.ts'
import { START } from './journal-fixture.ts'

const run = (id: string, part: Partial<Run> = {}): Run => ({
  id,
  kind: 'backtest',
  createdAt: START,
  spec: { strategy: 'ema-cross', symbols: ['NSE:INFY'] },
  result: { trades: 12, note: 'ünïcode "quoted"' },
  journalHash: 'a'.repeat(64),
  dataHash: 'b'.repeat(64),
  ...part,
})

const trial = (runId: string, fast: number): Trial => ({
  runId,
  strategy: 'ema-cross',
  at: START,
  dataHash: 'b'.repeat(64),
  parameters: { fast, slow: 50 },
  metrics: { sharpe: null, trades: fast },
})

describe.each(servers())('on $name', (server) => {
  let database: TestDatabase
  let store: RunStore

  beforeAll(async () => {
    database = await testDatabase(server)
    store = new RunStore(await database.open())
  })
  afterAll(() => database[Symbol.asyncDispose]())

  it('gives back a run as it was put in', async () => {
    await store.insert(run('one'))
    expect(await store.get('one')).toEqual(run('one'))
    await expect(store.insert(run('one'))).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(store.get('none')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('lists the newest first, of a kind or of all', async () => {
    await store.insert(run('old', { createdAt: epochMs(START + 1) }))
    await store.insert(run('sweep', { kind: 'optimize', createdAt: epochMs(START + 2) }))
    await store.insert(run('new', { createdAt: epochMs(START + 3) }))
    expect((await store.list(3)).map(({ id }) => id)).toEqual(['new', 'sweep', 'old'])
    expect((await store.list(9, 'optimize')).map(({ id }) => id)).toEqual(['sweep'])
  })

  it('says whether two runs may be compared', async () => {
    await store.insert(run('left'))
    await store.insert(run('twin'))
    await store.insert(run('else', { dataHash: 'c'.repeat(64), journalHash: null }))
    expect(await store.compare('left', 'twin')).toMatchObject({
      isSameData: true,
      isSameJournal: true,
    })
    expect(await store.compare('left', 'else')).toMatchObject({
      isSameData: false,
      isSameJournal: false,
    })
  })

  it('a run may be deleted, what was tried stays counted', async () => {
    const trials = Array.from({ length: 2_500 }, (_, index) => trial('sweep-2', index))
    await store.insert(run('sweep-2', { kind: 'optimize' }), trials)
    await store.delete('sweep-2')
    await expect(store.get('sweep-2')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(store.delete('sweep-2')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await store.trials('ema-cross')).toEqual(trials)
  })
})
