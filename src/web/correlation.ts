import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isUuid } from '../domain/brand.ts'

const HEADER = 'x-correlation-id'

/** The id under which everything that follows from a request is found: the caller's own when it is a UUID, else a new one. */
export function correlationOf({ headers }: { readonly headers: IncomingHttpHeaders }): string {
  const given = headers[HEADER]
  if (typeof given !== 'string') return randomUUID()
  const id = given.trim().toLowerCase()
  return isUuid(id) ? id : randomUUID()
}
