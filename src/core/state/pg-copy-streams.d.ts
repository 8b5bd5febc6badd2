declare module 'pg-copy-streams' {
  import type { Readable, Writable } from 'node:stream'
  import type { Submittable } from 'pg'

  /** `COPY … FROM STDIN`: what is written becomes rows. */
  export function from(statement: string): Writable & Submittable
  /** `COPY … TO STDOUT`: rows as they are read. */
  export function to(statement: string): Readable & Submittable
}
