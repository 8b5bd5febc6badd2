import { SystemClock } from '../core/clock.ts'
import { ConfigurationError, TradingError } from '../core/errors.ts'
import { type BookStanding, bookStandings } from '../core/state/book-standing.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { StateManager } from '../core/state/state-manager.ts'
import type { Context } from './context.ts'
import { nearestWord } from './nearest-word.ts'

/** The option of every command that works on one book. */
export interface BookOption {
  readonly book?: string
}

export const BOOK_HELP = 'which book; the one at work when absent, else the last one used'

/** Every book of the installation, those at work first, then the most recently used. */
export async function allBooks(context: Context): Promise<{
  readonly state: StateManager
  readonly standings: readonly BookStanding[]
}> {
  const { parts } = context
  const state = await parts.get(StateDoor).open()
  return { state, standings: await bookStandings(state, parts.get(SystemClock).now()) }
}

/** The book that is meant. Throws CONFIGURATION_INVALID for a name that no book has, NOT_AVAILABLE when there is none. */
export async function chosenBook(
  context: Context,
  name: string | undefined,
): Promise<{ readonly state: StateManager; readonly standing: BookStanding }> {
  const { state, standings } = await allBooks(context)
  const [first] = standings
  if (first === undefined) throw noBook()
  if (name === undefined) return { state, standing: first }
  const standing = standings.find(({ book }) => book.name === name)
  if (standing === undefined)
    throw unknownBook(
      name,
      standings.map(({ book }) => book.name),
    )
  return { state, standing }
}

const noBook = (): TradingError =>
  new TradingError('NOT_AVAILABLE', 'No desk has run here yet: start one with "robo-trader run"')

function unknownBook(name: string, names: readonly string[]): ConfigurationError {
  const near = nearestWord(name, names)
  const hint = near === null ? `there are ${names.join(', ')}` : `did you mean ${near}?`
  return new ConfigurationError('book', `There is no book "${name}"; ${hint}`)
}
