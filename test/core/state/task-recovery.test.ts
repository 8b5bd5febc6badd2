import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { VirtualClock } from '../../../src/core/clock.ts'
import type { TaskHandler } from '../../../src/core/tasks.ts'
import { epochMs } from '../../../src/domain/time.ts'
import { type TestDatabase, testDatabase } from '../../postgres.ts'
import { START } from './journal-fixture.ts'
import { asked, handler, isState, type Line, queueOn, when } from './task-fixture.ts'

const USER = fileURLToPath(new URL('./task-user.ts', import.meta.url))
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
/** Before the machine's clock, by which the killed process works, and after it. */
const BEFORE = epochMs(START - 40 * 365 * 86_400_000)
const LATER = epochMs(START + 100 * 365 * 86_400_000)

let program: string
let database: TestDatabase
let opened: Line[] = []
const children: ChildProcess[] = []

beforeAll(async () => {
  database = await testDatabase()
  program = join(ROOT, 'node_modules', `.robo-task-user-${process.pid}.mjs`)
  await build({
    entryPoints: [USER],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  })
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const { queue } of opened) await queue.close()
  opened = []
})
afterAll(async () => {
  await unlink(program)
  await database[Symbol.asyncDispose]()
})

async function line(book: string, run: TaskHandler['run'], clock = new VirtualClock(LATER)) {
  const made = await queueOn(database, book, clock, [handler('ai', 'AI_ANALYSIS', run)])
  opened.push(made)
  return { ...made, clock }
}

/** A process that took a task up, and was killed in its middle. */
async function killedAtWork(book: string): Promise<unknown> {
  const child = fork(program, [database.url, book])
  children.push(child)
  const [began] = await once(child, 'message')
  child.kill('SIGKILL')
  await once(child, 'exit')
  return began
}

it('B87 a task whose process was killed is tried again at the next start, though its job is locked', async () => {
  const seen: unknown[] = []
  const early = await line('killed', async () => {}, new VirtualClock(BEFORE))
  const { id } = (await early.queue.add(asked('ai', { payload: { step: 3 } }))).line
  const next = (await early.queue.add(asked('ai', { payload: 'next' }))).line
  const { queue, diary, clock } = await line('killed', async (payload, { attempt }) => {
    seen.push([payload, attempt])
  })
  expect(await killedAtWork('killed')).toEqual({ began: { step: 3 }, attempt: 1 })
  await queue.start()
  const waiting = await queue.get(id)
  expect(waiting).toMatchObject({ tries: 1, error: { code: 'CLOSED' } })
  expect(diary.words).toContain('retried ai')
  clock.advance(waiting.dueAt)
  await when(queue, id, isState('done'))
  await when(queue, next.id, isState('done'))
  expect(seen).toContainEqual([{ step: 3 }, 2])
  expect(diary.count('completed ai')).toBe(2)
})

it('B87 a task that brings the process down three times has failed, with the reason', async () => {
  const first = await line('deadly', async () => {}, new VirtualClock(BEFORE))
  const { id } = (await first.queue.add(asked('ai'))).line
  const state = await database.open()
  for (const attempt of [1, 2, 3]) {
    // Due at once: the backoff after a crash is shown above.
    await state
      .lane('due')
      .query({ text: 'update tasks set due_at = 0 where id = $1', values: [id] })
    expect(await killedAtWork('deadly')).toEqual({ began: null, attempt })
    if (attempt === 3) break
    const between = await line('deadly', () => new Promise(() => {}))
    await between.queue.pause('AI_ANALYSIS')
    await between.queue.start()
    await between.queue.close()
  }
  const { queue, diary } = await line('deadly', async () => {})
  await queue.start()
  expect(await queue.get(id)).toMatchObject({
    state: 'failed',
    tries: 3,
    error: { code: 'CLOSED', message: 'The desk ended while the task ran' },
  })
  expect(diary.words).toEqual(['failed ai'])
})

it('a runner that is given a job and never takes it up is begun anew', async () => {
  const { queue, clock, log } = await line('stuck', async () => {})
  await queue.start()
  const state = await database.open()
  const lane = state.lane('saboteur')
  await lane.query({
    text: `create function late() returns trigger language plpgsql as
      $$ begin new.run_at := now() + interval '1 hour'; return new; end $$;
      create trigger late before insert on robo_jobs._private_jobs
      for each row execute function late()`,
  })
  const { id } = (await queue.add(asked('ai'))).line
  await lane.query({ text: 'drop trigger late on robo_jobs._private_jobs; drop function late()' })
  expect(await queue.get(id)).toMatchObject({ state: 'queued' })
  clock.advance(epochMs(clock.now() + 15_000))
  await when(queue, id, isState('done'))
  expect(log.all.map(({ message }) => message)).toContain(
    'a queue does not move: its runner begins anew',
  )
})

it('a queue whose connections are cut goes on', async () => {
  const { queue, clock } = await line('cut', async () => {})
  await queue.start()
  const before = (await queue.add(asked('ai'))).line
  await when(queue, before.id, isState('done'))
  const state = await database.open()
  await state.lane('saboteur').query({
    text: `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like '% AI_ANALYSIS'`,
  })
  const after = (await queue.add(asked('ai'))).line
  clock.advance(epochMs(clock.now() + 15_000))
  clock.advance(epochMs(clock.now() + 15_000))
  await when(queue, after.id, isState('done'))
})
