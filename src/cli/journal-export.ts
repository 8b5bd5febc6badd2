import { open, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SystemClock } from '../core/clock.ts'
import { type JournalRow, lineOf } from '../core/journal.ts'
import { PostgresJournalLog } from '../core/state/journal-log.ts'
import { ChainCheck } from '../core/state/journal-verify.ts'
import { type BookOption, chosenBook } from './chosen-book.ts'
import type { Context } from './context.ts'
import { EXIT, endWith } from './exit-code.ts'
import { liveLine } from './live-line.ts'

const PAGE_ROWS = 2_000

/** Writes the journal whole or not at all. Ends with 1 when it is not as it was written, and says where. */
export async function journalExport(
  context: Context,
  { book }: BookOption,
  [file = '']: readonly string[],
): Promise<void> {
  const { output } = context
  const { state, standing } = await chosenBook(context, book)
  const { name } = standing.book
  const path = resolve(file)
  const lane = state.lane(`robo export ${process.pid}`, { statementMs: 0 })
  try {
    const log = new PostgresJournalLog({ database: lane, book: name, lease: null })
    const check = await writeRows(context, log, path, standing.head)
    const finding = check.finding?.message ?? null
    const document = { book: name, file: path, events: check.seq, hash: check.hash, finding }
    output.answer(document, () =>
      finding === null
        ? `${check.seq.toLocaleString('en-IN')} events of ${name} written to ${path}; the last hash is ${check.hash}.`
        : `Written to ${path}, but the journal is not as it was: ${finding}.`,
    )
    if (finding !== null) endWith(EXIT.failed)
  } finally {
    await lane.close()
  }
}

/** A row as it is hashed, and its hash: `chain(before, line without its last member)` gives it again. */
const exported = (row: JournalRow): string => `${lineOf(row).slice(0, -1)},"hash":"${row.hash}"}\n`

async function writeRows(
  { parts, output, signal }: Context,
  log: PostgresJournalLog,
  path: string,
  head: number,
): Promise<ChainCheck> {
  const line = liveLine(output, parts.get(SystemClock))
  const temporary = `${path}.part`
  const handle = await open(temporary, 'w', 0o600)
  const check = new ChainCheck()
  try {
    for (let after = 0; ; ) {
      signal.throwIfAborted()
      const rows = await log.read(after, PAGE_ROWS)
      for (const row of rows) check.next(row)
      if (rows.length === 0) break
      await handle.write(rows.map(exported).join(''))
      after = rows.at(-1)?.seq ?? after
      line.show(() => `${after.toLocaleString('en-IN')} of ${head.toLocaleString('en-IN')} events`)
    }
    await handle.sync()
    await handle.close()
    await rename(temporary, path)
  } catch (error) {
    await handle.close()
    await rm(temporary, { force: true })
    throw error
  } finally {
    line.end()
  }
  return check
}
