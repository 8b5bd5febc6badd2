import { mkdir, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { INTERVALS } from '../../domain/bar.ts'
import { instrumentId } from '../../domain/brand.ts'
import { TradingError } from '../errors.ts'
import type { SeriesKey } from '../ports.ts'
import { readIfThere, writeAtomically } from './atomic-file.ts'

const FILE = 'manifest.json'
const SEGMENT = /^[a-z0-9-]{1,80}\.parquet$/

const basis = z.enum(['raw', 'adjusted'])
const source = z.string().regex(/^[a-z0-9]{1,20}$/)
const moment = z.int()

const segmentSchema = z.strictObject({
  file: z.string().regex(SEGMENT),
  interval: z.enum(INTERVALS),
  source,
  basis,
  first: moment,
  last: moment,
  /** Smallest and largest number of the series in it. */
  firstSeries: z.int().nonnegative(),
  lastSeries: z.int().nonnegative(),
  rows: z.int().positive(),
  /** Whether it holds a newer version of bars that an older segment holds too. */
  replaces: z.boolean(),
})

const seriesSchema = z.strictObject({
  id: z.int().nonnegative(),
  instrument: z.string().transform((text) => instrumentId(text)),
  interval: z.enum(INTERVALS),
  source,
  basis,
  first: moment,
  last: moment,
  count: z.int().nonnegative(),
  /** Days with a bar, as `DaySet` writes them. */
  days: z.string(),
})

const manifestSchema = z.strictObject({
  version: z.literal(1),
  /** Counts the commits: a writer whose own is older than the stored one has lost its turn. */
  generation: z.int().nonnegative(),
  /** Oldest first: where two hold the same bar, the later one counts. */
  segments: z.array(segmentSchema).readonly(),
  series: z.array(seriesSchema).readonly(),
})

/** One immutable Parquet file of bars of one interval, source and basis. */
export type Segment = Readonly<z.infer<typeof segmentSchema>>
/** One series as the catalogue knows it. */
export type CatalogueEntry = Readonly<z.infer<typeof seriesSchema>>
/** What the store holds: a file that it does not name is not in the store. */
export type Manifest = Readonly<z.infer<typeof manifestSchema>>

export const EMPTY_MANIFEST: Manifest = { version: 1, generation: 0, segments: [], series: [] }

/** Identity of a series within a store. */
export const seriesName = (key: SeriesKey): string =>
  `${key.interval} ${key.basis} ${key.source} ${key.instrument}`

/** Identity of what may share a segment. */
export const groupName = (key: Omit<SeriesKey, 'instrument'>): string =>
  `${key.interval}-${key.basis}-${key.source}`

/** Name of a segment: what it holds, and the commit that made it. */
export const segmentName = (key: Omit<SeriesKey, 'instrument'>, generation: number): string =>
  `${groupName(key)}-${String(generation).padStart(8, '0')}.parquet`

/** Items by a name, in the order in which each name first comes. */
export function groupedBy<T>(
  items: Iterable<T>,
  nameOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const name = nameOf(item)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [item])
    else group.push(item)
  }
  return groups
}

/** The stored manifest, or null when the folder has none. Throws DATA_MISSING when it cannot be understood. */
export async function readManifest(folder: string): Promise<Manifest | null> {
  const text = await readIfThere(join(folder, FILE))
  if (text === null) return null
  try {
    return manifestSchema.parse(JSON.parse(text))
  } catch (error) {
    const message =
      'The list of stored bars (bars/manifest.json) cannot be understood; restore the folder from a backup, or remove it and import again'
    throw new TradingError('DATA_MISSING', message, { cause: error })
  }
}

/** Changes with every stored manifest, because each is a new file; empty when there is none. */
export async function manifestStamp(folder: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(join(folder, FILE))
    return `${ino} ${size} ${mtimeMs}`
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** Makes a written segment durable. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

/** Replaces the stored manifest in one step: after a crash the old or the new one is there, whole. */
export const writeManifest = (folder: string, manifest: Manifest): Promise<void> =>
  writeAtomically(join(folder, FILE), JSON.stringify(manifest))

/** Parquet files in the folder that the manifest does not name: left by a writer that was killed. */
export async function orphans(folder: string, manifest: Manifest): Promise<readonly string[]> {
  const named = new Set(manifest.segments.map(({ file }) => file))
  const files = await readdir(folder)
  return files.filter((file) => SEGMENT.test(file) && !named.has(file))
}

/**
 * The manifest that a writer starts from; the first one is stored before any segment is. Throws DATA_MISSING when
 * segments lie there without a manifest: without one nobody knows what they are, and they are not to be taken for rubbish.
 */
export async function openManifest(folder: string): Promise<Manifest> {
  await mkdir(folder, { recursive: true })
  const stored = await readManifest(folder)
  if (stored !== null) return stored
  if ((await orphans(folder, EMPTY_MANIFEST)).length > 0) {
    const message =
      'Stored bars lie in the data folder but their list (bars/manifest.json) is gone; restore it from a backup, or remove the folder and import again'
    throw new TradingError('DATA_MISSING', message)
  }
  await writeManifest(folder, EMPTY_MANIFEST)
  return EMPTY_MANIFEST
}
