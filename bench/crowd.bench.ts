import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import { defineBench } from './define-bench.ts'
import { addressOf, Held, makeToken, openPlace, startDesk } from './running-desk.ts'

/** Enough that a ninety-ninth hundredth is more than one slow write. */
const ORDERS = 300
const REST_MS = 5
/** A crowd has come when the last of it has its first states. */
const SETTLED_MS = 1_500
const WORDS = ['--from', '2026-11-23', '--speed', '60', '--strategies', 'ema-cross']
/** Nothing but the path is measured: no limit refuses an order, and no order lacks money. */
const CONFIG = { capital: 1_000_000_000, limits: { isOn: false } }

const dashboard = z.object({
  status: z.object({ clock: z.object({ isOpen: z.boolean() }) }),
  today: z.object({ approved: z.number() }),
})

/** What the crowd tells once it has come or gone. */
const told = z.object({ refusals: z.number() })

/** A desk on which a session runs, whoever looks at it, and who sends it orders. */
class Crowded {
  readonly #url: string
  readonly #token: string
  readonly #crowd: ChildProcess
  readonly #agent = new Agent({ keepAlive: true })
  #sent = 0

  constructor(url: string, token: string, crowd: ChildProcess) {
    this.#url = url
    this.#token = token
    this.#crowd = crowd
  }

  /** So many follow from now on. */
  async watchedBy(count: number): Promise<void> {
    const answer = once(this.#crowd, 'message')
    this.#crowd.send({ count })
    const [message] = await answer
    const { refusals } = told.parse(message)
    if (refusals > 0) throw new RangeError(`${refusals} requests of the crowd were refused`)
    await delay(SETTLED_MS)
  }

  /** Milliseconds of each order from the wish to the answer, which comes when it is durable; in rising order. */
  async orders(): Promise<readonly number[]> {
    const before = await this.#open()
    const times: number[] = []
    for (let each = 0; each < ORDERS; each++) {
      await delay(REST_MS)
      const begun = performance.now()
      await this.#order(each % 2 === 0 ? 'buy' : 'sell')
      times.push(performance.now() - begun)
    }
    const { today } = await this.#look()
    if (today.approved === before) throw new RangeError('no order was approved')
    return times.toSorted((a, b) => a - b)
  }

  /** Waits for the market; answers how many orders were approved that day. */
  async #open(): Promise<number> {
    for (;;) {
      const { status, today } = await this.#look()
      if (status.clock.isOpen) return today.approved
      await delay(REST_MS)
    }
  }

  async #look() {
    const headers = { authorization: `Bearer ${this.#token}` }
    const answer = await fetch(`${this.#url}/api/dashboard`, { headers })
    return dashboard.parse(await answer.json())
  }

  async #order(side: 'buy' | 'sell'): Promise<void> {
    this.#sent += 1
    const body = JSON.stringify({ instrument: 'NSE:INFY', side, quantity: 1 })
    const headers = {
      authorization: `Bearer ${this.#token}`,
      'content-type': 'application/json',
      'content-length': String(body.length),
      'idempotency-key': `bench-order-${this.#sent}`,
    }
    const status = await new Promise<number>((resolve, reject) => {
      const options = { method: 'POST', agent: this.#agent, headers }
      const call = request(`${this.#url}/api/trades/place`, options, (response) => {
        response.resume().once('end', () => resolve(response.statusCode ?? 0))
      })
      call.once('error', reject)
      call.end(body)
    })
    if (status !== 202) throw new RangeError(`an order was answered ${status}`)
  }
}

const held = new Held()
let opening: Promise<Crowded> | null = null

async function open(): Promise<Crowded> {
  const place = held.keep(await openPlace(CONFIG))
  const token = await makeToken(place)
  const url = await addressOf(held.keep(startDesk(place, WORDS)))
  const crowd = fork(join(process.cwd(), 'bench', 'crowd-peer.mjs'), [url, token])
  held.keep({
    async [Symbol.asyncDispose]() {
      crowd.disconnect()
    },
  })
  return new Crowded(url, token, crowd)
}

const crowded = (): Promise<Crowded> => {
  opening ??= open()
  return opening
}

const seen = new Map<number, string[]>()
const ms = (value: number | undefined) => (value ?? Number.NaN).toFixed(1)

/** The slowest but one in a hundred stands for all: seconds for as many orders as there are people. */
async function slowest(people: number, unit: number): Promise<number> {
  const desk = await crowded()
  await desk.watchedBy(people)
  const times = await desk.orders()
  await desk.watchedBy(0)
  const [median, late] = [times[ORDERS >> 1], times[Math.floor(ORDERS * 0.99)]]
  const words = `p50 ${ms(median)} ms, p99 ${ms(late)} ms`
  seen.set(people, [...(seen.get(people) ?? []), words])
  return ((late ?? Number.NaN) * unit) / 1_000
}

export default defineBench({
  row: 'P8',
  title: 'An order over HTTP until it is durable, p99, with 1,000 sockets and 200 requests/s',
  unit: 'orders/s',
  goal: { first: 0.5, goal: 0.5 },
  sizes: [10, 100, 1_000],
  ours: (people) => slowest(people, people),
  peers: { 'the same desk with nobody looking': (people) => slowest(0, people) },
  close: () => held[Symbol.asyncDispose](),
  get notes() {
    return [...seen].map(
      ([people, words]) => `Orders with ${people} sockets, round by round: ${words.join('; ')}.`,
    )
  },
})
