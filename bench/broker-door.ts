import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import * as z from 'zod'

/** What the broker's process runs: it takes whatever comes and tells when the request was in, by the clock that all share. */
const BROKER = `
const { createServer } = require('node:http')
let taken = 0
const server = createServer((incoming, reply) => {
  incoming.resume().once('end', () => {
    process.send({ arrivedAt: String(process.hrtime.bigint()) })
    taken += 1
    reply.setHeader('content-type', 'application/json')
    reply.end(JSON.stringify({ status: 'success', data: { order_id: String(taken) } }))
    reply.once('close', () => process.send({ isAnswered: true }))
  })
})
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
process.once('disconnect', () => process.exit(0))
`

/** What its process tells of it. */
const Told = z.object({
  port: z.number().optional(),
  arrivedAt: z.string().optional(),
  isAnswered: z.boolean().optional(),
})

/** A broker's door in another process on this machine. */
export class BrokerDoor {
  readonly #process: ChildProcess
  readonly port: number
  #arrived: (at: bigint) => void = () => {}
  #gone: () => void = () => {}
  #answered: Promise<void> = Promise.resolve()

  private constructor(broker: ChildProcess, port: number) {
    this.#process = broker
    this.port = port
    broker.on('message', (message) => {
      const { arrivedAt, isAnswered } = Told.parse(message)
      if (arrivedAt !== undefined) this.#arrived(BigInt(arrivedAt))
      if (isAnswered === true) this.#gone()
    })
  }

  static async open(): Promise<BrokerDoor> {
    const broker = spawn(process.execPath, ['-e', BROKER], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const [message] = await once(broker, 'message')
    return new BrokerDoor(broker, Told.parse(message).port ?? 0)
  }

  /** Milliseconds from the start of the work to the last byte of its request. */
  async timed(work: () => Promise<unknown>): Promise<number> {
    this.#answered = new Promise((resolve) => {
      this.#gone = resolve
    })
    const arrival = new Promise<bigint>((resolve) => {
      this.#arrived = resolve
    })
    const start = process.hrtime.bigint()
    const done = work()
    const taken = Number((await arrival) - start) / 1e6
    await done
    return taken
  }

  /** The last request has its answer. */
  answered(): Promise<void> {
    return this.#answered
  }

  close(): void {
    this.#process.disconnect()
  }
}
