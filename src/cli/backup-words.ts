import type { BackupContents } from '../core/state/backup-check.ts'
import { isoTime } from '../domain/time.ts'

/** What a backup holds, for a machine. */
export const contentsDocument = ({ header, manifest }: BackupContents) => ({
  createdAt: isoTime(header.createdAt),
  reason: header.reason,
  migrations: header.migrations,
  tables: manifest.tables.map(({ table, rows }) => ({ table, rows })),
  heads: manifest.heads,
})

/** The same for a person. */
export function contentsWords({ header, manifest }: BackupContents): readonly string[] {
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  const made = isoTime(header.createdAt).slice(0, 19).replace('T', ' ')
  return [
    `Made ${made}, ${manifest.tables.length} tables with ${rows.toLocaleString('en-IN')} rows.`,
    ...manifest.heads.map(
      ({ book, seq, hash }) =>
        `Journal of ${book}: ${seq.toLocaleString('en-IN')} events, ends with ${hash.slice(0, 12)}.`,
    ),
  ]
}

/** `1.4 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  if (bytes < 1_000_000) return `${(bytes / 1_000).toFixed(0)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`
}
