import { EventEmitter } from 'node:events'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { type Clock, VirtualClock } from '../../../src/core/clock.ts'
import type { TopicName } from '../../../src/web/contract/live.ts'
import { NOON, shareOf, TestDesk, TestServer } from './live-fixture.ts'
import type { ModelClient } from './model-client.ts'

const held: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of held.splice(0).reverse()) await one.close()
})

async function open(shares?: number, clock?: Clock) {
  const test = new TestDesk(shares).begin()
  held.push(test.desk)
  const server = await TestServer.open(test, clock)
  held.push(server)
  return { test, server }
}

/** The server's state as it goes over the wire. */
const wired = (test: TestDesk, topic: TopicName): unknown =>
  JSON.parse(JSON.stringify(test.desk.state(topic)))

async function following(server: TestServer, topics: readonly string[], who?: string) {
  const client = server.client(who)
  await client.message('welcome')
  client.send({ type: 'subscribe', topics: [...topics] })
  await client.message('subscribed')
  return client
}

const caughtUp = (client: ModelClient, test: TestDesk, topic: TopicName): Promise<void> =>
  client.until(() => client.version(topic) === test.desk.version(topic))

/** There and back: what was sent before has been read by the server. */
async function roundTrip(client: ModelClient): Promise<void> {
  const pongs = () => client.heard.filter(({ type }) => type === 'pong').length
  const before = pongs()
  client.send({ type: 'ping' })
  await client.until(() => pongs() > before)
}

const turn = () => new Promise(setImmediate)

