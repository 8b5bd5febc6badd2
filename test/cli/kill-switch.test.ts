import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SystemClock } from '../../src/core/clock.ts'
import { type Event, EventIds, stamp } from '../../src/core/events.ts'
import { CommandQueue } from '../../src/core/state/command-queue.ts'
import { PostgresJournalLog } from '../../src/core/state/journal-log.ts'
import { Lease } from '../../src/core/state/lease.ts'
import { Projector } from '../../src/core/state/projector.ts'
import type { StateManager } from '../../src/core/state/state-manager.ts'
import { orderId } from '../../src/domain/brand.ts'
import { epochMs } from '../../src/domain/time.ts'
import { orderOf } from '../core/state/desk-fixture.ts'
import { eventAt, rowsOf, START } from '../core/state/journal-fixture.ts'
import { type Desk, useProgram } from './cli.ts'
import { holdBook, storeBook } from './stored-book.ts'

interface Switched {
  readonly book: string
  readonly state: string
  readonly isChanged: boolean
  readonly taken: string
  readonly reason: string
  readonly cancelled: readonly { readonly orderId: string }[]
  readonly working: readonly { readonly orderId: string }[]
}

interface Shown {
  readonly events: readonly {
    readonly seq: number
    readonly type: string
    readonly data: { readonly denials?: readonly { readonly reason: string }[] }
  }[]
}

/** A simulated desk that trades on its first day. 24 November 2026 is a holiday. */
const RUN = ['run', '--from', '2026-11-23', '--speed']
const LONG = 180_000

describe('the kill switch over a simulated desk', () => {
  const { desk } = useProgram()
  let my: Desk
  beforeEach(async () => {
    my = await desk()
  })
  afterEach(() => my[Symbol.asyncDispose]())

  const shown = async (types: string): Promise<Shown['events']> =>
    (await my.json<Shown>(['journal', 'show', '--last', '100000', '--types', types])).events

  /** What became of wishes after the last stop: none may have become an order. */
  async function afterTheStop() {
    const [stop] = (await shown('system.emergency_stop')).slice(-1)
    const since = (await shown('risk.order_approved,risk.order_denied,execution')).filter(
      ({ seq }) => seq > (stop?.seq ?? 0),
    )
    const denials = since.flatMap(({ data }) => [data.denials?.map(({ reason }) => reason) ?? []])
    return { types: new Set(since.map(({ type }) => type)), denials }
  }

  const untilDay = async (day: string) => {
    const { code, err } = await my.run([...RUN, 'max', '--until', day])
    expect(code, err).toBe(0)
  }

  it(
    'B136 a stop while nothing runs survives restarts and a crash, denies every order, and is lifted by resume alone',
    async () => {
      await untilDay('2026-11-23')
      expect((await shown('risk.order_approved')).length).toBeGreaterThan(0)
      const stopped = await my.json<Switched>(['stop', '--reason', 'a look first'])
      expect(stopped).toMatchObject({ state: 'halted', isChanged: true, taken: 'resting' })
      const again = await my.json<Switched>(['stop'])
      expect(again).toMatchObject({ isChanged: false, reason: 'a look first' })

      const cut = my.start([...RUN, '10000', '--until', '2026-11-25'])
      await cut.said(/trading is halted: a look first/)
      await cut.said(/2026-11-25 \S+ denied/)
      cut.signal('SIGKILL')
      await cut.ended

      await untilDay('2026-11-25')
      const { types, denials } = await afterTheStop()
      expect(types).toEqual(new Set(['risk.order_denied']))
      expect(denials.length).toBeGreaterThan(0)
      expect(denials.every((reasons) => reasons.includes('trading_halted'))).toBe(true)
      expect((await my.run(['journal', 'verify'])).code).toBe(0)
      expect((await my.run(['doctor'])).code).toBe(3)

      const resumed = await my.json<Switched>(['resume'])
      expect(resumed).toMatchObject({ state: 'active', isChanged: true, taken: 'resting' })
      await untilDay('2026-11-26')
      const [resume] = (await shown('system.emergency_resume')).slice(-1)
      const approved = (await shown('risk.order_approved')).filter(
        ({ seq }) => seq > (resume?.seq ?? 0),
      )
      expect(approved.length).toBeGreaterThan(0)
      expect((await my.run(['doctor'])).code).toBe(0)
    },
    LONG,
  )

  it(
    'B136 a stop after a crash in the middle of the day is done before anything else when the desk starts again',
    async () => {
      const cut = my.start([...RUN, '5000'])
      await cut.said(/2026-11-23 \S+ bought/)
      cut.signal('SIGKILL')
      await cut.ended
      const stopped = await my.json<Switched>(['stop', '--reason', 'it crashed'])
      expect(stopped).toMatchObject({ state: 'halted', isChanged: true, taken: 'waiting' })
      expect(await my.json<Switched>(['stop'])).toMatchObject({ isChanged: false })
      await untilDay('2026-11-23')
      const { types, denials } = await afterTheStop()
      expect(types.has('risk.order_approved')).toBe(false)
      expect(types.has('execution.order_submitted')).toBe(false)
      expect(denials.some((reasons) => reasons.includes('trading_halted'))).toBe(true)
      expect(await shown('system.emergency_stop')).toHaveLength(1)
      expect((await my.run(['journal', 'verify'])).code).toBe(0)
    },
    LONG,
  )

  it(
    'B136 a running desk stops when told to, says what it was told before, and goes on when told to',
    async () => {
      const running = my.start([...RUN, '500'])
      await running.said(/2026-11-23 \S+ (bought|denied)/)
      const stopped = await my.json<Switched>(['stop', '--reason', 'too wild'])
      expect(stopped).toMatchObject({ state: 'halted', isChanged: true, taken: 'running' })
      await running.said(/trading is halted: too wild/)
      const again = await my.json<Switched>(['stop'])
      expect(again).toMatchObject({ isChanged: false, taken: 'running', reason: 'too wild' })
      const resumed = await my.run(['resume'])
      expect(resumed).toMatchObject({
        code: 0,
        out: expect.stringMatching(/Trading goes on in book/),
      })
      await running.said(/trading is active again/)
      running.signal('SIGINT')
      expect((await running.ended).code).toBe(0)
    },
    LONG,
  )
})

