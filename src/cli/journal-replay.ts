import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import * as z from 'zod'
import { SystemClock } from '../core/clock.ts'
import { TradingError } from '../core/errors.ts'
import { GroupedJournal } from '../core/grouped-journal.ts'
import type { BookStanding } from '../core/state/book-standing.ts'
import { PostgresJournalLog } from '../core/state/journal-log.ts'
import { Projector } from '../core/state/projector.ts'
import { RestingBook } from '../core/state/resting-book.ts'
import type { StateManager } from '../core/state/state-manager.ts'
import { rupees } from '../domain/money.ts'
import { SessionFold, type SessionSummary } from '../services/session-fold.ts'
import { type BookOption, chosenBook } from './chosen-book.ts'
import type { Context } from './context.ts'
import { summaryWords } from './summary-words.ts'

export interface ReplayFlags extends BookOption {
  readonly rebuild?: boolean
}

const PAGE = 5_000

/** What a book says of itself when it begins. */
const identity = z.object({ kind: z.string(), capital: z.number(), seed: z.number() })

/** Goes over the whole journal: the same events come to the same state, whose hash proves it. */
export async function journalReplay(
  context: Context,
  { book, rebuild = false }: ReplayFlags,
): Promise<void> {
  const { state, standing } = await chosenBook(context, book)
  if (standing.head === 0) throw nothingYet(standing.book.name)
  const lane = state.lane(`robo replay ${process.pid}`, { statementMs: 0 })
  try {
    const rows = new PostgresJournalLog({ database: lane, book: standing.book.name, lease: null })
    const shownTo = rebuild ? await rebuildTables(context, state, standing, rows) : null
    const summary = await fold(context, standing, rows)
    const stateHash = createHash('sha256').update(JSON.stringify(summary)).digest('hex')
    context.output.answer({ ...summary, stateHash, tablesRebuiltTo: shownTo }, () =>
      [
        summaryWords(summary),
        `State: ${stateHash}`,
        ...(shownTo === null ? [] : [`The tables are made anew, up to event ${shownTo}.`]),
      ].join('\n'),
    )
  } finally {
    await lane.close()
  }
}

async function fold(
  { parts, config, log }: Context,
  { book, lastAt }: BookStanding,
  rows: PostgresJournalLog,
): Promise<SessionSummary> {
  const { kind, capital, seed } = identity.parse(book.identity)
  const journal = await GroupedJournal.open({
    log: rows,
    logger: log,
    clock: parts.get(SystemClock),
  })
  const [first] = await journal.read(0, 1)
  const beginning = { capitalPaise: rupees(capital), startsAt: first?.at ?? lastAt ?? 0 }
  const folded = new SessionFold(beginning, config.performance)
  let events = 0
  for (let after = 0; ; after = events) {
    const page = await journal.read(after, PAGE)
    for (const event of page) folded.apply(event)
    events = page.at(-1)?.seq ?? events
    if (page.length < PAGE) break
  }
  const words = { book: book.name, market: kind, contractNote: null, seed }
  return folded.summary({ ...words, journalHash: journal.hash }, events)
}

/** Empties the tables and fills them from the journal, while nobody else can. Throws STATE_LOCKED. */
async function rebuildTables(
  { parts, output, signal }: Context,
  state: StateManager,
  { book }: BookStanding,
  rows: PostgresJournalLog,
): Promise<number> {
  const holder = { pid: process.pid, host: hostname() }
  const resting = await RestingBook.hold({ state, book, holder, clock: parts.get(SystemClock) })
  try {
    const projector = new Projector({ state, book: book.name })
    output.say(`Making the tables of ${book.name} anew …`)
    await projector.reset()
    return await projector.catchUp(rows, signal)
  } finally {
    await resting.close()
  }
}

const nothingYet = (name: string): TradingError =>
  new TradingError('NOT_AVAILABLE', `The journal of ${name} is empty: its desk has not begun yet`)