describe('the socket', () => {
  it('B121 says who answers and under which id, then hands over each topic that is asked for', async () => {
    const { test, server } = await open()
    const client = server.client()
    const welcome = await client.message('welcome')
    expect(welcome.clientId).toMatch(/^[0-9a-f-]{36}$/)
    expect(welcome.identity).toMatchObject({ version: '9.8.7', port: 8_010 })
    client.send({ type: 'subscribe', topics: ['dashboard', 'orders'] })
    expect((await client.message('subscribed')).topics).toEqual(['dashboard', 'orders'])
    await client.until(() => client.version('dashboard') > 0 && client.version('orders') > 0)
    expect(client.state('dashboard')).toEqual(wired(test, 'dashboard'))
    test.buy(1).pass()
    await caughtUp(client, test, 'dashboard')
    expect(client.state('dashboard')).toEqual(wired(test, 'dashboard'))
    expect(client.heard.some(({ type }) => type === 'patch')).toBe(true)
  })

  it('B121 of three clients one stalls: the others are told of every change, and the dead one is removed', async () => {
    const { test, server } = await open()
    const quick = [await following(server, ['dashboard']), await following(server, ['dashboard'])]
    const stalled = await following(server, ['dashboard'])
    await caughtUp(stalled, test, 'dashboard')
    stalled.socket.pause()
    for (let bought = 0; bought < 10; bought++) {
      test.buy(bought).pass()
      for (const client of quick) await caughtUp(client, test, 'dashboard')
    }
    for (const client of quick) {
      expect(client.state('dashboard')).toEqual(wired(test, 'dashboard'))
      expect(client.heard.filter(({ type }) => type === 'patch').length).toBeGreaterThanOrEqual(10)
    }
    expect(test.desk.sockets.clients).toBe(3)
    for (let beat = 0; beat < 3; beat++) {
      test.pass(15_000)
      for (const client of quick) await roundTrip(client)
    }
    expect(test.desk.sockets.clients).toBe(2)
    for (const client of quick) expect(client.closed).toBe(null)
  })

  it('B121 pings are answered, what is left is no longer told, and what is followed is', async () => {
    const { test, server } = await open()
    const client = await following(server, ['dashboard', 'status'])
    client.send({ type: 'ping' })
    expect((await client.message('pong')).serverTime).toBe('2026-11-23T12:00:00.000+05:30')
    client.send({ type: 'unsubscribe', topics: ['dashboard'] })
    await roundTrip(client)
    const before = client.version('dashboard')
    test.buy(1).pass()
    await caughtUp(client, test, 'status')
    expect(client.version('dashboard')).toBe(before)
    expect(test.desk.version('dashboard')).toBeGreaterThan(before)
  })

  it('B122 nothing is sent when nothing changed', async () => {
    const { test, server } = await open()
    const client = await following(server, ['orders', 'equity', 'quotes', 'risk'])
    await client.until(() => client.model.topics.size === 4)
    const { length } = client.heard
    for (let quarter = 0; quarter < 8; quarter++) test.pass(25)
    await roundTrip(client)
    expect(client.heard.slice(length).map(({ type }) => type)).toEqual(['pong'])
  })

  it('B122 a change of one share is told to who follows that share, alone', async () => {
    const { test, server } = await open()
    test.price(3, 100_000).price(4, 50_000).pass()
    const client = await following(server, ['quotes:NSE:S3'])
    await client.until(() => client.version('quotes:NSE:S3') > 0)
    expect(Object.keys(Object(client.state('quotes:NSE:S3')))).toEqual(['NSE:S3'])
    test.price(4, 51_000).pass()
    test.price(3, 101_000).pass()
    await client.until(() => client.version('quotes:NSE:S3') > 1)
    expect(client.state('quotes:NSE:S3')).toMatchObject({ 'NSE:S3': { lastPaise: 101_000 } })
    expect(client.version('quotes:NSE:S3')).toBe(2)
  })

  it('B123 a patch that was lost shows with the next one, and the whole state follows', async () => {
    const { test, server } = await open()
    const client = await following(server, ['dashboard'])
    await caughtUp(client, test, 'dashboard')
    let lost = 0
    client.arrives = ({ type }) => {
      if (type !== 'patch' || lost > 0) return true
      lost += 1
      return false
    }
    test.buy(1).pass()
    await client.until(() => lost === 1)
    const snapshots = () => client.heard.filter(({ type }) => type === 'snapshot').length
    expect(snapshots()).toBe(1)
    test.buy(2).pass()
    await client.until(() => snapshots() === 2)
    await caughtUp(client, test, 'dashboard')
    expect(client.state('dashboard')).toEqual(wired(test, 'dashboard'))
  })

  it('B124 10,000 broadcasts past a dead reader wait nowhere, and the newest is what it gets', async () => {
    // Time that stands still for the server: nobody is taken for dead by his silence.
    const { test, server } = await open(20, new VirtualClock(NOON))
    const dead = await following(server, ['quotes'])
    const alive = await following(server, ['quotes'])
    await caughtUp(dead, test, 'quotes')
    dead.socket.pause()
    let most = 0
    for (let broadcast = 1; broadcast <= 10_000; broadcast++) {
      for (let share = 0; share < 20; share++) test.price(share, 100_000 + broadcast)
      test.pass()
      if (broadcast % 20 === 0) await turn()
      most = Math.max(most, server.waitingBytes)
    }
    await caughtUp(alive, test, 'quotes')
    expect(most).toBeLessThan(64_000)
    expect(test.desk.sockets.dropped).toBeGreaterThan(1_000)
    dead.socket.resume()
    await caughtUp(dead, test, 'quotes')
    expect(dead.state('quotes')).toEqual(wired(test, 'quotes'))
    expect(test.desk.version('quotes')).toBeGreaterThan(10_000)
    expect(dead.heard.length).toBeLessThan(9_000)
  })

  it('after a reconnection the client holds the server’s state, whatever happened meanwhile', async () => {
    const { test, server } = await open()
    const first = await following(server, ['dashboard', 'orders'])
    await caughtUp(first, test, 'dashboard')
    first.socket.terminate()
    await first.until(() => first.closed !== null)
    test.buy(1).buy(2).pass()
    const second = await following(server, ['dashboard', 'orders'])
    await caughtUp(second, test, 'dashboard')
    await caughtUp(second, test, 'orders')
    expect(second.state('dashboard')).toEqual(wired(test, 'dashboard'))
    expect(second.state('orders')).toEqual(wired(test, 'orders'))
  })
})

