import { Command } from 'commander'
import { isCancellation } from '../core/cancellation.ts'
import { SystemClock } from '../core/clock.ts'
import { TradingError } from '../core/errors.ts'
import { EventWords } from '../core/event-words.ts'
import { eventOf } from '../core/journal.ts'
import { bookStandings } from '../core/state/book-standing.ts'
import { PostgresJournalLog } from '../core/state/journal-log.ts'
import { epochMs } from '../domain/time.ts'
import { BOOK_HELP, type BookOption, chosenBook } from './chosen-book.ts'
import type { Context } from './context.ts'
import { inContext } from './in-context.ts'
import { eventDocument, eventLine } from './journal-show.ts'

/** `monitor`: what a running desk does, as it happens. */
export const monitorCommand = (signal: AbortSignal): Command =>
  new Command('monitor')
    .description('follow a running desk until Ctrl-C; with --json a line of JSON an event')
    .option('--all', 'also events that say nothing to a person')
    .option('--book <name>', BOOK_HELP)
    .action(inContext<MonitorFlags>(signal, monitor))

interface MonitorFlags extends BookOption {
  readonly all?: boolean
}

const LOOK_MS = 250
/** Events before the first shown one, gone over so that orders can be named. */
const CONTEXT_ROWS = 5_000
const PAGE_ROWS = 1_000

async function monitor(context: Context, { book, all = false }: MonitorFlags): Promise<void> {
  const { parts, output, signal } = context
  const { state, standing } = await chosenBook(context, book)
  const { name } = standing.book
  if (standing.writer === null) throw notRunning(name)
  output.say(`Following ${name}; Ctrl-C ends this, not the desk.`)
  const clock = parts.get(SystemClock)
  const words = new EventWords()
  const lane = state.lane(`robo monitor ${process.pid}`)
  try {
    const log = new PostgresJournalLog({ database: lane, book: name, lease: null })
    let seen = Math.max(0, standing.head - CONTEXT_ROWS)
    while (!signal.aborted) {
      const rows = await log.read(seen, PAGE_ROWS)
      for (const event of rows.map(eventOf)) {
        const says = words.of(event)
        seen = event.seq
        if (event.seq <= standing.head || (says === null && !all)) continue
        process.stdout.write(
          `${output.isJson ? JSON.stringify(eventDocument({ event, says })) : eventLine(event, says)}\n`,
        )
      }
      if (rows.length > 0) continue
      await clock.until(epochMs(clock.now() + LOOK_MS), signal)
      const now = await bookStandings(state, clock.now())
      const isOver = now.every(({ book: other, writer }) => other.name !== name || writer === null)
      if (isOver) return output.say(`The desk of ${name} has ended.`)
    }
  } catch (error) {
    if (!isCancellation(error)) throw error
  } finally {
    await lane.close()
  }
}

const notRunning = (name: string): TradingError =>
  new TradingError(
    'NOT_AVAILABLE',
    `Nobody runs book ${name} now: start the desk with "robo-trader run"`,
  )
