import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'
import { defineBench } from './define-bench.ts'
import { CONFIG, OrderSender, timesInWords, WORDS } from './order-sender.ts'
import { addressOf, Held, makeToken, openPlace, startDesk } from './running-desk.ts'

/** A crowd has come when the last of it has its first states. */
const SETTLED_MS = 1_500

/** What the crowd tells once it has come or gone. */
const told = z.object({ refusals: z.number() })

/** A desk on which a session runs, and whoever looks at it. */
interface Crowded {
  readonly sender: OrderSender
  readonly crowd: ChildProcess
}

/** So many follow from now on. */
async function watchedBy(crowd: ChildProcess, count: number): Promise<void> {
  const answer = once(crowd, 'message')
  crowd.send({ count })
  const [message] = await answer
  const { refusals } = told.parse(message)
  if (refusals > 0) throw new RangeError(`${refusals} requests of the crowd were refused`)
  await delay(SETTLED_MS)
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
  return { sender: new OrderSender(url, token), crowd }
}

const crowded = (): Promise<Crowded> => {
  opening ??= open()
  return opening
}

const seen = new Map<number, string[]>()

/** The slowest but one in a hundred stands for all: seconds for as many orders as there are people. */
async function slowest(people: number, unit: number): Promise<number> {
  const { sender, crowd } = await crowded()
  await watchedBy(crowd, people)
  const times = await sender.orders()
  await watchedBy(crowd, 0)
  seen.set(people, [...(seen.get(people) ?? []), timesInWords(times)])
  return (times.p99 * unit) / 1_000
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