describe('events on the socket', () => {
  it('B45 each new fact comes with its sentence and the chain that it belongs to, to who asked for events', async () => {
    const { test, server } = await open()
    const hearing = await following(server, ['events'])
    const other = await following(server, ['status'])
    test.tell('system.emergency_stop', { reason: 'a drill', by: 'me' })
    const { event } = await hearing.message('event')
    expect(event).toMatchObject({
      seq: 3,
      type: 'system.emergency_stop',
      says: 'me stopped everything: a drill',
      data: { reason: 'a drill', by: 'me' },
    })
    expect(event.correlationId).toMatch(/^[0-9a-f-]{36}$/)
    await roundTrip(other)
    expect(other.heard.some(({ type }) => type === 'event')).toBe(false)
    hearing.send({ type: 'unsubscribe', topics: ['events'] })
    await roundTrip(hearing)
    test.tell('system.emergency_resume', { reason: 'over', by: 'me' })
    await roundTrip(hearing)
    expect(hearing.heard.filter(({ type }) => type === 'event')).toHaveLength(1)
  })

  it('who does not read loses events, is told so, and holds nobody up', async () => {
    const { test, server } = await open()
    const dead = await following(server, ['events'])
    dead.socket.pause()
    const reason = 'r'.repeat(20_000)
    let most = 0
    for (let halt = 0; halt < 1_500; halt++) {
      test.tell('system.emergency_stop', { reason, by: 'me' })
      if (halt % 20 === 0) await turn()
      most = Math.max(most, server.waitingBytes)
    }
    expect(most).toBeLessThan(1_048_576 + 50_000)
    expect(test.desk.sockets.dropped).toBeGreaterThan(0)
    dead.socket.resume()
    expect((await dead.message('error')).code).toBe('EVENTS_SKIPPED')
  })
})

describe('who may listen', () => {
  const refusal = (client: ModelClient): Promise<number> =>
    new Promise((resolve) => {
      client.socket.on('unexpected-response', (_request, response) => {
        resolve(response.statusCode ?? 0)
        response.resume()
      })
    })

  it('B126 a page of another site and a stranger are refused at the upgrade', async () => {
    const { server } = await open()
    expect(await refusal(server.client('me', { origin: 'http://evil.example' }))).toBe(403)
    server.letOut('stranger')
    expect(await refusal(server.client('stranger'))).toBe(401)
    const plain = await fetch(server.url.replace('ws:', 'http:'), { headers: { 'x-who': 'me' } })
    expect(plain.status).toBe(426)
  })

  it('a session that ends takes its sockets with it, at once where that is told and soon where not', async () => {
    const { test, server } = await open()
    const mine = await following(server, ['status'], 'me')
    const told = await following(server, ['status'], 'told')
    const untold = await following(server, ['status'], 'untold')
    server.letOut('told')
    await told.until(() => told.closed !== null)
    expect(told.closed).toEqual({ code: 4401 })
    expect((await told.message('error')).code).toBe('NOT_SIGNED_IN')
    server.letOut('untold', false)
    test.pass(15_000)
    await untold.until(() => untold.closed !== null)
    await roundTrip(mine)
    expect(mine.closed).toBe(null)
  })

  it('no more sockets than there is room for: the next one is told to come later', async () => {
    const { server } = await open()
    const caller = { id: 'x', kind: 'token', name: 'x', scope: 'read', csrfToken: null } as const
    const sockets: EventEmitter[] = []
    for (let count = 0; count < 1_200; count++) {
      const socket = Object.assign(new EventEmitter(), {
        bufferedAmount: 0,
        send: () => undefined,
        ping: () => undefined,
        close: () => socket.emit('close'),
        terminate: () => socket.emit('close'),
      })
      sockets.push(socket)
      server.manager.open(socket as unknown as WebSocket, { ...caller, expiresAt: null })
    }
    expect(await refusal(server.client())).toBe(503)
    sockets[0]?.emit('close')
    const late = server.client()
    await late.message('welcome')
  })

  it('everybody is told when the desk stops, and who does not go is let go', async () => {
    const { server } = await open()
    const client = await following(server, ['status'])
    const closing = server.manager.close('The desk is stopping')
    expect((await client.message('shutdown')).reason).toBe('The desk is stopping')
    await client.until(() => client.closed !== null)
    expect(client.closed).toEqual({ code: 1001 })
    await closing
    expect(await refusal(server.client())).toBe(503)
  })
})

