import fc from 'fast-check'
import jsonPatch from 'fast-json-patch'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ServerMessage } from '../../../src/web/contract/live.ts'
import { backoffMs } from '../../../ui/live/backoff.ts'
import { Connection, type Socket } from '../../../ui/live/connection.ts'
import { TopicStore } from '../../../ui/live/topic-store.ts'
import { IDENTITY } from '../desk-states.ts'

type OnMessage = (event: { readonly data: unknown }) => void
type OnClose = () => void

/** A socket whose other end is the test. */
class TestSocket implements Socket {
  readyState = 1
  readonly sent: unknown[] = []
  #onMessage: OnMessage = () => undefined
  #onClose: OnClose = () => undefined

  addEventListener(type: 'message', listener: OnMessage): void
  addEventListener(type: 'close', listener: OnClose): void
  addEventListener(...[type, listener]: ['message', OnMessage] | ['close', OnClose]): void {
    if (type === 'message') this.#onMessage = listener
    else this.#onClose = listener
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  close(): void {
    this.readyState = 3
  }

  say(message: ServerMessage): void {
    this.hear(JSON.stringify(message))
  }

  hear(data: unknown): void {
    this.#onMessage({ data })
  }

  breakOff(): void {
    this.readyState = 3
    this.#onClose()
  }
}

/** A page's connection with a clock that stands until the test moves it. */
class Scene {
  now = 1_000_000
  readonly sockets: TestSocket[] = []
  readonly timers: { at: number; run: () => void }[] = []
  authorised = 0
  readonly frames: (() => void)[] = []
  readonly store = new TopicStore(
    (draw) => this.frames.push(draw),
    () => this.now,
  )
  readonly connection = new Connection(this.store, {
    socket: () => {
      const socket = new TestSocket()
      this.sockets.push(socket)
      return socket
    },
    authorise: async () => void this.authorised++,
    now: () => this.now,
    chance: () => 0.5,
    after: (ms, run) => {
      const timer = { at: this.now + ms, run }
      this.timers.push(timer)
      return () => {
        const place = this.timers.indexOf(timer)
        if (place >= 0) this.timers.splice(place, 1)
      }
    },
  })

  get socket(): TestSocket {
    const last = this.sockets.at(-1)
    if (!last) throw new RangeError('no socket was opened')
    return last
  }

  welcome(identity = IDENTITY): void {
    const serverTime = new Date(this.now).toISOString()
    this.socket.say({ type: 'welcome', clientId: 'c', serverTime, identity })
  }

