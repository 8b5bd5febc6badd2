import { epochMs } from '../domain/time.ts'
import { ignoreCancellation } from './cancellation.ts'
import { type Clock, SystemClock } from './clock.ts'
import { rethrowCancelled, toTradingError } from './error-handler.ts'
import { type ErrorCode, TradingError } from './errors.ts'
import type { Health } from './events/operations-events.ts'

/** A class is its own token; ports are abstract classes. */
export type Token<T> = abstract new (...args: never[]) => T

type Factory<T> = (container: DependencyContainer) => T

interface Lifecycle {
  initialize?(signal: AbortSignal): Promise<void> | void
  close?(): Promise<void> | void
}

/** How one part came up. */
export interface PartStatus {
  readonly part: string
  readonly health: Health
  readonly reason: string | null
}

const CLOSE_MS_MAX = 5_000
/** Failures of the container itself, which name their part already. */
const OWN = new Set<ErrorCode>(['NOT_REGISTERED', 'DEPENDENCY_CYCLE', 'BUILD_FAILED'])

/** Builds each part once, when first asked for; brings all up in order and takes them down in reverse. */
export class DependencyContainer implements AsyncDisposable {
  readonly #factories = new Map<Token<unknown>, Factory<unknown>>()
  readonly #built = new Map<Token<unknown>, unknown>()
  readonly #building: Token<unknown>[] = []
  readonly #order: { readonly name: string; readonly part: Lifecycle }[] = []
  readonly #statuses: PartStatus[] = []
  readonly #clock: Clock
  #initializing: Promise<readonly PartStatus[]> | null = null

  /** `clock`: how long a part may take to close is told by it. */
  constructor(clock: Clock = new SystemClock()) {
    this.#clock = clock
  }

  register<T>(token: Token<T>, factory: Factory<T>): this {
    this.#factories.set(token, factory)
    return this
  }

  get tokens(): readonly Token<unknown>[] {
    return [...this.#factories.keys()]
  }

  /** How each part came up, in order. */
  get statuses(): readonly PartStatus[] {
    return this.#statuses
  }

  /** The one instance. Throws NOT_REGISTERED, DEPENDENCY_CYCLE or BUILD_FAILED, naming the part. */
  get<T>(token: Token<T>): T {
    if (this.#built.has(token)) return this.#built.get(token) as T
    const factory = this.#factories.get(token)
    if (!factory) throw notRegistered(token, this.#building)
    if (this.#building.includes(token)) {
      const circle = [...this.#building.slice(this.#building.indexOf(token)), token]
      throw new TradingError(
        'DEPENDENCY_CYCLE',
        `Parts need each other in a circle: ${path(circle)}`,
      )
    }
    this.#building.push(token)
    try {
      const part = factory(this)
      this.#built.set(token, part)
      this.#order.push({ name: token.name, part: part as Lifecycle })
      return part as T
    } catch (error) {
      const known = toTradingError(error)
      if (OWN.has(known.code)) throw known
      const message = `${token.name} could not be built: ${known.message}`
      throw new TradingError('BUILD_FAILED', message, { cause: error })
    } finally {
      this.#building.pop()
    }
  }

  /** Builds every part and initialises it once. A part that fails is blocked with its reason; the rest go on. */
  initialize(signal: AbortSignal): Promise<readonly PartStatus[]> {
    this.#initializing ??= this.#bringAllUp(signal)
    return this.#initializing
  }

  async #bringAllUp(signal: AbortSignal): Promise<readonly PartStatus[]> {
    for (const token of this.#factories.keys()) {
      if (signal.aborted) break
      this.#statuses.push(await this.#bringUp(token, signal))
    }
    return this.#statuses
  }

  async #bringUp(token: Token<unknown>, signal: AbortSignal): Promise<PartStatus> {
    try {
      const part = this.get(token) as Lifecycle
      await part.initialize?.(signal)
      return { part: token.name, health: 'ready', reason: null }
    } catch (error) {
      const { message } = rethrowCancelled(error, signal)
      return { part: token.name, health: 'blocked', reason: message }
    }
  }

  /** Last built, first closed; each has its own time, and one that fails or hangs does not keep the others. */
  async close(): Promise<readonly PartStatus[]> {
    const failures: PartStatus[] = []
    for (const { name, part } of this.#order.splice(0).reverse()) {
      const reason = await this.#closePart(part)
      if (reason !== null) failures.push({ part: name, health: 'degraded', reason })
    }
    this.#built.clear()
    return failures
  }

  async #closePart(part: Lifecycle): Promise<string | null> {
    if (typeof part.close !== 'function') return null
    const closed = new AbortController()
    const due = epochMs(this.#clock.now() + CLOSE_MS_MAX)
    const late = this.#clock.until(due, closed.signal).then(() => 'It did not close in time')
    late.catch(ignoreCancellation)
    try {
      const closing = Promise.resolve(part.close()).then(() => null)
      return await Promise.race([closing, late])
    } catch (error) {
      return toTradingError(error).message
    } finally {
      closed.abort('closed')
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

const path = (tokens: readonly Token<unknown>[]): string =>
  tokens.map(({ name }) => name).join(' → ')

const notRegistered = (
  { name }: Token<unknown>,
  building: readonly Token<unknown>[],
): TradingError => {
  const needed = building.length === 0 ? '' : `; it is needed by ${path(building)}`
  return new TradingError('NOT_REGISTERED', `${name} is not registered${needed}`)
}
