import { createHash, type Hash } from 'node:crypto'
import { StringDecoder } from 'node:string_decoder'
import { linesIn } from './backup-dump.ts'
import { type BackupHeader, type BackupManifest, invalid, readBackupFile } from './backup-file.ts'
import { readCopyLine } from './journal-text.ts'
import { ChainCheck } from './journal-verify.ts'

/** What a whole backup holds. */
export interface BackupContents {
  readonly header: BackupHeader
  readonly manifest: BackupManifest
}

interface Seen {
  readonly table: string
  readonly digest: Hash
  rows: number
}

/** Follows the journal of every book through the lines of a COPY. */
class JournalLines {
  readonly checks = new Map<string, ChainCheck>()
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''

  take(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) {
      const read = readCopyLine(line)
      if (read === null) throw invalid('A line of the journal in the backup is malformed')
      const check = this.checks.get(read.book) ?? new ChainCheck()
      this.checks.set(read.book, check)
      check.next(read.row)
      if (check.finding !== null) throw invalid(`In the backup: ${check.finding.message}`)
    }
  }
}

function compare(seen: readonly Seen[], journal: JournalLines, manifest: BackupManifest): void {
  const found = seen.map(({ table, rows, digest }) => ({
    table,
    rows,
    sha256: digest.digest('hex'),
  }))
  for (const wanted of manifest.tables) {
    const got = found.find(({ table }) => table === wanted.table)
    if (got?.rows !== wanted.rows || got.sha256 !== wanted.sha256) {
      throw invalid(`The table ${wanted.table} in the backup is not what was written`)
    }
  }
  if (found.length !== manifest.tables.length) throw invalid('The backup holds an unlisted table')
  for (const { book, seq, hash } of manifest.heads) {
    const check = journal.checks.get(book)
    if (check?.seq !== seq || check.hash !== hash) {
      throw invalid(`The journal of "${book}" in the backup does not end where it should`)
    }
  }
}

/** Reads a whole backup: every sum, every count, every link of every journal. Throws BACKUP_INVALID, saying what is wrong. */
export async function checkBackup(file: string, signal: AbortSignal): Promise<BackupContents> {
  const journal = new JournalLines()
  const seen: Seen[] = []
  let header: BackupHeader | null = null
  let manifest: BackupManifest | null = null
  for await (const frame of readBackupFile(file, signal)) {
    const current = seen.at(-1)
    if (manifest !== null) throw invalid('The backup goes on behind its end')
    if (frame.kind === 'header') header = frame.header
    else if (frame.kind === 'manifest') manifest = frame.manifest
    else if (frame.kind === 'table') {
      seen.push({ table: frame.table.table, digest: createHash('sha256'), rows: 0 })
    } else if (current !== undefined) {
      current.digest.update(frame.rows)
      current.rows += linesIn(frame.rows)
      if (current.table === 'journal') journal.take(frame.rows)
    }
  }
  if (header === null || manifest === null) throw invalid('The backup is cut off')
  compare(seen, journal, manifest)
  return { header, manifest }
}
