import * as z from 'zod'
import type { Clock } from '../../core/clock.ts'
import { ApiError, ConfigurationError } from '../../core/errors.ts'
import { epochMs } from '../../domain/time.ts'

const API = '__Words__'
const TRY_MS_MAX = 10_000
const TRIES = 3
const WAIT_MS = 1_000
const WAIT_MS_MAX = 32_000
const REFUSED_KEY = new Set([401, 403, 429])
const WORTH_ANOTHER_TRY = new Set([408, 425, 429, 500, 502, 503, 504])

/** What this API answers; anything else is refused at the door. */
const answer = z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })) })
export type __Name__Answer = z.output<typeof answer>

export interface __Name__ClientDeps {
  /** Address up to the path, such as `https://api.example.org/v1`. */
  readonly address: string
  /** Used in turn; one that is refused or limited makes way for the next. */
  readonly keys: readonly string[]
  readonly clock: Clock
  /** 0 to 1, spreads the tries of many clients. */
  readonly jitter: () => number
}

/** The only door to this API: parsed answers out, never a raw reply; each try is bounded, waits grow between them. */
export class __Name__Client {
  readonly #deps: __Name__ClientDeps
  #key = 0

  constructor(deps: __Name__ClientDeps) {
    this.#deps = deps
  }

  /** Throws ApiError when the other side fails for good, CONFIGURATION_INVALID without a key. */
  async items(query: string, signal: AbortSignal): Promise<__Name__Answer> {
    const reply = await this.#request(`/items?q=${encodeURIComponent(query)}`, signal)
    const parsed = answer.safeParse(reply)
    if (parsed.success) return parsed.data
    throw new ApiError(`${API} answered something else than it promises`, { apiName: API, cause: parsed.error })
  }

  async #request(path: string, signal: AbortSignal): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.#try(path, signal)
      if (response.ok) return response.json()
      const { status } = response
      if (REFUSED_KEY.has(status)) this.#key += 1
      if (attempt >= TRIES || !(WORTH_ANOTHER_TRY.has(status) || REFUSED_KEY.has(status))) {
        throw new ApiError(`${API} answered ${status}`, { apiName: API, statusCode: status })
      }
      await this.#wait(attempt, signal)
    }
  }

  #try(path: string, signal: AbortSignal): Promise<Response> {
    const { address, keys } = this.#deps
    const key = keys[this.#key % Math.max(1, keys.length)]
    if (key === undefined) throw new ConfigurationError('keys', `${API} needs a key and has none`)
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(TRY_MS_MAX)])
    return fetch(`${address}${path}`, { headers: { authorization: `Bearer ${key}` }, signal: bounded })
  }

  async #wait(attempt: number, signal: AbortSignal): Promise<void> {
    const { clock, jitter } = this.#deps
    const longest = Math.min(WAIT_MS * 2 ** (attempt - 1), WAIT_MS_MAX)
    await clock.until(epochMs(clock.now() + Math.round(longest * (0.5 + jitter() / 2))), signal)
  }
}
