import { SystemClock } from '../../src/core/clock.ts'
import { eventOf } from '../../src/core/journal.ts'
import { BookStore } from '../../src/core/state/book-store.ts'
import { PostgresJournalLog } from '../../src/core/state/journal-log.ts'
import { Lease } from '../../src/core/state/lease.ts'
import { Projector } from '../../src/core/state/projector.ts'
import type { StateManager } from '../../src/core/state/state-manager.ts'
import { deskDay } from '../core/state/desk-fixture.ts'
import { rowsOf, START } from '../core/state/journal-fixture.ts'

const holder = { pid: 4_242, host: 'elsewhere' }

/** A book as a desk leaves it: journal, tables, and nobody who writes it. Answers how many events it has. */
export async function storeBook(state: StateManager, name: string, rounds = 2): Promise<number> {
  const identity = { kind: 'paper-sim', capital: 100_000, seed: 1 }
  const namespace = '0123456789abcdef0123456789abcdef'
  await new BookStore(state).open({ name, namespace, identity, createdAt: START })
  const lease = await Lease.acquire({ state, book: name, holder, clock: new SystemClock() })
  const log = new PostgresJournalLog({ database: lease.lane, book: name, lease })
  const rows = rowsOf(deskDay(rounds))
  await log.append(rows)
  await new Projector({ state, book: name }).apply(rows.map(eventOf))
  await lease.release()
  return rows.length
}

/** Takes a book as a running desk would; the answer lets it go. */
export async function holdBook(state: StateManager, book: string): Promise<AsyncDisposable> {
  const lease = await Lease.acquire({ state, book, holder, clock: new SystemClock() })
  return { [Symbol.asyncDispose]: () => lease.release() }
}
