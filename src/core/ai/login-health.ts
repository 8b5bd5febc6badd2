import { type EpochMs, isoTime, MINUTE_MS } from '../../domain/time.ts'
import { ignoreCancellation, isCancellation } from '../cancellation.ts'
import type { Clock } from '../clock.ts'
import { toTradingError } from '../error-handler.ts'
import type { TradingError } from '../errors.ts'
import type { Ran } from './client-process.ts'
import { orAborted } from './or-aborted.ts'

/** Whether the model can be asked: proven by an answer, only stored as a login, or not. */
export interface Login {
  readonly state: 'ready' | 'unproven' | 'blocked'
  readonly reason: string
  readonly nextStep: string | null
  /** null before anybody looked. */
  readonly checkedAt: EpochMs | null
}

/** What was found before anybody says when. */
export type Found = Omit<Login, 'checkedAt'>

const LOGIN = 'Run "robo-trader ai login"'
const KEPT_MS = 5 * MINUTE_MS

const blocked = (reason: string, nextStep: string | null): Found => ({
  state: 'blocked',
  reason,
  nextStep,
})

/** The client's program is not there: its package is optional. */
export const NO_PROGRAM = blocked(
  'The model’s client is not installed: its optional package was left out',
  'Run "npm install" without --omit=optional',
)
/** It is there, and does not run. */
export const NOT_RUNNING = blocked(
  'The model’s client does not run, or does not answer',
  'Install it again with "npm install", or see the log in the data folder',
)
export const SWITCHED_OFF = blocked('The AI desk is switched off', 'Set ai.isOn')

/** What `auth status` of the client says: never that a login works, at best that there is one. */
export function loginIn({ code, stdout, stderr }: Ran): Found {
  const told = jsonIn(stdout)
  if (code === 0 && told?.loggedIn === true) {
    return {
      state: 'unproven',
      reason: `A login is stored (${told.method}), not proven yet`,
      nextStep: null,
    }
  }
  if (told !== null) return blocked('Nobody is logged in', LOGIN)
  if (/corrupted|Configuration error/.test(stderr)) {
    const reason = 'The configuration file of the model’s client cannot be read'
    return blocked(reason, 'Mend .claude.json in the client’s folder, or move it aside, and log in')
  }
  return blocked(`The model’s client did not tell its login: it ended with ${code}`, LOGIN)
}

function jsonIn(text: string): { readonly loggedIn: boolean; readonly method: string } | null {
  const begin = text.indexOf('{')
  if (begin < 0) return null
  try {
    const value: unknown = JSON.parse(text.slice(begin))
    if (typeof value !== 'object' || value === null || !('loggedIn' in value)) return null
    const method = 'authMethod' in value ? String(value.authMethod) : 'unknown'
    return { loggedIn: value.loggedIn === true, method }
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** What is known of the login. Looking costs a process, proving a question: each is done at most once in five minutes. */
export class LoginHealth {
  readonly #clock: Clock
  readonly #look: () => Promise<Found>
  readonly #prove: () => Promise<void>
  readonly #onChange: () => void
  #login: Login = {
    state: 'unproven',
    reason: 'Nobody has looked yet',
    nextStep: null,
    checkedAt: null,
  }
  #lookedAt: EpochMs | null = null
  #provedAt: EpochMs | null = null
  #looking: Promise<void> | null = null
  #proving: Promise<void> | null = null

  constructor(deps: {
    readonly clock: Clock
    readonly look: () => Promise<Found>
    /** Asks for a minimal answer; throws when there is none. */
    readonly prove: () => Promise<void>
    readonly onChange: () => void
  }) {
    this.#clock = deps.clock
    this.#look = deps.look
    this.#prove = deps.prove
    this.#onChange = deps.onChange
  }

  get login(): Login {
    return this.#login
  }

  /** Whether there is a login at all; one that was proven stays so until it fails. */
  async look(signal: AbortSignal): Promise<Login> {
    if (!this.#isRecent(this.#lookedAt)) {
      this.#looking ??= this.#lookOnce().finally(() => {
        this.#looking = null
      })
      await orAborted(this.#looking, signal)
    }
    return this.#login
  }

  /** Whether it works: a minimal answer proves it. */
  async prove(signal: AbortSignal): Promise<Login> {
    const { state } = await this.look(signal)
    if (state === 'blocked' || this.#isRecent(this.#provedAt)) return this.#login
    this.#proving ??= this.#proveOnce().finally(() => {
      this.#proving = null
    })
    await orAborted(this.#proving, signal)
    return this.#login
  }

  /** An answer came: nothing proves it better. */
  answered(): void {
    const at = this.#clock.now()
    this.#provedAt = at
    this.#lookedAt = at
    const reason = `It answered at ${isoTime(at)}`
    this.#set({ state: 'ready', reason, nextStep: null })
  }

  /** The login was refused. */
  refused(error: TradingError): void {
    this.#provedAt = this.#clock.now()
    this.#lookedAt = this.#provedAt
    this.#set(blocked(error.message, LOGIN))
  }

  /** Somebody logged in or out: what was known holds no more. */
  forget(): void {
    this.#lookedAt = null
    this.#provedAt = null
  }

  async #lookOnce(): Promise<void> {
    try {
      const found = await this.#look()
      this.#lookedAt = this.#clock.now()
      const wasProven = this.#login.state === 'ready' && found.state === 'unproven'
      if (!wasProven) this.#set(found)
    } catch (error) {
      // Whoever waited left before: what was known stays.
      ignoreCancellation(error)
    }
  }

  async #proveOnce(): Promise<void> {
    try {
      await this.#prove()
      this.answered()
    } catch (error) {
      if (isCancellation(error)) return
      this.#provedAt = this.#clock.now()
      const failure = toTradingError(error)
      if (failure.code === 'AI_BLOCKED') this.refused(failure)
      else {
        const reason = `A login is stored; it could not be proven: ${failure.message}`
        this.#set({ state: 'unproven', reason, nextStep: 'Look at the connection, then ask again' })
      }
    }
  }

  #isRecent(at: EpochMs | null): boolean {
    return at !== null && this.#clock.now() - at < KEPT_MS
  }

  #set(found: Found): void {
    this.#login = { ...found, checkedAt: this.#clock.now() }
    this.#onChange()
  }
}
