import { isDeepStrictEqual } from 'node:util'
import { epochMs, MINUTE_MS } from '../../domain/time.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { AiSessionLine, ClientOptions, ClientType } from './claude.ts'
import type { ClaudeSession } from './session.ts'

interface Kept {
  readonly options: ClientOptions
  readonly opening: Promise<ClaudeSession>
  /** null while it opens. */
  session: ClaudeSession | null
}

/** A client that nobody asked anything for so long is closed: it keeps some 200 MB. */
const IDLE_MS = 15 * MINUTE_MS

/** One warm session a client type: made when it is first needed, let go of when it is worn out, idle or not what is asked for. */
export class SessionPool implements AsyncDisposable {
  readonly #open: (type: ClientType, options: ClientOptions) => Promise<ClaudeSession>
  readonly #clock: Clock
  readonly #log: Logger
  readonly #kept = new Map<ClientType, Kept>()
  readonly #leaving = new Set<Promise<void>>()
  #idle: Disposable | null = null

  constructor(deps: {
    readonly open: (type: ClientType, options: ClientOptions) => Promise<ClaudeSession>
    readonly clock: Clock
    readonly log: Logger
  }) {
    this.#open = deps.open
    this.#clock = deps.clock
    this.#log = deps.log
  }

  /** Calls that come together share one; other options are another session. */
  get(type: ClientType, options: ClientOptions): Promise<ClaudeSession> {
    const found = this.#kept.get(type)
    const isOver = found?.session?.isOver ?? false
    if (found && !isOver && isDeepStrictEqual(found.options, options)) return found.opening
    if (found) this.#letGo(type, found)
    const opening = this.#open(type, options)
    const kept: Kept = { options, opening, session: null }
    this.#kept.set(type, kept)
    opening.then(
      (session) => {
        kept.session = session
      },
      // Whoever asked is told; the next one tries again.
      () => this.#forget(type, kept),
    )
    return opening
  }

  get lines(): readonly AiSessionLine[] {
    return this.#running.map(({ line }) => line)
  }

  /** How much memory each client keeps. */
  async weigh(): Promise<void> {
    await Promise.all(this.#running.map((session) => session.weigh()))
  }

  /** After each question: a worn out client is let go of, an idle one later. */
  async tend(session: ClaudeSession): Promise<void> {
    await session.weigh()
    if (session.isTired || session.isOver) this.discard(session)
    this.#idle?.[Symbol.dispose]()
    this.#idle = this.#clock.wakeAt(epochMs(this.#clock.now() + IDLE_MS), () => {
      for (const [type, kept] of this.#kept) {
        if (kept.session !== null && !kept.session.line.isBusy) this.#letGo(type, kept)
      }
    })
  }

  /** It answers what it was asked; the next question finds another. */
  discard(session: ClaudeSession): void {
    const kept = this.#kept.get(session.type)
    if (kept?.session === session) this.#letGo(session.type, kept)
  }

  /** Lets go of all, and waits until they are closed. */
  async close(): Promise<void> {
    this.#idle?.[Symbol.dispose]()
    for (const [type, kept] of this.#kept) this.#letGo(type, kept)
    await Promise.all(this.#leaving)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  get #running(): readonly ClaudeSession[] {
    return [...this.#kept.values()].flatMap(({ session }) =>
      session === null || session.isOver ? [] : [session],
    )
  }

  #forget(type: ClientType, kept: Kept): void {
    if (this.#kept.get(type) === kept) this.#kept.delete(type)
  }

  #letGo(type: ClientType, kept: Kept): void {
    this.#forget(type, kept)
    const leaving = kept.opening
      .then((session) => session.retire())
      .catch((error: unknown) => {
        this.#log.debug('a session was let go of that had not begun', { client: type, error })
      })
      .finally(() => this.#leaving.delete(leaving))
    this.#leaving.add(leaving)
  }
}