  /** Lets time pass, and what was to happen meanwhile happen. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0]
      if (!due) break
      this.timers.splice(this.timers.indexOf(due), 1)
      this.now = due.at
      due.run()
      await Promise.resolve()
      await Promise.resolve()
      await Promise.resolve()
    }
    this.now = until
  }
}

const snapshot = (version: number, state: unknown): ServerMessage => ({
  type: 'snapshot',
  topic: 'dashboard',
  version,
  state,
})
const patch = (from: number, value: number): ServerMessage => ({
  type: 'patch',
  topic: 'dashboard',
  version: from + 1,
  from,
  ops: [{ op: 'replace', path: '/seq', value }],
})

describe('the connection of a page', () => {
  let scene = new Scene()
  beforeEach(() => {
    scene = new Scene()
    scene.connection.connect()
    scene.welcome()
    scene.connection.subscribe(['dashboard'])
    scene.socket.say(snapshot(1, { seq: 1 }))
  })
  const seq = () => scene.store.get('dashboard')?.state.seq

  it('B121 subscribes when it is let in and takes the snapshot', () => {
    expect(scene.socket.sent).toEqual([{ type: 'subscribe', topics: ['dashboard'] }])
    expect(seq()).toBe(1)
    expect(scene.connection.link.state).toBe('open')
  })

  it('B122 takes patches in their order', () => {
    scene.socket.say(patch(1, 2))
    scene.socket.say(patch(2, 3))
    expect(seq()).toBe(3)
  })

  it('B123 a missed version is asked for once, and nothing is believed until it comes', () => {
    scene.socket.say(patch(2, 3))
    scene.socket.say(patch(3, 4))
    scene.socket.say(patch(4, 5))
    expect(seq()).toBe(1)
    expect(scene.socket.sent.slice(1)).toEqual([{ type: 'resync', topics: ['dashboard'] }])
    scene.socket.say(snapshot(5, { seq: 5 }))
    scene.socket.say(patch(5, 6))
    expect(seq()).toBe(6)
  })

  it('B123 a patch that fits by number and not by shape is asked for again', () => {
    scene.socket.say({ ...patch(1, 2), ops: [{ op: 'remove', path: '/none' }] } as ServerMessage)
    expect(scene.socket.sent.at(-1)).toEqual({ type: 'resync', topics: ['dashboard'] })
  })

  it('B123 whatever is dropped, doubled or mixed up, it ends at the state of the desk', () => {
    const change = fc.record({
      value: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(1, null, 'x', [1, 2])),
      fate: fc.constantFrom('told', 'told', 'dropped', 'doubled', 'broken'),
    })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const own = new Scene()
        own.connection.connect()
        own.welcome()
        own.connection.subscribe(['dashboard'])
        let state: object = {}
        let version = 1
        const answer = () => own.socket.say(snapshot(version, state))
        answer()
        for (const { value, fate } of changes) {
          const ops = jsonPatch.compare(state, value)
          if (ops.length === 0) continue
          const message = {
            type: 'patch',
            topic: 'dashboard',
            version: version + 1,
            from: version,
            ops,
          }
          state = value
          version++
          const said = own.socket.sent.length
          if (fate !== 'dropped') own.socket.say(message as ServerMessage)
          if (fate === 'doubled') own.socket.say(message as ServerMessage)
          if (fate === 'broken') {
            own.socket.breakOff()
            own.connection.connect()
            own.welcome()
          }
          if (own.socket.sent.length > (fate === 'broken' ? 0 : said)) answer()
        }
        // One more change tells of what was dropped last.
        const last = { ...state, end: version }
        own.socket.say({
          type: 'patch',
          topic: 'dashboard',
          version: version + 1,
          from: version,
          ops: [{ op: 'add', path: '/end', value: version }],
        })
        version++
        state = last
        const asked = own.socket.sent.at(-1)
        if (Object(asked).type === 'resync') answer()
        expect(own.store.get('dashboard')?.state).toEqual(last)
      }),
    )
  })

  it('listeners hear of any number of changes once a frame', () => {
    let told = 0
    scene.frames.splice(0).forEach((draw) => draw())
    scene.store.listen('dashboard', () => told++)
    for (let from = 1; from < 50; from++) scene.socket.say(patch(from, from + 1))
    expect(told).toBe(0)
    scene.frames.splice(0).forEach((draw) => draw())
    expect(told).toBe(1)
  })

  it('a broken line keeps what was known, says since when and why, and comes back by itself', async () => {
    scene.socket.say({ type: 'shutdown', reason: 'the desk is closing' })
    const since = scene.now
    scene.socket.breakOff()
    expect(scene.connection.link).toMatchObject({
      state: 'lost',
      since,
      because: 'the desk is closing',
    })
    expect(seq()).toBe(1)
    await scene.pass(1_000)
    expect(scene.sockets).toHaveLength(2)
    scene.welcome({ ...IDENTITY, pid: 4712, startedAt: '2026-11-23T11:00:00+05:30' })
    expect(scene.connection.link).toMatchObject({
      state: 'open',
      broke: { since, isRestarted: true, isOtherVersion: false },
    })
    expect(scene.socket.sent).toEqual([{ type: 'subscribe', topics: ['dashboard'] }])
  })

  it('a desk that refuses the socket is asked for a session before the next try', async () => {
    scene.socket.breakOff()
    await scene.pass(1_000)
    expect(scene.authorised).toBe(0)
    scene.socket.breakOff()
    await scene.pass(2_000)
    expect(scene.authorised).toBe(1)
    expect(scene.sockets).toHaveLength(3)
  })

  it('a silent line is asked whether it is alive, and given up when nothing answers', async () => {
    await scene.pass(20_000)
    expect(scene.socket.sent.at(-1)).toEqual({ type: 'ping' })
    await scene.pass(10_000)
    expect(scene.connection.link.state).toBe('lost')
  })

  it('a page that slept asks for everything again, or connects anew when the line died meanwhile', async () => {
    scene.connection.wake()
    expect(scene.socket.sent.at(-1)).toEqual({ type: 'resync', topics: ['dashboard'] })
    // Asleep, no timer runs.
    scene.now += 3_600_000
    scene.connection.wake()
    await scene.pass(0)
    expect(scene.sockets).toHaveLength(2)
  })

  it('events that were left out, or that happened while the line was broken, are told as a gap', async () => {
    let gaps = 0
    scene.connection.onGap(() => gaps++)
    scene.socket.say({ type: 'error', code: 'EVENTS_SKIPPED', message: 'Some were left out' })
    expect(gaps).toBe(1)
    scene.socket.breakOff()
    await scene.pass(1_000)
    scene.welcome()
    expect(gaps).toBe(2)
  })

  it('what the desk complains of last is why it went, unless it went on', () => {
    scene.socket.say({ type: 'error', code: 'NOT_FOUND', message: 'There is no such topic' })
    scene.socket.say({ type: 'pong', serverTime: '' })
    scene.socket.say({ type: 'error', code: 'SESSION_ENDED', message: 'This session has ended' })
    scene.socket.breakOff()
    expect(scene.connection.link).toMatchObject({ because: 'This session has ended' })
  })

  it('nonsense on the line changes nothing', () => {
    const nonsense: readonly unknown[] = ['{', '[]', 'null', '{"type":"ruin"}', new ArrayBuffer(4)]
    for (const data of nonsense) scene.socket.hear(data)
    expect(seq()).toBe(1)
    expect(scene.connection.link.state).toBe('open')
  })
})

describe('the wait between tries', () => {
  it('doubles to fifteen seconds and is spread over half of itself', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, chance) => {
        const wait = backoffMs(attempt, chance)
        const whole = Math.min(15_000, 500 * 2 ** Math.min(attempt, 10))
        expect(wait).toBeGreaterThanOrEqual(Math.floor(whole / 2))
        expect(wait).toBeLessThanOrEqual(whole)
      }),
    )
  })
})
