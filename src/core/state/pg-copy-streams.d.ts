declare module 'pg-copy-streams' {
  import type { Readable } from 'node:stream'
  import type { Submittable } from 'pg'

  /** `COPY … TO STDOUT`: rows as they are read. */
  export function to(statement: string): Readable & Submittable
}
