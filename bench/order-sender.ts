import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import * as z from 'zod'

/** Enough that a ninety-ninth hundredth is more than one slow write. */
const ORDERS = 300
const REST_MS = 5

const dashboard = z.object({
  status: z.object({ clock: z.object({ isOpen: z.boolean() }) }),
  today: z.object({ approved: z.number() }),
})

/** A desk on which the path of an order is all that is measured. */
export const WORDS = ['--from', '2026-11-23', '--speed', '60', '--strategies', 'ema-cross']
/** No limit refuses an order, and no order lacks money. */
export const CONFIG = { capital: 1_000_000_000, limits: { isOn: false } }

/** How long orders took, in milliseconds. */
export interface OrderTimes {
  readonly p50: number
  readonly p99: number
}

/** How they are told. */
export const timesInWords = ({ p50, p99 }: OrderTimes): string =>
  `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`

/** Sends a running desk orders over HTTP, one after another. */
export class OrderSender {
  readonly #url: string
  readonly #token: string
  readonly #agent = new Agent({ keepAlive: true })
  #sent = 0

  constructor(url: string, token: string) {
    this.#url = url
    this.#token = token
  }

  /** From each wish to the answer, which comes when it is durable. */
  async orders(): Promise<OrderTimes> {
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
    const rising = times.toSorted((a, b) => a - b)
    const at = (share: number) => rising[Math.floor(ORDERS * share)] ?? Number.NaN
    return { p50: at(0.5), p99: at(0.99) }
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
