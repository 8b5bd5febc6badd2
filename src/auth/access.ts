import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../core/clock.ts'
import type { Logger } from '../core/log.ts'
import type { AccessStore } from '../core/state/access-store.ts'
import { type EpochMs, epochMs } from '../domain/time.ts'

/** In rising order: each may do what those before it may. */
export const SCOPES = ['read', 'propose', 'operate'] as const
export type Scope = (typeof SCOPES)[number]

/** Somebody who was let in. */
export interface Caller {
  readonly id: string
  readonly kind: 'session' | 'token'
  /** For the journal: `dashboard`, or the name of the token. */
  readonly name: string
  readonly scope: Scope
  /** What a page must say in `X-CSRF-Token` to change anything; null for a token, which no browser sends by itself. */
  readonly csrfToken: string | null
  /** Epoch ms. */
  readonly expiresAt: EpochMs | null
}

export interface AccessDeps {
  readonly store: AccessStore
  readonly clock: Clock
  readonly log: Logger
}

/** A session that nobody used for so long has ended (OWASP ASVS 5, 7.3). */
const IDLE_MS = 12 * 3_600_000
/** And so has one that began so long ago, however much it is used. */
const LIFE_MS = 7 * 86_400_000
/** How often the use of a session is written down. */
const SEEN_EVERY_MS = 300_000
const SECRET_BYTES = 32
const TOKEN_PREFIX = 'rt_'
const SECRET = /^[\w-]{43}$/
/** Sessions that are open at once; the longest unused gives way. */
const SESSIONS_MAX = 64

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Follows from the session's secret, which no other page knows, so it need not be kept. */
const csrfOf = (secret: string): string =>
  createHash('sha256').update(`csrf ${secret}`).digest('base64url')

interface OpenSession {
  readonly id: string
  readonly createdAt: number
  /** Known once its secret was shown. */
  csrfToken: string | null
  seenAt: number
  writtenAt: number
}

/** Whether one scope covers another. */
export const covers = (has: Scope, needed: Scope): boolean =>
  SCOPES.indexOf(has) >= SCOPES.indexOf(needed)

