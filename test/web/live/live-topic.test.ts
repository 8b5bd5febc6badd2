import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Caller } from '../../../src/auth/access.ts'
import type { ServerMessage } from '../../../src/web/contract/live.ts'
import { type FollowerSocket, LiveFollower } from '../../../src/web/live-follower.ts'
import { LiveTopic } from '../../../src/web/live-topic.ts'
import { ModelTopics } from './model-client.ts'

const CALLER: Caller = {
  id: 'one',
  kind: 'session',
  name: 'dashboard',
  scope: 'read',
  csrfToken: null,
  expiresAt: null,
}

type Rows = Readonly<
  Record<string, { readonly last: number | null; readonly life: readonly number[] }>
>

/** A topic of which a test sets the state. */
class Told {
  state: Rows = {}
  readonly topic = new LiveTopic<Rows>('quotes', 'era', () => this.state)

  set(state: Rows): boolean {
    this.state = state
    this.topic.mark()
    return this.topic.refresh()
  }
}

/** A socket whose messages leave when the test says so, over a network that loses, turns around and repeats. */
class FakeSocket implements FollowerSocket {
  /** In the process: not yet gone. */
  readonly held: { readonly text: string; readonly done: () => void }[] = []
  /** Under way to the client. */
  readonly wire: string[] = []
  bytesMax = 0

  get bufferedAmount(): number {
    return this.held.reduce((sum, { text }) => sum + text.length, 0)
  }

  send(message: Buffer | string, _options: unknown, done: () => void): void {
    this.held.push({ text: message.toString(), done })
    this.bytesMax = Math.max(this.bytesMax, this.bufferedAmount)
  }

  /** Lets the oldest message go. */
  flush(): void {
    const first = this.held.shift()
    if (first === undefined) return
    this.wire.push(first.text)
    first.done()
  }

  ping(): void {}
  close(): void {}
  terminate(): void {}
}

/** A client that follows one topic over a bad network, and may begin anew. */
class Line {
  readonly told: Told
  socket = new FakeSocket()
  tally = { clients: 1, dropped: 0 }
  resyncs = 0
  #client: LiveFollower
  #model: ModelTopics

  constructor(told: Told) {
    this.told = told
    this.#client = this.#connect()
    this.#model = this.#forget()
  }

  get held() {
    return this.#model.topics.get('quotes')
  }

  update(): void {
    this.#client.update('quotes')
  }

  /** What the client knew is of no use over a new connection: it takes the whole. */
  reconnect(): void {
    this.#client = this.#connect()
    this.#model = this.#forget()
  }

  deliver(index: number, isKept = false): void {
    const { wire } = this.socket
    if (wire.length === 0) return
    const place = index % wire.length
    const text = wire[place] ?? ''
    if (!isKept) wire.splice(place, 1)
    const message: ServerMessage = JSON.parse(text)
    this.#model.take(message)
  }

  drop(index: number): void {
    const { wire } = this.socket
    if (wire.length > 0) wire.splice(index % wire.length, 1)
  }

  /** The network is well again: everything goes, in order. */
  settle(): void {
    while (this.socket.held.length > 0 || this.socket.wire.length > 0) {
      while (this.socket.held.length > 0) this.socket.flush()
      while (this.socket.wire.length > 0) this.deliver(0)
    }
  }

  #connect(): LiveFollower {
    this.socket = new FakeSocket()
    const client = new LiveFollower({
      id: 'c',
      caller: CALLER,
      socket: this.socket,
      tally: this.tally,
    })
    client.follow(this.told.topic)
    return client
  }

  #forget(): ModelTopics {
    return new ModelTopics(() => {
      this.resyncs += 1
      this.#client.follow(this.told.topic)
    })
  }
}

const rows: fc.Arbitrary<Rows> = fc.dictionary(
  fc.constantFrom('a', 'b', 'NSE:A/B', 'toString', '~'),
  fc.record({
    last: fc.option(fc.integer({ min: 0, max: 3 })),
    life: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }),
  }),
  { noNullPrototype: true },
)
const step = fc.oneof(
  { weight: 4, arbitrary: rows.map((state) => ({ act: 'change', state }) as const) },
  { weight: 3, arbitrary: fc.constant({ act: 'flush' } as const) },
  { weight: 3, arbitrary: fc.nat(5).map((index) => ({ act: 'deliver', index }) as const) },
  { weight: 1, arbitrary: fc.nat(5).map((index) => ({ act: 'repeat', index }) as const) },
  { weight: 1, arbitrary: fc.nat(5).map((index) => ({ act: 'drop', index }) as const) },
  { weight: 1, arbitrary: fc.constant({ act: 'reconnect' } as const) },
)

