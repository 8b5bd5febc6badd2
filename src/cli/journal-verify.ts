import { type VerifyReport, verifyJournal } from '../core/state/journal-verify.ts'
import { allBooks, type BookOption, chosenBook } from './chosen-book.ts'
import type { Context } from './context.ts'
import { EXIT, endWith } from './exit-code.ts'

/** Verifies every book, or one. Ends with 1 when anything is not as it was written. */
export async function journalVerify(context: Context, { book }: BookOption): Promise<void> {
  const { output, signal } = context
  const { state, standings } =
    book === undefined ? await allBooks(context) : await one(context, book)
  const reports: VerifyReport[] = []
  for (const standing of standings) {
    output.say(`Verifying ${standing.book.name}, ${standing.head.toLocaleString('en-IN')} events …`)
    reports.push(await verifyJournal(state, standing.book.name, signal))
  }
  const isWhole = reports.every(({ findings }) => findings.length === 0)
  output.answer({ isWhole, books: reports }, () => verifyWords(reports))
  if (!isWhole) endWith(EXIT.failed)
}

async function one(context: Context, name: string) {
  const { state, standing } = await chosenBook(context, name)
  return { state, standings: [standing] }
}

function verifyWords(reports: readonly VerifyReport[]): string {
  if (reports.length === 0) return 'There is no journal yet: no desk has run here.'
  return reports
    .map(({ book, events, comparedTo, hash, findings }) => {
      const lines = findings.map(({ message }) => `  ${message}`)
      if (lines.length > 0) {
        const next =
          'Restore a backup ("robo-trader backup list"), or, where only tables differ, "robo-trader journal replay --rebuild".'
        return [`${book} is not as it was written:`, ...lines, next].join('\n')
      }
      const count = events.toLocaleString('en-IN')
      const behind =
        comparedTo < events
          ? ` The tables show events up to ${comparedTo}; the next start takes up the rest.`
          : ''
      return `${book}: ${count} events, no gap, every hash and every table as it must be; it ends with ${hash}.${behind}`
    })
    .join('\n')
}
