import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SystemClock, VirtualClock } from '../../../src/core/clock.ts'
import { type Command, CommandQueue } from '../../../src/core/state/command-queue.ts'
import type { StateManager } from '../../../src/core/state/state-manager.ts'
import { servers, type TestDatabase, testDatabase } from '../../postgres.ts'
import { START } from './journal-fixture.ts'

const command = (payload: unknown = { reason: 'drill' }, id: string = randomUUID()): Command => ({
  id,
  kind: 'emergency_stop',
  payload,
  createdAt: START,
})

describe.each(servers())('on $name', (server) => {
  let database: TestDatabase
  let desk: StateManager
  let cli: StateManager

  beforeAll(async () => {
    database = await testDatabase(server)
    desk = await database.open()
    cli = await database.open()
  })
  afterAll(() => database[Symbol.asyncDispose]())

  /** Two processes' ends of one queue, on a clock that stands still: only wake-ups move it. */
  const ends = (book: string) => {
    const clock = new VirtualClock(START)
    return {
      desk: new CommandQueue({ state: desk, book, clock }),
      cli: new CommandQueue({ state: cli, book, clock }),
    }
  }

  async function take(queue: CommandQueue, count: number): Promise<readonly Command[]> {
    const stop = new AbortController()
    const taken: Command[] = []
    for await (const next of queue.incoming(stop.signal)) {
      taken.push(next)
      if (taken.length === count) stop.abort('enough')
    }
    return taken
  }

  it('a command given while nobody listens is taken when somebody does', async () => {
    const queue = ends('later')
    const asked = command()
    await queue.cli.submit(asked)
    const [taken] = await take(queue.desk, 1)
    expect(taken).toMatchObject(asked)
  })

  it('a command wakes the process that waits for it, and its outcome the one that asked', async () => {
    const queue = ends('awake')
    const taking = take(queue.desk, 1)
    const asked = command()
    await queue.cli.submit(asked)
    expect((await taking).map(({ id }) => id)).toEqual([asked.id])
    const answer = queue.cli.outcome(asked.id, AbortSignal.timeout(30_000))
    await queue.desk.admit(asked.id, 12)
    await queue.desk.settle(asked.id, { stopped: ['orders'] })
    expect(await answer).toMatchObject({ admittedSeq: 12, outcome: { stopped: ['orders'] } })
  })

  it('B130 the same command submitted ten times at once is one command', async () => {
    const queue = ends('once')
    const asked = command()
    await Promise.all(Array.from({ length: 10 }, () => queue.cli.submit(asked)))
    await queue.cli.submit(command({ reason: 'second' }))
    const taken = await take(queue.desk, 2)
    expect(taken.filter(({ id }) => id === asked.id)).toHaveLength(1)
  })

  it('another command under a used id is refused', async () => {
    const queue = ends('reused')
    const asked = command()
    await queue.cli.submit(asked)
    const other = queue.cli.submit(command({ reason: 'other' }, asked.id))
    await expect(other).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('what was admitted or answered is not handed out again, also after a restart', async () => {
    const queue = ends('restart')
    const [first, second, third] = [command(), command(), command()]
    for (const asked of [first, second, third]) await queue.cli.submit(asked)
    await queue.desk.admit(first.id, 1)
    await queue.desk.settle(second.id, { refused: 'halted' })
    const taken = await take(queue.desk, 1)
    expect(taken.map(({ id }) => id)).toEqual([third.id])
  })

  it('hands out a flood completely and in order', async () => {
    const queue = ends('flood')
    const asked = Array.from({ length: 250 }, (_, index) => command({ index }))
    for (const one of asked) await queue.cli.submit(one)
    const stop = new AbortController()
    const taken: string[] = []
    for await (const { id } of queue.desk.incoming(stop.signal)) {
      taken.push(id)
      await queue.desk.admit(id, taken.length)
      if (taken.length === asked.length) stop.abort('enough')
    }
    expect(taken).toEqual(asked.map(({ id }) => id))
  })

  it('the first outcome stands, and an unknown command has none', async () => {
    const queue = ends('stands')
    const asked = command()
    await queue.cli.submit(asked)
    await queue.desk.settle(asked.id, { first: true })
    await queue.desk.settle(asked.id, { second: true })
    expect((await queue.cli.find(asked.id)).outcome).toEqual({ first: true })
    const nowhere = queue.desk.settle(randomUUID(), {})
    await expect(nowhere).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('waiting for an outcome ends with the signal', async () => {
    const queue = ends('signal')
    const asked = command()
    await queue.cli.submit(asked)
    const stop = new AbortController()
    const waiting = queue.cli.outcome(asked.id, stop.signal)
    stop.abort(new DOMException('enough', 'AbortError'))
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('a wake-up that was lost is made up for by the poll', async () => {
    const clock = new SystemClock()
    const queue = new CommandQueue({ state: desk, book: 'silent', clock })
    const taking = take(queue, 1)
    const { id, kind, createdAt } = command()
    await cli.db
      .insertInto('commands')
      .values({
        id,
        book: 'silent',
        kind,
        payload: '{}',
        created_at: createdAt,
        admitted_seq: null,
        outcome: null,
      })
      .execute()
    expect((await taking).map((taken) => taken.id)).toEqual([id])
  })
})
