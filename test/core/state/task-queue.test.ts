import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cancelled } from '../../../src/core/cancellation.ts'
import { SystemClock, VirtualClock } from '../../../src/core/clock.ts'
import { TradingError } from '../../../src/core/errors.ts'
import type { TaskContext, TaskHandler } from '../../../src/core/tasks.ts'
import { epochMs } from '../../../src/domain/time.ts'
import { servers, type TestDatabase, testDatabase } from '../../postgres.ts'
import { settle } from '../bus-fixture.ts'
import { START } from './journal-fixture.ts'
import { asked, handler, isState, type Line, queueOn, when } from './task-fixture.ts'

/** Something that a task waits for, until the test lets it go. */
class Gate {
  readonly passed: Promise<void>
  open: () => void = () => {}

  constructor() {
    this.passed = new Promise((resolve) => {
      this.open = resolve
    })
  }
}

const isBetween = (line: { readonly state: string; readonly tries: number }): boolean =>
  line.state === 'queued' && line.tries > 0

const untilStopped = ({ signal }: TaskContext): Promise<void> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(cancelled(signal)), { once: true })
  })

describe.each(servers())('on $name', (server) => {
  let database: TestDatabase
  let opened: Line[] = []

  beforeAll(async () => {
    database = await testDatabase(server)
  })
  afterEach(async () => {
    for (const { queue } of opened) await queue.close()
    opened = []
  })
  afterAll(() => database[Symbol.asyncDispose]())

  async function line(
    book: string,
    handlers: readonly TaskHandler[],
    clock = new VirtualClock(START),
    queueMax = 50,
  ) {
    const made = await queueOn(database, book, clock, handlers, queueMax)
    opened.push(made)
    return { ...made, clock }
  }

  it('B84 three queues run side by side, each one task at a time', async () => {
    const gates = [new Gate(), new Gate(), new Gate()]
    const diary: string[] = []
    const work = (name: string, gate: number) => async (payload: unknown) => {
      diary.push(`${name} ${String(payload)} begins`)
      await gates[gate]?.passed
      diary.push(`${name} ${String(payload)} ends`)
    }
    const { queue } = await line('side-by-side', [
      handler('ai', 'AI_ANALYSIS', work('ai', 0)),
      handler('sync', 'PORTFOLIO_SYNC', work('sync', 1)),
      handler('fetch', 'DATA_FETCHER', work('fetch', 2)),
    ])
    await queue.start()
    const tasks = ['ai', 'sync', 'fetch'].flatMap((task) =>
      [1, 2].map((payload) => asked(task, { payload })),
    )
    for (const task of tasks) await queue.add(task)
    for (const [index] of gates.entries()) {
      const first = tasks[index * 2]
      if (first) await when(queue, first.id, isState('running'))
    }
    await settle()
    expect(diary.toSorted()).toEqual(['ai 1 begins', 'fetch 1 begins', 'sync 1 begins'])
    for (const gate of gates) gate.open()
    for (const { id } of tasks) await when(queue, id, isState('done'))
    expect(diary.filter((words) => words.startsWith('ai'))).toEqual([
      'ai 1 begins',
      'ai 1 ends',
      'ai 2 begins',
      'ai 2 ends',
    ])
  })

  it('B84 priority 10 goes first, equals in the order in which they were asked', async () => {
    const order: unknown[] = []
    const { queue } = await line('order', [
      handler('ai', 'AI_ANALYSIS', async (payload) => {
        order.push(payload)
      }),
    ])
    const tasks = [
      asked('ai', { payload: 'low', priority: 1 }),
      asked('ai', { payload: 'first of five' }),
      asked('ai', { payload: 'second of five', priority: 5 }),
      asked('ai', { payload: 'urgent', priority: 10 }),
      asked('ai', { payload: 'third of five' }),
    ]
    for (const task of tasks) await queue.add(task)
    await queue.start()
    for (const { id } of tasks) await when(queue, id, isState('done'))
    expect(order).toEqual(['urgent', 'first of five', 'second of five', 'third of five', 'low'])
  })

  it('B85 a task that fails twice is done at its third try, after waits that double', async () => {
    const tries: number[] = []
    const { queue, clock, diary } = await line('tries', [
      handler('ai', 'AI_ANALYSIS', async (_, { attempt }) => {
        tries.push(attempt)
        if (attempt < 3) throw new TradingError('AI_FAILED', `not at try ${attempt}`)
      }),
    ])
    await queue.start()
    const { id } = asked('ai')
    await queue.add(asked('ai', { id }))
    const once = await when(queue, id, isBetween)
    expect(once).toMatchObject({ tries: 1, error: { code: 'AI_FAILED', message: 'not at try 1' } })
    expect(once.dueAt - START).toBe(2_000)
    await settle()
    clock.advance(once.dueAt)
    const twice = await when(queue, id, (task) => isBetween(task) && task.tries === 2)
    expect(twice.dueAt - once.dueAt).toBe(4_000)
    await settle()
    clock.advance(twice.dueAt)
    expect(await when(queue, id, isState('done'))).toMatchObject({ tries: 3, error: null })
    expect(tries).toEqual([1, 2, 3])
    expect(diary.count('retried ai')).toBe(2)
    expect(diary.count('completed ai')).toBe(1)
  })

  it('B85 the third failure is the last, with its reason; what cannot get better is not tried again', async () => {
    const { queue, clock, diary } = await line('given-up', [
      handler('ai', 'AI_ANALYSIS', async (payload) => {
        if (payload === 'hopeless') throw new TradingError('INPUT_INVALID', 'no')
        throw new TradingError('AI_FAILED', 'no', { retryAfterMs: 60_000 })
      }),
    ])
    await queue.start()
    const { id } = (await queue.add(asked('ai'))).line
    for (const tries of [1, 2]) {
      const waiting = await when(queue, id, (task) => isBetween(task) && task.tries === tries)
      // What the provider asks for is longer than our own wait.
      expect(waiting.dueAt - clock.now()).toBe(60_000)
      await settle()
      clock.advance(waiting.dueAt)
    }
    const failed = await when(queue, id, isState('failed'))
    expect(failed).toMatchObject({ tries: 3, error: { code: 'AI_FAILED', message: 'no' } })
    const hopeless = (await queue.add(asked('ai', { payload: 'hopeless' }))).line
    expect(await when(queue, hopeless.id, isState('failed'))).toMatchObject({ tries: 1 })
    expect(diary.count('failed ai')).toBe(2)
  })

  it('B86 a task over its 15 minutes is stopped and has failed, and the next one runs', async () => {
    const { queue, clock } = await line('too-long', [
      handler('ai', 'AI_ANALYSIS', (payload, context) =>
        payload === 'hangs' ? untilStopped(context) : Promise.resolve(),
      ),
    ])
    await queue.start()
    const { id } = (await queue.add(asked('ai', { payload: 'hangs' }))).line
    const next = (await queue.add(asked('ai'))).line
    await when(queue, id, isState('running'))
    clock.advance(epochMs(START + 899_999))
    await settle()
    expect(await queue.get(id)).toMatchObject({ state: 'running' })
    clock.advance(epochMs(START + 900_000))
    expect(await when(queue, id, isState('failed'))).toMatchObject({
      tries: 1,
      error: { code: 'TIMED_OUT' },
    })
    expect(await when(queue, next.id, isState('done'))).toMatchObject({ tries: 1 })
  })

  it('B88 a task waits for those before it, whenever they were done, and fails with one that is lost', async () => {
    const order: unknown[] = []
    const { queue } = await line('after', [
      handler('ai', 'AI_ANALYSIS', async (payload) => {
        order.push(payload)
        if (payload === 'lost') throw new TradingError('INPUT_INVALID', 'never')
      }),
    ])
    const first = asked('ai', { payload: 'first' })
    const lost = asked('ai', { payload: 'lost' })
    await queue.start()
    await queue.add(first)
    await when(queue, first.id, isState('done'))
    const second = asked('ai', { payload: 'second', after: [first.id] })
    const barred = asked('ai', { payload: 'barred', after: [lost.id, second.id], priority: 10 })
    const last = asked('ai', { payload: 'last', after: [barred.id] })
    await queue.add(second)
    await queue.add(lost)
    await queue.add(barred).catch(() => null)
    await when(queue, second.id, isState('done'))
    await when(queue, lost.id, isState('failed'))
    const told = await when(queue, barred.id, isState('failed'))
    expect(told.error?.message).toContain('had to be done before')
    await queue.add(last)
    await when(queue, last.id, isState('failed'))
    expect(order).toEqual(['first', 'second', 'lost'])
  })

  it('B89 a hundred equal tasks asked at once are one, and again one when it has ended', async () => {
    const { queue, diary } = await line('equal', [handler('ai', 'AI_ANALYSIS', async () => {})])
    const equal = Array.from({ length: 100 }, () => asked('ai', { key: 'INFY,TCS' }))
    const added = await Promise.all(equal.map((task) => queue.add(task)))
    expect(added.filter(({ isNew }) => isNew)).toHaveLength(1)
    expect(new Set(added.map(({ line: { id } }) => id)).size).toBe(1)
    expect(diary.count('deduplicated ai')).toBe(99)
    await queue.start()
    await when(queue, added[0]?.line.id ?? '', isState('done'))
    expect((await queue.add(asked('ai', { key: 'INFY,TCS' }))).isNew).toBe(true)
  })

  it('B89 a queue that is full refuses with its reason, and takes again when there is room', async () => {
    const clock = new VirtualClock(START)
    const { queue } = await line('full', [handler('ai', 'AI_ANALYSIS', async () => {})], clock, 3)
    const tasks = Array.from({ length: 3 }, () => asked('ai'))
    for (const task of tasks) await queue.add(task)
    await expect(queue.add(asked('ai'))).rejects.toMatchObject({
      code: 'QUEUE_FULL',
      message: '3 tasks wait in AI_ANALYSIS. Wait until some are done',
    })
    await queue.cancel(tasks[0]?.id ?? '')
    expect((await queue.add(asked('ai'))).isNew).toBe(true)
  })

  it('an id is one task: another under it is refused', async () => {
    const { queue } = await line('taken', [handler('ai', 'AI_ANALYSIS', async () => {})])
    const first = asked('ai')
    await queue.add(first)
    await expect(queue.add(asked('ai', { id: first.id, key: 'other' }))).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await expect(queue.add(asked('unheard'))).rejects.toMatchObject({ code: 'NOT_REGISTERED' })
  })

  it('B90 cancelling work that heeds it ends at once; what waits never begins', async () => {
    let begun = 0
    const { queue, diary } = await line('cancelled', [
      handler('ai', 'AI_ANALYSIS', (_, context) => {
        begun += 1
        return untilStopped(context)
      }),
    ])
    await queue.start()
    const running = (await queue.add(asked('ai'))).line
    const waiting = (await queue.add(asked('ai'))).line
    await when(queue, running.id, isState('running'))
    expect(await queue.cancel(waiting.id)).toMatchObject({ state: 'cancelled', tries: 0 })
    expect(await queue.cancel(running.id)).toMatchObject({ state: 'cancelled', tries: 1 })
    expect(begun).toBe(1)
    expect(diary.count('cancelled ai')).toBe(2)
    await expect(queue.cancel(running.id)).rejects.toMatchObject({ code: 'CONFLICT' })
    const unknown = asked('ai').id
    await expect(queue.cancel(unknown)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('B90 work that ignores it is left behind after 2 s, logged, and says nothing any more', async () => {
    const late = new Gate()
    const stopped = new Gate()
    const { queue, clock, log } = await line('ignoring', [
      handler('ai', 'AI_ANALYSIS', async (payload, { progress, signal }) => {
        if (payload !== 'stubborn') return
        signal.addEventListener('abort', stopped.open)
        await late.passed
        await progress('I was not listening')
      }),
    ])
    await queue.start()
    const { id } = (await queue.add(asked('ai', { payload: 'stubborn' }))).line
    const next = (await queue.add(asked('ai'))).line
    await when(queue, id, isState('running'))
    const cancelling = queue.cancel(id)
    await stopped.passed
    clock.advance(epochMs(START + 2_000))
    expect(await cancelling).toMatchObject({ state: 'cancelled' })
    expect(log.all.map(({ message }) => message).join()).toContain('does not heed')
    await when(queue, next.id, isState('done'))
    late.open()
    await settle()
    expect(await queue.get(id)).toMatchObject({ state: 'cancelled', says: '' })
  })

  it('says what it is at, and lists its tasks newest first', async () => {
    const gate = new Gate()
    const { queue } = await line('words', [
      handler('ai', 'AI_ANALYSIS', async (_, { progress }) => {
        await progress('reads the news of INFY')
        await gate.passed
      }),
    ])
    await queue.start()
    const { id } = (await queue.add(asked('ai'))).line
    const said = await when(queue, id, ({ says }) => says !== '')
    expect(said).toMatchObject({ state: 'running', says: 'reads the news of INFY' })
    const newer = (await queue.add(asked('ai'))).line
    const listed = await queue.list({ queue: 'AI_ANALYSIS', most: 10 })
    expect(listed.map((task) => task.id)).toEqual([newer.id, id])
    expect(await queue.list({ queue: 'DATA_FETCHER', most: 10 })).toEqual([])
    gate.open()
  })

  it('a paused queue puts back what runs, begins nothing, and goes on where it was when it is resumed', async () => {
    const attempts: number[] = []
    const { queue } = await line('paused', [
      handler('ai', 'AI_ANALYSIS', (_, context) => {
        attempts.push(context.attempt)
        return attempts.length === 1 ? untilStopped(context) : Promise.resolve()
      }),
    ])
    await queue.start()
    const { id } = (await queue.add(asked('ai'))).line
    await when(queue, id, isState('running'))
    await queue.pause('AI_ANALYSIS')
    const while_ = (await queue.add(asked('ai'))).line
    expect(await queue.get(id)).toMatchObject({ state: 'queued', tries: 0 })
    expect(await queue.get(while_.id)).toMatchObject({ state: 'queued' })
    expect([...queue.paused]).toEqual(['AI_ANALYSIS'])
    await queue.resume('AI_ANALYSIS')
    await when(queue, id, isState('done'))
    await when(queue, while_.id, isState('done'))
    // It was stopped, and did not fail: its next try is still the first.
    expect(attempts).toEqual([1, 1, 1])
  })

  it('B87 what a desk puts back when it closes goes on at the next start', async () => {
    const first = await line('restart', [handler('ai', 'AI_ANALYSIS', (_, c) => untilStopped(c))])
    await first.queue.start()
    const { id } = (await first.queue.add(asked('ai', { payload: { step: 2 } }))).line
    await when(first.queue, id, isState('running'))
    await first.queue.close()
    const seen: unknown[] = []
    const second = await line('restart', [
      handler('ai', 'AI_ANALYSIS', async (payload) => {
        seen.push(payload)
      }),
    ])
    await second.queue.start()
    expect(await when(second.queue, id, isState('done'))).toMatchObject({ tries: 1 })
    expect(seen).toEqual([{ step: 2 }])
  })

  it('B96 while a task works no transaction of ours is open', async () => {
    const gate = new Gate()
    const clock = new SystemClock()
    const made = await queueOn(database, 'transactions', clock, [
      handler('ai', 'AI_ANALYSIS', () => gate.passed),
    ])
    opened.push(made)
    await made.queue.start()
    const { id } = (await made.queue.add(asked('ai'))).line
    await when(made.queue, id, isState('running'))
    const state = await database.open()
    const lane = state.lane('watcher')
    const { rows } = await lane.query<{ count: number }>({
      text: `select count(*)::int as count from pg_stat_activity
        where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()
        and backend_type = 'client backend' and state <> 'active'`,
    })
    expect(rows).toEqual([{ count: 0 }])
    gate.open()
    await when(made.queue, id, isState('done'))
  })
})
