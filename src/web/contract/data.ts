import * as z from 'zod'

/** `POST /api/data/import`: the file is the body, as `application/octet-stream`. */
export const importQuery = z.object({
  /** Its name says which share it is about, and by its ending what it is. */
  name: z.string().min(1).max(130),
  format: z
    .enum(['auto', 'bhavcopy', 'kite', 'ohlcv', 'news', 'earnings', 'fundamentals'])
    .default('auto'),
})

const count = z.number().int()

/** What became of a file, of an archive each one in it. */
export const takenFile = z.object({
  file: z.string(),
  outcome: z.enum(['imported', 'refused', 'left out']),
  layout: z.string().nullable(),
  /** Why the whole file was refused or left out. */
  reason: z.string().nullable(),
  new: count,
  same: count,
  changed: count,
  refused: count,
  /** The first refusals, by line. */
  refusals: z.array(z.object({ line: count, reason: z.string() })),
  notes: z.array(z.string()),
})
export type TakenFileRow = z.output<typeof takenFile>

export const importBody = z.object({
  new: count,
  same: count,
  changed: count,
  refused: count,
  filesRefused: count,
  files: z.array(takenFile),
})
export type ImportBody = z.output<typeof importBody>