describe('a topic over a socket', () => {
  it('B122 B123 after any loss, turn, repetition and reconnection the client holds the server’s state again', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), rows, rows, (steps, last, other) => {
        const told = new Told()
        const line = new Line(told)
        for (const taken of steps) {
          switch (taken.act) {
            case 'change':
              if (told.set(taken.state)) line.update()
              break
            case 'flush':
              line.socket.flush()
              break
            case 'deliver':
            case 'repeat':
              line.deliver(taken.index, taken.act === 'repeat')
              break
            case 'drop':
              line.drop(taken.index)
              break
            default:
              line.reconnect()
          }
          const { held } = line
          if (held?.version === told.topic.version) expect(held.state).toEqual(told.state)
        }
        // What was lost shows with the next news, whatever it is.
        line.settle()
        for (const state of [last, { ...other, z: { last: 9, life: [] } }, last]) {
          if (told.set(state)) line.update()
          line.settle()
        }
        expect(line.held).toEqual({ version: told.topic.version, state: told.state })
      }),
      { numRuns: 1_500 },
    )
  })

  it('B124 a client that does not read holds one message of a topic, however often the state changes', () => {
    const told = new Told()
    const line = new Line(told)
    for (let turn = 1; turn <= 10_000; turn++) {
      told.set({ a: { last: turn, life: [turn % 3] }, b: { last: null, life: [] } })
      line.update()
    }
    expect(line.socket.held).toHaveLength(1)
    expect(line.tally.dropped).toBe(9_999)
    line.settle()
    expect(line.held).toEqual({ version: 10_001, state: told.state })
    expect(line.resyncs).toBe(0)
  })

  it('B122 the version grows with a change and with nothing else', () => {
    const told = new Told()
    expect(told.topic.version).toBe(1)
    expect(told.topic.state).toEqual({})
    expect(told.set({})).toBe(false)
    expect(told.set({ a: { last: 1, life: [] } })).toBe(true)
    expect(told.set({ a: { last: 1, life: [] } })).toBe(false)
    expect(told.topic.version).toBe(2)
  })

  it('bytes, snapshot and patch are made once a version, for whoever asks', () => {
    const told = new Told()
    expect(told.topic.state).toEqual({})
    told.set({ a: { last: 1, life: [1, 2, 3] }, b: { last: 2, life: [1, 2, 3] } })
    told.set({ a: { last: 2, life: [1, 2, 3] }, b: { last: 2, life: [1, 2, 3] } })
    const { bytes, snapshot } = told.topic
    const patch = told.topic.updateFrom(2)
    expect([told.topic.bytes, told.topic.snapshot, told.topic.updateFrom(2)]).toEqual([
      bytes,
      snapshot,
      patch,
    ])
    expect(told.topic.bytes.body).toBe(bytes.body)
    expect(told.topic.snapshot).toBe(snapshot)
    expect(told.topic.updateFrom(2)).toBe(patch)
    expect(bytes.etag).toBe('"quotes-era-3"')
    told.set({ a: { last: 3, life: [1, 2, 3] }, b: { last: 2, life: [1, 2, 3] } })
    expect(told.topic.bytes.etag).toBe('"quotes-era-4"')
  })

  it('a client some versions behind gets one patch over all of them, and the whole when it is too far behind', () => {
    const told = new Told()
    const whole = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`r${index}`, { last: 0, life: [] }]),
    )
    expect(told.topic.state).toEqual({})
    told.set(whole)
    for (let last = 1; last <= 3; last++) told.set({ ...whole, r1: { last, life: [] } })
    expect(JSON.parse(told.topic.updateFrom(2).toString())).toEqual({
      type: 'patch',
      topic: 'quotes',
      version: 5,
      from: 2,
      ops: [{ op: 'replace', path: '/r1/last', value: 3 }],
    })
    for (let last = 4; last <= 20; last++) told.set({ ...whole, r1: { last, life: [] } })
    expect(told.topic.updateFrom(2)).toBe(told.topic.snapshot)
  })
})