/** Compares in the same time whatever the texts are. */
export function isSameText(left: string, right: string): boolean {
  const [a, b] = [left, right].map((text) => createHash('sha256').update(text).digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}

/** Who may come in: known by heart, so that asking costs no query; changes of any process are heard. */
export class Access {
  readonly #deps: AccessDeps
  #sessions = new Map<string, OpenSession>()
  /** By the secret itself: never written anywhere. */
  readonly #shown = new Map<string, OpenSession>()
  readonly #shownTokens = new Map<string, Caller>()
  #tokens = new Map<string, Caller>()
  #listening: Disposable | null = null
  #turn: Promise<void> = Promise.resolve()
  readonly #ended = new Set<() => void>()

  constructor(deps: AccessDeps) {
    this.#deps = deps
  }

  async initialize(): Promise<void> {
    const { store, log } = this.#deps
    this.#listening ??= await store.listen(() => {
      this.#learn().catch((error: unknown) => log.error('who may come in is not known', { error }))
    })
    await this.#learn()
  }

  /** The session of a cookie, kept alive by this use; null when it is unknown or over. */
  sessionOf(secret: string): Caller | null {
    if (!SECRET.test(secret)) return null
    const session = this.#shown.get(secret) ?? this.#show(secret)
    if (session === null) return null
    const now = this.#deps.clock.now()
    if (now >= endOf(session)) {
      this.#sessions.delete(hashOf(secret))
      this.#shown.clear()
      return null
    }
    session.seenAt = now
    if (now - session.writtenAt >= SEEN_EVERY_MS) this.#write(session)
    return sessionCaller(session)
  }

  /** The token of an Authorization header; null when it is unknown or revoked. */
  tokenOf(secret: string): Caller | null {
    if (!secret.startsWith(TOKEN_PREFIX)) return null
    const known = this.#shownTokens.get(secret)
    if (known !== undefined) return known
    const caller = this.#tokens.get(hashOf(secret)) ?? null
    if (caller !== null) this.#shownTokens.set(secret, caller)
    return caller
  }

  /** A new session, and the secret that only its cookie holds. */
  async begin(): Promise<{ readonly secret: string; readonly caller: Caller }> {
    const { store, clock } = this.#deps
    const secret = randomBytes(SECRET_BYTES).toString('base64url')
    const now = clock.now()
    const id = randomUUID()
    const hash = hashOf(secret)
    const row = { id, secret_hash: hash, created_at: now, seen_at: now, ended_at: null }
    const csrfToken = csrfOf(secret)
    const session = { id, createdAt: now, csrfToken, seenAt: now, writtenAt: now }
    await this.#inTurn(async () => {
      await store.insertSession(row)
      this.#sessions.set(hash, session)
    })
    await this.#makeRoom()
    return { secret, caller: sessionCaller(session) }
  }

  /** A new token, and its secret, which is shown once. */
  async issue(
    name: string,
    scope: Scope,
  ): Promise<{ readonly id: string; readonly secret: string }> {
    const { store, clock } = this.#deps
    const secret = `${TOKEN_PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}`
    const id = randomBytes(4).toString('hex')
    const row = { id, name, scope, secret_hash: hashOf(secret), created_at: clock.now() }
    await store.insertToken({ ...row, revoked_at: null })
    return { id, secret }
  }

  /** Ends one session; null ends all. */
  async end(id: string | null): Promise<void> {
    const { store, clock } = this.#deps
    await this.#inTurn(async () => {
      for (const [hash, session] of this.#sessions) {
        if (id === null || session.id === id) this.#sessions.delete(hash)
      }
      this.#shown.clear()
      await store.endSessions(id, clock.now())
    })
    this.#tellEnded()
  }

  /** Whether a caller that was let in would be let in now: for connections that last. */
  isStillIn({ id, kind }: Caller): boolean {
    if (kind === 'token') return [...this.#tokens.values()].some((token) => token.id === id)
    const now = this.#deps.clock.now()
    return [...this.#sessions.values()].some((session) => session.id === id && now < endOf(session))
  }

  /** Told when somebody may have been let out. */
  onEnded(listener: () => void): Disposable {
    this.#ended.add(listener)
    return { [Symbol.dispose]: () => this.#ended.delete(listener) }
  }

  close(): void {
    this.#listening?.[Symbol.dispose]()
    this.#listening = null
    this.#ended.clear()
  }

  /** One after the other: what is read of the table holds every session that was begun before. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const mine = this.#turn.then(work)
    // Whoever asked for it hears of a failure; the next one has his turn all the same.
    this.#turn = Promise.allSettled([mine]).then(() => {})
    return mine
  }

  #learn(): Promise<void> {
    return this.#inTurn(() => this.#read())
  }

  async #read(): Promise<void> {
    const { store, clock } = this.#deps
    const now = clock.now()
    const [sessions, tokens] = await Promise.all([
      store.sessions(epochMs(now - IDLE_MS)),
      store.tokens(),
    ])
    const before = this.#sessions
    this.#sessions = new Map()
    this.#shown.clear()
    this.#shownTokens.clear()
    for (const { id, secret_hash, created_at: createdAt, seen_at: writtenAt } of sessions) {
      const seenAt = Math.max(writtenAt, before.get(secret_hash)?.seenAt ?? 0)
      this.#sessions.set(secret_hash, { id, createdAt, csrfToken: null, seenAt, writtenAt })
    }
    this.#tokens = new Map(
      tokens
        .filter(({ revoked_at }) => revoked_at === null)
        .map(({ id, name, scope, secret_hash }) => [secret_hash, tokenCaller(id, name, scope)]),
    )
    this.#tellEnded()
  }

  async #makeRoom(): Promise<void> {
    if (this.#sessions.size <= SESSIONS_MAX) return
    const [oldest] = [...this.#sessions.values()].sort((a, b) => a.seenAt - b.seenAt)
    if (oldest !== undefined) await this.end(oldest.id)
  }

  /** Hashed once; from then on it is known by heart until anything changes. */
  #show(secret: string): OpenSession | null {
    const session = this.#sessions.get(hashOf(secret))
    if (session === undefined) return null
    session.csrfToken ??= csrfOf(secret)
    this.#shown.set(secret, session)
    return session
  }

  #write(session: OpenSession): void {
    const { store, log } = this.#deps
    session.writtenAt = session.seenAt
    store.see(session.id, epochMs(session.seenAt)).catch((error: unknown) => {
      log.warn('the use of a session was not written down', { error })
    })
  }

  #tellEnded(): void {
    for (const listener of this.#ended) listener()
  }
}

const endOf = ({ createdAt, seenAt }: OpenSession): number =>
  Math.min(seenAt + IDLE_MS, createdAt + LIFE_MS)

const sessionCaller = (session: OpenSession): Caller => ({
  id: session.id,
  kind: 'session',
  name: 'dashboard',
  scope: 'operate',
  csrfToken: session.csrfToken,
  expiresAt: epochMs(endOf(session)),
})

const tokenCaller = (id: string, name: string, scope: string): Caller => ({
  id,
  kind: 'token',
  name,
  scope: SCOPES.find((known) => known === scope) ?? 'read',
  csrfToken: null,
  expiresAt: null,
})