describe('bad messages', () => {
  it('what is not understood is answered, costs nobody else anything and breaks nothing', async () => {
    const { test, server } = await open()
    const good = await following(server, ['dashboard'])
    const garbage = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom(
        '',
        'null',
        '[]',
        '{"type":"subscribe"}',
        '{"type":"subscribe","topics":[]}',
        '{"type":"subscribe","topics":"dashboard"}',
        '{"type":"subscribe","topics":["__proto__"]}',
        '{"type":"subscribe","topics":["constructor"]}',
        '{"type":"subscribe","topics":["quotes:../../etc/passwd"]}',
        '{"type":"subscribe","topics":["dashboard"],"more":1}',
        '{"__proto__":{"type":"ping"}}',
        `{"type":"${'x'.repeat(10_000)}"}`,
        '['.repeat(8_000),
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(garbage, { minLength: 1, maxLength: 20 }), async (messages) => {
        const bad = server.client()
        await bad.message('welcome')
        for (const message of messages) bad.socket.send(message)
        const answers = () => bad.heard.filter(({ type }) => type === 'error').length
        await bad.until(() => answers() === messages.length)
        bad.socket.terminate()
        await bad.until(() => bad.closed !== null)
      }),
      { numRuns: 30 },
    )
    test.buy(1).pass()
    await caughtUp(good, test, 'dashboard')
    expect(good.state('dashboard')).toEqual(wired(test, 'dashboard'))
  })

  it('binary, too large and too many messages close the socket, each with its code', async () => {
    const { server } = await open()
    const binary = server.client()
    await binary.message('welcome')
    binary.socket.send(Buffer.from('{"type":"ping"}'), { binary: true })
    await binary.until(() => binary.closed !== null)
    expect(binary.closed).toEqual({ code: 1003 })
    const large = server.client()
    await large.message('welcome')
    large.socket.send(`{"type":"ping","more":"${'x'.repeat(16_384)}"}`)
    await large.until(() => large.closed !== null)
    expect(large.closed).toEqual({ code: 1009 })
    const flood = server.client()
    await flood.message('welcome')
    for (let count = 0; count < 500; count++) flood.send({ type: 'ping' })
    await flood.until(() => flood.closed !== null)
    expect(flood.closed).toEqual({ code: 1008 })
    expect(flood.heard.filter(({ type }) => type === 'pong').length).toBeLessThanOrEqual(40)
  })

  it('a share that is not known and more topics than one may follow are refused in words', async () => {
    const { server } = await open(80)
    const client = server.client()
    await client.message('welcome')
    client.send({ type: 'subscribe', topics: ['quotes:NSE:NOSUCH', 'status'] })
    expect(await client.message('error')).toMatchObject({ code: 'NOT_FOUND' })
    expect((await client.message('subscribed')).topics).toEqual(['status'])
    const quotes = Array.from({ length: 64 }, (_, index) => `quotes:${shareOf(index)}`)
    client.send({ type: 'subscribe', topics: quotes })
    await client.until(() =>
      client.heard.some((one) => 'code' in one && one.code === 'TOO_MANY_TOPICS'),
    )
    await client.until(() => client.version('status') > 0)
    expect([...client.model.topics.keys()]).toEqual(['status'])
  })

  it('what a client asks again and again is answered once it reads, by one message a topic', async () => {
    const { test, server } = await open(60)
    for (let share = 0; share < 60; share++) test.price(share, 100_000)
    test.pass()
    const client = await following(server, ['quotes'])
    await caughtUp(client, test, 'quotes')
    client.socket.pause()
    for (let count = 0; count < 30; count++) client.send({ type: 'resync', topics: ['quotes'] })
    client.socket.resume()
    await roundTrip(client)
    expect(client.state('quotes')).toEqual(wired(test, 'quotes'))
  })
})
