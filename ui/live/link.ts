import type { Identity } from '../../src/web/contract/desk.ts'

/** How the page stands with the desk. Times are by this machine's clock. */
export type Link =
  | { readonly state: 'connecting' }
  | {
      readonly state: 'open'
      readonly since: number
      readonly identity: Identity
      /** The break before, until it is so long ago that nobody asks. */
      readonly broke: Break | null
    }
  | {
      readonly state: 'lost'
      readonly since: number
      /** What the desk said before it went, if it said anything. */
      readonly because: string | null
      readonly retryAt: number
    }

/** A time without connection, and what became of the desk meanwhile. */
export interface Break {
  readonly since: number
  readonly until: number
  readonly isRestarted: boolean
  /** The desk runs other code than this page was made for. */
  readonly isOtherVersion: boolean
}

/** What a break was, compared by who answered before and after it. */
export function breakOf(since: number, until: number, before: Identity, after: Identity): Break {
  return {
    since,
    until,
    isRestarted: before.startedAt !== after.startedAt || before.pid !== after.pid,
    isOtherVersion: before.commit !== after.commit || before.version !== after.version,
  }
}
