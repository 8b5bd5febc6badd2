import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { isCancellation } from '../cancellation.ts'
import type { Logger } from '../log.ts'
import { type Access, clientConfig } from './database.ts'

const RETRY_MS = 1_000

/**
 * Wakes whoever waits for something in the database. A wake-up may be lost with its connection, so everybody is woken
 * when it is back, and nobody may rely on wake-ups alone.
 */
export class Notifications {
  readonly #access: Access
  readonly #log: Logger
  readonly #closing = new AbortController()
  readonly #listeners = new Map<string, Set<() => void>>()
  #client: pg.Client | null = null
  #running: Promise<void> | null = null

  constructor(access: Access, log: Logger) {
    this.#access = access
    this.#log = log
  }

  /** Resolves once it listens; a channel is a plain name. */
  async listen(channel: string, listener: () => void): Promise<Disposable> {
    const known = this.#listeners.get(channel)
    const listeners = known ?? new Set()
    listeners.add(listener)
    this.#listeners.set(channel, listeners)
    if (this.#running === null) this.#running = this.#run(this.#closing.signal)
    else if (known === undefined) await this.#say(`listen ${pg.escapeIdentifier(channel)}`)
    return { [Symbol.dispose]: () => listeners.delete(listener) }
  }

  async close(): Promise<void> {
    this.#closing.abort('closing')
    await this.#client?.end()
    await this.#running
  }

  async #say(statement: string): Promise<void> {
    await this.#client?.query(statement).catch((error: unknown) => {
      this.#log.debug('a wake-up channel waits for its connection', { error })
    })
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#connection(signal).catch((error: unknown) => {
        if (!signal.aborted) this.#log.warn('wake-ups are interrupted', { error })
      })
      await delay(RETRY_MS, undefined, { signal, ref: false }).catch((error: unknown) => {
        if (!isCancellation(error)) throw error
      })
    }
  }

  /** Lives as long as one connection does. */
  async #connection(signal: AbortSignal): Promise<void> {
    const name = `robo ${process.pid} listener`
    const client = new pg.Client(clientConfig(this.#access, 'public', name, 0))
    const ended = new Promise<void>((resolve) => client.once('end', () => resolve()))
    client.on('error', (error) => this.#log.debug('the listening connection broke', { error }))
    client.on('notification', ({ channel }) => this.#wake(channel))
    await client.connect()
    this.#client = client
    if (signal.aborted) await client.end()
    for (const channel of this.#listeners.keys()) {
      await this.#say(`listen ${pg.escapeIdentifier(channel)}`)
      this.#wake(channel)
    }
    await ended
    this.#client = null
  }

  #wake(channel: string): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener()
  }
}
