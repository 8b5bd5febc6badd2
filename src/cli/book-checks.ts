import type { Check, Finding } from '../core/readiness.ts'
import type { BookStanding } from '../core/state/book-standing.ts'
import { brokenLink, searchJournal, tradingStanding } from '../core/state/journal-search.ts'
import type { StateManager } from '../core/state/state-manager.ts'
import { isoTime } from '../domain/time.ts'
import { allBooks } from './chosen-book.ts'
import type { Context } from './context.ts'

/** Links at the end of the journal that a quick look goes over; `journal verify` goes over all. */
const LINKS = 1_000

/** What the journals say: whether they hang together, and whether trading is halted. */
export const bookChecks = (context: Context): readonly Check[] => [
  { name: 'journal', isNeeded: true, find: () => journalFinding(context) },
  { name: 'trading', isNeeded: true, find: () => tradingFinding(context) },
]

const NO_BOOK: Finding = { state: 'ready', reason: 'No desk has run here yet', nextStep: null }

async function journalFinding(context: Context): Promise<Finding> {
  const { state, standings } = await allBooks(context)
  if (standings.length === 0) return NO_BOOK
  for (const standing of standings) {
    const seq = await brokenAt(state, standing)
    if (seq === null) continue
    const reason = `The journal of ${standing.book.name} is not as it was written at event ${seq}`
    const nextStep =
      'See "robo-trader journal verify", then restore a backup: "robo-trader backup list"'
    return { state: 'blocked', reason, nextStep }
  }
  const heads = standings.map(({ book, head, hash }) => `${book.name} ${head} ${hash.slice(0, 12)}`)
  const shown =
    heads.length > 3
      ? `${heads.slice(0, 3).join(', ')} and ${heads.length - 3} more`
      : heads.join(', ')
  return { state: 'ready', reason: `It hangs together at its end: ${shown}`, nextStep: null }
}

async function brokenAt(state: StateManager, { book }: BookStanding): Promise<number | null> {
  const question = { book: book.name, types: null, correlationId: null, limit: LINKS }
  return brokenLink(await searchJournal(state, question))
}

/** Of the book at work, else of the last one used. */
async function tradingFinding(context: Context): Promise<Finding> {
  const { state, standings } = await allBooks(context)
  const [first] = standings
  if (first === undefined) return NO_BOOK
  const { name } = first.book
  const standing = await tradingStanding(state, name)
  const runs = first.writer === null ? 'nobody runs it now' : `process ${first.writer.pid} runs it`
  const since =
    standing.at === null ? '' : ` since ${isoTime(standing.at).slice(0, 16)} of its market`
  switch (standing.state) {
    case 'active':
      return { state: 'ready', reason: `Book ${name} may trade; ${runs}`, nextStep: null }
    case 'reducing': {
      const reason = `Book ${name} only reduces exposure${since}: ${standing.reason}`
      return { state: 'degraded', reason, nextStep: 'Lift it with "robo-trader resume"' }
    }
    case 'halted': {
      const reason = `Trading in book ${name} is halted${since}: ${standing.reason}`
      return { state: 'blocked', reason, nextStep: 'Lift it with "robo-trader resume"' }
    }
    default:
      return standing.state satisfies never
  }
}