describe('the kill switch over any desk', () => {
  const { desk } = useProgram()
  let my: Desk
  let state: StateManager
  beforeEach(async () => {
    my = await desk()
    state = await my.database.open()
  })
  afterEach(() => my[Symbol.asyncDispose]())

  it('B136 says which open orders were cancelled and which are not yet', async () => {
    const head = await storeBook(state, 'paper-one')
    const clock = new SystemClock()
    const holder = { pid: 1, host: 'test' }
    const lease = await Lease.acquire({ state, book: 'paper-one', holder, clock })
    const log = new PostgresJournalLog({ database: lease.lane, book: 'paper-one', lease })
    const projector = new Projector({ state, book: 'paper-one' })
    const write = async (events: readonly Event[]) => {
      await log.append(rowsOf(events, (await log.head()).hash))
      await projector.apply(events)
    }
    await write([
      eventAt(head + 1, 'execution.order_submitted', { order: orderOf('W1') }),
      eventAt(head + 2, 'execution.order_submitted', { order: orderOf('W2') }),
    ])
    const stopping = my.start(['stop', '--json'])
    const queue = new CommandQueue({ state, book: 'paper-one', clock })
    for await (const { id } of queue.incoming(AbortSignal.timeout(30_000))) {
      const said = { reason: 'r', by: 'b' }
      const change = { state: 'halted', before: 'active', reason: 'r', by: 'b' } as const
      const ended = { orderId: orderId('W1'), reason: 'halted' }
      const stop = eventAt(head + 3, 'system.emergency_stop', said)
      const halt = stamp(
        new EventIds('0123456789abcde'),
        head + 4,
        epochMs(START + head + 4),
        {
          type: 'risk.trading_state_change',
          data: change,
          origin: { source: 'test', causedBy: stop },
        },
        false,
      )
      await write([stop, halt, eventAt(head + 5, 'execution.order_cancelled', ended)])
      await queue.settle(id, { state: 'halted', seq: stop.seq })
      break
    }
    const { code, out } = await stopping.ended
    expect(code).toBe(0)
    const stopped: Switched = JSON.parse(out)
    expect(stopped).toMatchObject({ book: 'paper-one', isChanged: true, taken: 'running' })
    expect(stopped.cancelled.map((order) => order.orderId)).toEqual(['W1'])
    expect(stopped.working.map((order) => order.orderId)).toEqual(['W2'])
    await lease.release()
  })

  it('B136 a desk that does not answer is told of, and what was asked stays for it', async () => {
    await storeBook(state, 'paper-one')
    await using _ = await holdBook(state, 'paper-one')
    const { code, err } = await my.run(['stop', '--reason', 'hello'])
    expect(code).toBe(1)
    expect(err).toContain('The desk of "paper-one" did not answer within 5 s. The stop is kept')
    const queue = new CommandQueue({ state, book: 'paper-one', clock: new SystemClock() })
    expect(await queue.waiting()).toMatchObject([{ kind: 'stop', payload: { reason: 'hello' } }])
  })

  it('resume says so when nothing is halted', async () => {
    await storeBook(state, 'paper-one')
    const { code, out } = await my.run(['resume'])
    expect(code).toBe(0)
    expect(out).toContain('Trading in book paper-one is not halted')
  })

  it('ends with 3 where no desk has run, and with 2 for a book that does not exist', async () => {
    const none = await my.run(['stop'])
    expect(none).toMatchObject({
      code: 3,
      err: expect.stringContaining('No desk has run here yet'),
    })
    await storeBook(state, 'paper-one')
    const wrong = await my.run(['stop', '--book', 'paper-noe'])
    expect(wrong).toMatchObject({
      code: 2,
      err: expect.stringContaining('did you mean paper-one?'),
    })
  })
})
