import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Question } from './http-load.ts'
import { addressOf, Held, makeToken, openPlace, Started, startDesk } from './running-desk.ts'

/** Two days of trading, so that the dashboard shows what a desk holds; then the market goes on by the clock. */
const BOOK = ['--from', '2026-11-23', '--strategies', 'ema-cross,supertrend']
const PAST = [...BOOK, '--until', '2026-11-24', '--speed', 'max', '--no-web']
const NOW = [...BOOK, '--speed', '1']

/** Who is asked, each in a process of its own. */
interface Questions {
  readonly ours: Question
  readonly express: Question
  readonly expressReadyMade: Question
  readonly bodyBytes: number
}

/** A running desk, and the same body behind Express: with a token, a limit and the same headers. */
export class Dashboards {
  readonly #held = new Held()
  readonly #isKnown: boolean
  #opening: Promise<Questions> | null = null

  /** With `isKnown`, whoever asks shows the tag of what he has. */
  constructor(isKnown: boolean) {
    this.#isKnown = isKnown
  }

  /** Opened when they are first asked for, and then kept: their start is not what is measured. */
  questions(): Promise<Questions> {
    this.#opening ??= this.#open()
    return this.#opening
  }

  close(): Promise<void> {
    return this.#held[Symbol.asyncDispose]()
  }

  async #open(): Promise<Questions> {
    const place = this.#held.keep(await openPlace())
    await startDesk(place, PAST).ended()
    const token = await makeToken(place)
    const url = await addressOf(this.#held.keep(startDesk(place, NOW)))
    const headers = { authorization: `Bearer ${token}` }
    const ask = (base: string): Question => ({
      url: `${base}/api/dashboard`,
      headers,
      isKnown: this.#isKnown,
    })
    const body = await (await fetch(`${url}/api/dashboard`, { headers })).text()
    const file = join(place.folder, 'dashboard.json')
    await writeFile(file, body)
    const peer = async (...more: readonly string[]) => {
      const words = [file, token, ...more]
      const started = this.#held.keep(new Started('bench/express-peer.mjs', words, place))
      const [, port] = await started.said(/Listening: (\d+)/)
      return ask(`http://127.0.0.1:${port}`)
    }
    const express = await peer()
    const expressReadyMade = await peer('ready-made')
    return { ours: ask(url), express, expressReadyMade, bodyBytes: body.length }
  }
}
