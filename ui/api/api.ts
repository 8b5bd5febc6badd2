import type { SessionBody } from '../../src/web/contract/system.ts'
import { asFailure, Failure, failureOf, unreachable } from './failure.ts'
import { linesOf } from './lines.ts'
import { type Named, type Query, type Reads, type Streams, urlOf, type Writes } from './routes.ts'

/** Whether somebody may look: `locked` waits for the password. */
export type Access =
  | { readonly state: 'opening' }
  | { readonly state: 'open'; readonly session: SessionBody }
  | { readonly state: 'locked'; readonly failure: Failure }
  | { readonly state: 'failed'; readonly failure: Failure }

interface Asked {
  readonly method: string
  readonly url: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** What goes along with a wish, beside its body. */
export interface Manner {
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly query?: Query | undefined
}

const UNAUTHORISED = 401
const NO_CONTENT = 204

/** What each route answers. */
type Answers = Reads & { readonly [P in keyof Writes]: Writes[P][1] } & {
  readonly [P in keyof Streams]: Streams[P][1]
}

/** The server's word is taken for the shape of an answer: both sides are built from one contract. */
const isOf = <P extends keyof Answers>(_value: unknown, _route: P): _value is Answers[P] => true

const answered = <P extends keyof Answers>(value: unknown, route: P): Answers[P] => {
  if (isOf(value, route)) return value
  throw unreachable()
}

/** Asks the desk, with a session that begins with the page and is renewed once when it has run out. */
export class Api {
  readonly #fetch: typeof fetch
  readonly #listeners = new Set<() => void>()
  #access: Access = { state: 'opening' }
  #renewing: Promise<SessionBody> | null = null

  constructor(ask: typeof fetch) {
    this.#fetch = ask
  }

  get access(): Access {
    return this.#access
  }

  onAccess(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Begins a session, or a new one; several callers share one attempt. Throws Failure. */
  open(password?: string): Promise<SessionBody> {
    this.#renewing ??= this.#begin(password).finally(() => {
      this.#renewing = null
    })
    return this.#renewing
  }

  /** What a route answers. Throws Failure. */
  async read<P extends keyof Reads>(
    route: P,
    names: Named<P>,
    query: Query = {},
    signal?: AbortSignal,
  ): Promise<Reads[P]> {
    const url = urlOf(route, names, query)
    const asked = { method: 'GET', url, ...(signal ? { signal } : {}) }
    return answered(await this.#twice(() => this.#ask(asked)), route)
  }

  /** Sends a wish and answers what became of it. Throws Failure. */
  async write<P extends keyof Writes>(
    route: P,
    names: Named<P>,
    body: Writes[P][0],
    { headers = {}, query = {} }: Manner = {},
  ): Promise<Writes[P][1]> {
    const [method = ''] = route.split(' ')
    const asked = { method, url: urlOf(route, names, query), body, headers }
    return answered(await this.#twice(() => this.#ask(asked)), route)
  }

  /** Sends a wish and hands on each line of what comes back, as it comes. Throws Failure, and the abort of the signal. */
  async stream<P extends keyof Streams>(
    route: P,
    names: Named<P>,
    body: Streams[P][0],
    onLine: (line: Streams[P][1]) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const [method = ''] = route.split(' ')
    const headers = { accept: 'application/x-ndjson' }
    const asked = { method, url: urlOf(route, names, {}), body, headers, signal }
    const response = await this.#twice(() => this.#send(asked))
    if (!response.body) throw unreachable()
    try {
      for await (const line of linesOf(response.body)) onLine(answered(line, route))
    } catch (error) {
      // A line that breaks off is a desk that went away in the middle of a word.
      if (signal.aborted || error instanceof Failure) throw error
      throw unreachable()
    }
  }

  async #begin(password?: string): Promise<SessionBody> {
    const body = password === undefined ? {} : { password }
    try {
      const answer = await this.#ask({ method: 'POST', url: '/api/auth/session', body })
      const session = answered(answer, 'POST /api/auth/session')
      this.#turn({ state: 'open', session })
      return session
    } catch (error) {
      const failure = asFailure(error)
      const isRefused = failure.status === UNAUTHORISED
      // A desk that is away keeps the page as it is: the connection says so already.
      if (isRefused) this.#turn({ state: 'locked', failure })
      else if (this.#access.state !== 'open') this.#turn({ state: 'failed', failure })
      throw failure
    }
  }

  /** A session may have run out or its token be of another start: then once more with a new one. */
  async #twice<T>(ask: () => Promise<T>): Promise<T> {
    try {
      return await ask()
    } catch (error) {
      const failure = asFailure(error)
      const isStaleToken = failure.status === 403 && /CSRF/i.test(failure.code)
      if (failure.status !== UNAUTHORISED && !isStaleToken) throw failure
      await this.open()
      return ask()
    }
  }

  async #ask(asked: Asked): Promise<unknown> {
    return answerOf(await this.#send(asked))
  }

  /** An answer that says yes, not read yet. Throws Failure. */
  async #send({ method, url, body, headers, signal }: Asked): Promise<Response> {
    const token = this.#access.state === 'open' ? this.#access.session.csrfToken : null
    const response = await this.#fetch(url, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': kindOf(body) }),
        ...(method !== 'GET' && token !== null ? { 'x-csrf-token': token } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    }).catch((error: unknown) => {
      if (signal?.aborted) throw error
      throw unreachable()
    })
    if (response.ok) return response
    throw failureOf(response.status, await answerOf(response), response.headers)
  }

  #turn(access: Access): void {
    this.#access = access
    for (const listener of this.#listeners) listener()
  }
}

/** A file goes as it is, everything else as JSON. */
const kindOf = (body: unknown): string =>
  body instanceof Blob ? 'application/octet-stream' : 'application/json'

async function answerOf(response: Response): Promise<unknown> {
  if (response.status === NO_CONTENT) return null
  const text = await response.text()
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}
