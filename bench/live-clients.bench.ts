import { createConnection, createServer, type Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import type { Caller } from '../src/auth/access.ts'
import { LiveFollower } from '../src/web/live-follower.ts'
import { LiveTopic } from '../src/web/live-topic.ts'
import { defineBench } from './define-bench.ts'

const CALLER: Caller = {
  id: 'bench',
  kind: 'token',
  name: 'bench',
  scope: 'read',
  csrfToken: null,
  expiresAt: null,
}

type Rows = Readonly<Record<string, number>>

/** A state of which each version has other figures: a patch is about 1.8 kB, as that of a book is. */
const rowsAt = (version: number): Rows =>
  Object.fromEntries(
    Array.from({ length: 200 }, (_, index) => [
      `NSE:SHARE${index}`,
      index < 28 ? 100_000 + version + index : 100_000,
    ]),
  )

/** Counts what came to all clients together, and wakes who waits for so much. */
class Arrivals {
  #count = 0
  #wanted = Number.POSITIVE_INFINITY
  #wake: () => void = () => undefined

  add(count = 1): void {
    this.#count += count
    if (this.#count >= this.#wanted) this.#wake()
  }

  until(count: number): Promise<void> {
    this.#count = 0
    this.#wanted = count
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }
}

interface Crowd {
  /** Hands one update to everybody; resolves when the last one has it. */
  round(): Promise<void>
  close(): Promise<void>
}

/** How long one update takes to be with all clients, by the median of many rounds: seconds for all of them. */
async function served(clients: number, open: (clients: number) => Promise<Crowd>): Promise<number> {
  const crowd = await open(clients)
  const times: number[] = []
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now()
      await crowd.round()
      times.push(performance.now() - start)
    }
  } finally {
    await crowd.close()
  }
  return (times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0) / 1_000
}

const ROUNDS = 31

async function sockets(clients: number, arrivals: Arrivals) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const taken: WebSocket[] = []
  server.on('connection', (socket) => taken.push(socket))
  const ends = await Promise.all(
    Array.from({ length: clients }, async () => {
      const end = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false })
      end.on('message', () => arrivals.add())
      await new Promise((resolve) => end.once('open', resolve))
      return end
    }),
  )
  const close = async () => {
    for (const end of ends) end.terminate()
    await new Promise((resolve) => server.close(resolve))
  }
  return { taken, close }
}

/** As the desk does it: versions, one message a topic under way, and the patch made once. */
async function ours(clients: number): Promise<Crowd> {
  const arrivals = new Arrivals()
  const shown = { version: 0 }
  const topic = new LiveTopic('quotes', 'era', () => rowsAt(shown.version))
  const { taken, close } = await sockets(clients, arrivals)
  const tally = { clients, dropped: 0 }
  const all = arrivals.until(clients)
  const followers = taken.map((socket, index) => {
    const follower = new LiveFollower({ id: `${index}`, caller: CALLER, socket, tally })
    follower.follow(topic)
    return follower
  })
  await all
  const round = async () => {
    const had = arrivals.until(clients)
    shown.version += 1
    topic.mark()
    topic.refresh()
    for (const follower of followers) follower.update('quotes')
    await had
  }
  return { round, close }
}

/** The same change to each, written out anew for each, as is usual. */
async function each(clients: number): Promise<Crowd> {
  const arrivals = new Arrivals()
  const shown = { version: 0 }
  const { taken, close } = await sockets(clients, arrivals)
  const round = async () => {
    const had = arrivals.until(clients)
    shown.version += 1
    const state = rowsAt(shown.version)
    for (const socket of taken) socket.send(JSON.stringify({ type: 'snapshot', state }))
    await had
  }
  return { round, close }
}

/** The floor: the same bytes over bare TCP. */
async function tcp(clients: number): Promise<Crowd> {
  const arrivals = new Arrivals()
  const taken: Socket[] = []
  const arrived = arrivals.until(clients)
  const server = createServer((socket) => {
    taken.push(socket.setNoDelay())
    arrivals.add()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const bytes = Buffer.alloc(1_800, 'x')
  const ends = await Promise.all(
    Array.from({ length: clients }, async () => {
      const end = createConnection({ host: '127.0.0.1', port })
      let got = 0
      end.on('data', (data) => {
        got += data.length
        if (got < bytes.length) return
        got -= bytes.length
        arrivals.add()
      })
      await new Promise((resolve) => end.once('connect', resolve))
      return end
    }),
  )
  await arrived
  const round = async () => {
    const had = arrivals.until(clients)
    for (const socket of taken) socket.write(bytes)
    await had
  }
  const close = async () => {
    for (const socket of [...ends, ...taken]) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return { round, close }
}

export default defineBench({
  row: 'P8',
  title: 'an update of 1.8 kB until the last of all clients has it, p50',
  unit: 'clients/s',
  goal: { first: 1, goal: 1 },
  sizes: [10, 100, 1_000],
  ours: (clients) => served(clients, ours),
  peers: {
    'ws, written for each': (clients) => served(clients, each),
    'bare TCP': (clients) => served(clients, tcp),
  },
  notes: [
    'Server and clients share one process and one core, so half of the time is the clients’; 10 ms for 1,000 clients are 100,000 clients/s.',
  ],
})
