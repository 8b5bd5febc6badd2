import type * as z from 'zod'
import type { Caller, Scope } from '../auth/access.ts'
import type { RateGroup } from '../core/config-web.ts'
import type { ErrorBody } from '../core/errors.ts'
import type { CorrelationId } from '../domain/brand.ts'
import { inputInvalid } from './error-handler.ts'
import type { Web } from './web.ts'

/** Who asks, and under which name what follows is found. */
export interface Asking {
  /** null where nobody need say who he is. */
  readonly caller: Caller | null
  readonly correlationId: CorrelationId
  /** The `Idempotency-Key`, when one came. */
  readonly key: string | null
}

/** What came with a request, as it came. */
export interface Sent {
  readonly body: unknown
  readonly query: unknown
  readonly params: unknown
}

/** What a route is asked, once it is known to be well formed and allowed. */
interface Asked<B, Q, P> extends Asking {
  readonly body: B
  readonly query: Q
  readonly params: P
}

/** A request that was understood, and waits to be answered. */
export type Prepared = (asking: Asking, web: Web) => Promise<Answer> | Answer

/** Bytes that were made before, with the tag that names them. */
interface CachedBytes {
  readonly body: Buffer
  readonly etag: string
}

/** What is said piece by piece: `say` hands on each line, and resolves with the last one. Aborting stops it. */
export interface Spoken {
  readonly say: (line: (value: unknown) => void, signal: AbortSignal) => Promise<unknown>
  /** The last line, and what went wrong, as lines of the stream. */
  readonly ended: (value: unknown) => unknown
  readonly failed: (body: { readonly error: ErrorBody }) => unknown
}

export type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly value: unknown }
  | { readonly kind: 'bytes'; readonly bytes: CachedBytes }
  | { readonly kind: 'text'; readonly type: string; readonly text: string }
  | { readonly kind: 'page'; readonly html: Buffer; readonly policy: string }
  | {
      readonly kind: 'session'
      readonly secret: string
      readonly maxAgeSeconds: number
      readonly value: unknown
    }
  | { readonly kind: 'spoken'; readonly spoken: Spoken }

export const json = (value: unknown, status = 200): Answer => ({ kind: 'json', status, value })

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Whether a route needs somebody to be let in, and how far. */
export type Need = Scope | 'nothing'

/** One row of the route table: registration, limits, documentation and tests are all made of it. */
export interface Route {
  readonly method: Method
  /** As the world calls it: `/api/orders/:id/cancel`. */
  readonly url: string
  /** null is not limited. */
  readonly group: RateGroup | null
  readonly need: Need
  /** What it is for, in one sentence. */
  readonly says: string
  /** The `Idempotency-Key` header: asked for, or taken when it comes. */
  readonly key?: 'required' | 'optional'
  /** Counted apart from the rest of its group. */
  readonly bucket?: string
  readonly body?: z.ZodType
  /** The body is a file of at most so many bytes, handed on as it comes. */
  readonly uploadBytesMax?: number
  readonly query?: z.ZodType
  readonly params?: z.ZodType
  readonly reply: z.ZodType
  readonly status?: number
  /** Why it only answers NOT_AVAILABLE yet; absent when it works. */
  readonly awaits?: string
  /** Throws INPUT_INVALID, naming each field that is not accepted. */
  readonly prepare: (sent: Sent) => Prepared
}

type Read<S extends z.ZodType | undefined> = S extends z.ZodType ? z.output<S> : undefined

interface Draft<
  B extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  P extends z.ZodType | undefined,
> extends Omit<Route, 'prepare' | 'body' | 'query' | 'params'> {
  readonly body?: B
  readonly query?: Q
  readonly params?: P
  readonly answer: (asked: Asked<Read<B>, Read<Q>, Read<P>>, web: Web) => Promise<Answer> | Answer
}

/** A row whose answer is handed what its schemas made of the request. */
export function defineRoute<
  B extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  P extends z.ZodType | undefined = undefined,
>(draft: Draft<B, Q, P>): Route {
  const { body, query, params, answer, ...row } = draft
  return {
    ...row,
    ...(body === undefined ? {} : { body }),
    ...(query === undefined ? {} : { query }),
    ...(params === undefined ? {} : { params }),
    prepare(sent) {
      const known = {
        params: read(params, sent.params, 'path'),
        query: read(query, sent.query, 'query'),
        body: read(body, sent.body === undefined ? {} : sent.body, 'body'),
      }
      return (asking, web) => answer({ ...known, ...asking }, web)
    },
  }
}

function read<S extends z.ZodType | undefined>(
  schema: S | undefined,
  value: unknown,
  where: string,
): Read<S>
function read(schema: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw inputInvalid(where, parsed.error.issues)
}
