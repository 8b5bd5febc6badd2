import { readFile } from 'node:fs/promises'
import { say } from '../test/scripted-model/replies.ts'
import { startScriptedModel } from '../test/scripted-model/scripted-model.ts'
import { defineBench } from './define-bench.ts'
import { CONFIG, OrderSender, timesInWords, WORDS } from './order-sender.ts'
import { addressOf, Held, makeToken, openPlace, type Started, startDesk } from './running-desk.ts'

/** What a script costs at list prices is nobody's money. */
const UNBOUNDED = { budgetADayPaise: 1e9, budgetASessionPaise: 1e9, tokensADay: 1e9 }

/** A desk that trades, and its AI, which is asked so that it starts and ended so that it has to start again. */
interface Beside {
  readonly sender: OrderSender
  readonly startAndStop: () => Promise<void>
}

const held = new Held()
let opening: Promise<Beside> | null = null

/** The model's clients that a desk has started; only Linux tells the children of a process. */
async function clientsOf({ process: { pid } }: Started): Promise<readonly number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

async function open(): Promise<Beside> {
  const model = await startScriptedModel(() => say('It looks dear.'))
  held.keep({ [Symbol.asyncDispose]: () => model.close() })
  const ai = { ...UNBOUNDED, scriptedModelUrl: model.url }
  const place = held.keep(await openPlace({ ...CONFIG, ai }))
  const token = await makeToken(place)
  const desk = held.keep(startDesk(place, WORDS))
  const url = await addressOf(desk)
  const startAndStop = async () => {
    const answer = await fetch(`${url}/api/chat`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ text: 'How is INFY?' }),
    })
    const words = await answer.text()
    // The desk may not have seen yet that its client is gone.
    if (words.includes('AI_SESSION_LOST')) return
    if (!answer.ok) throw new RangeError(`the question was answered ${answer.status}: ${words}`)
    const clients = await clientsOf(desk)
    if (clients.length === 0) throw new RangeError('no client of the model was started')
    for (const client of clients) process.kill(client, 'SIGKILL')
  }
  return { sender: new OrderSender(url, token), startAndStop }
}

const beside = (): Promise<Beside> => {
  opening ??= open()
  return opening
}

const seen: string[] = []
let starts = 0

/** Orders while clients of the model begin and end, one after another. */
async function besideStarts(): Promise<number> {
  const { sender, startAndStop } = await beside()
  let isOver = false
  const churn = async () => {
    while (!isOver) {
      await startAndStop()
      starts += 1
    }
  }
  const churning = churn()
  const times = await sender.orders().finally(() => {
    isOver = true
  })
  await churning
  seen.push(timesInWords(times))
  return times.p99 / 1_000
}

async function alone(): Promise<number> {
  const { sender } = await beside()
  return (await sender.orders()).p99 / 1_000
}

export default defineBench({
  row: 'P13C',
  title: 'An order over HTTP until it is durable, p99, while the AI starts and stops',
  unit: 'orders/s',
  goal: { first: 0.5, goal: 0.5 },
  sizes: [1],
  ours: besideStarts,
  peers: { 'the same desk while the AI rests': alone },
  close: () => held[Symbol.asyncDispose](),
  get notes() {
    return [
      `Clients of the model were started and killed ${starts} times meanwhile, each after its first answer; round by round: ${seen.join('; ')}.`,
    ]
  },
})
