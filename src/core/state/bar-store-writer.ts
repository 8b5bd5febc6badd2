import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { at, type BarColumns, emptyBars } from '../../domain/bar.ts'
import { TradingError } from '../errors.ts'
import type { SeriesKey } from '../ports.ts'
import { compactedManifest } from './bar-store-compaction.ts'
import { type Draft, note, SeriesDrafts } from './bar-store-drafts.ts'
import {
  BAR_TABLE,
  BarEngine,
  type EngineLimits,
  literal,
  PARQUET_OPTIONS,
} from './bar-store-engine.ts'
import {
  groupedBy,
  groupName,
  type Manifest,
  openManifest,
  orphans,
  readManifest,
  type Segment,
  segmentName,
  seriesName,
  syncFile,
  writeManifest,
} from './bar-store-manifest.ts'
import { emptyTally, type FileTally, mergeSeries } from './bar-store-merge.ts'
import { scanSegments } from './bar-store-scan.ts'
import { Span } from './bar-store-span.ts'
import { BarTable, type SeriesRange } from './bar-store-table.ts'

/** Name of the database file whose lock, kept by the operating system, lets one process write at a time. */
const LOCK = 'writing.lock'

/** Room for rows at first: a few megabytes. */
const FIRST_ROWS = 1 << 16
/** Rows that are compared without letting others have a turn: some milliseconds of work. */
const UNPAUSED_ROWS_MAX = 1 << 15
/** Stored rows that are held in memory for comparison at once. */
const COMPARED_ROWS_MAX = 1 << 20

/** Rows that wait, beside the series that they belong to. */
interface Batch {
  readonly draft: Draft
  readonly range: SeriesRange
}

const NOTHING = emptyBars(0)

/**
 * Puts bars into the store, whole files at a time: `add` what a file holds, then `commit`. A file too large for memory
 * is added in parts with `stage` between them. Until a commit nothing of it is seen, whatever happens.
 */
export class BarWriter {
  readonly #folder: string
  readonly #engine: BarEngine
  #manifest: Manifest
  readonly #waiting = new BarTable(FIRST_ROWS)
  #numbers = new Map<string, number>()
  #keys: SeriesKey[] = []
  #drafts: SeriesDrafts
  #staged: Segment[] = []
  #stagedFile = -1
  #tallies = new Map<number, FileTally>()
  #nextSegment: number

  private constructor(folder: string, engine: BarEngine, manifest: Manifest) {
    this.#folder = folder
    this.#engine = engine
    this.#manifest = manifest
    this.#drafts = new SeriesDrafts(manifest)
    this.#nextSegment = manifest.generation + 1
  }

  /** Throws STATE_LOCKED while another process writes. Removes what a killed writer left behind. */
  static async open(folder: string, limits: EngineLimits): Promise<BarWriter> {
    const manifest = await openManifest(folder)
    const engine = await lockedEngine(folder, limits)
    try {
      const current = (await readManifest(folder)) ?? manifest
      for (const file of await orphans(folder, current)) await rm(join(folder, file))
      return new BarWriter(folder, engine, current)
    } catch (error) {
      engine.close()
      throw error
    }
  }

  /** Rows that wait in memory. */
  get rows(): number {
    return this.#waiting.length
  }

  /**
   * Takes bars of a file (a number of the caller's choice); `keys` names the series by the numbers of the table. Throws
   * INPUT_INVALID for what is no bar in whole paise and shares.
   */
  add(file: number, keys: readonly SeriesKey[], table: BarTable): void {
    const unfit = table.firstUnfit()
    if (unfit >= 0) {
      const facts = { row: unfit, at: at(table.bars.at, unfit), close: at(table.bars.close, unfit) }
      throw new TradingError('INPUT_INVALID', 'A bar is not in whole paise and shares', { facts })
    }
    const numbers = keys.map((key) => {
      const name = seriesName(key)
      const known = this.#numbers.get(name)
      if (known !== undefined) return known
      const number = this.#keys.push(key) - 1
      this.#numbers.set(name, number)
      return number
    })
    this.#waiting.append(table, file, Int32Array.from(numbers))
  }

  /**
   * Writes what waits to disk without making it visible yet: for parts of one large file. A line that contradicts one of an
   * earlier part is a conflict where that part changed the store, else the later line counts.
   */
  async stage(file: number, signal: AbortSignal): Promise<void> {
    await this.#write(signal)
    this.#stagedFile = file
  }

  /** Makes everything added so far durable and visible at once, and tells what became of each file. */
  async commit(signal: AbortSignal): Promise<ReadonlyMap<number, FileTally>> {
    await this.#write(signal)
    if (this.#staged.length > 0) await this.#publish()
    const tallies = this.#tallies
    this.#forget()
    return tallies
  }

  /** Forgets everything since the last commit. */
  async discard(): Promise<void> {
    for (const { file } of this.#staged) await rm(join(this.#folder, file), { force: true })
    this.#forget()
  }

  /** Merges what many small or replacing segments hold, so that queries read few and clean ones. */
  async compact(signal: AbortSignal): Promise<void> {
    const done = await compactedManifest(this.#engine, this.#folder, this.#manifest, signal)
    if (done === null) return
    await this.#store(done.manifest)
    for (const file of done.obsolete) await rm(join(this.#folder, file), { force: true })
  }

  /** Drops what was not committed and lets the next writer in. */
  async close(): Promise<void> {
    await this.discard()
    this.#engine.close()
  }

  #forget(): void {
    this.#forgetWaiting()
    this.#drafts = new SeriesDrafts(this.#manifest)
    this.#staged = []
    this.#stagedFile = -1
    this.#tallies = new Map()
    this.#nextSegment = this.#manifest.generation + 1
  }

  #forgetWaiting(): void {
    this.#waiting.clear()
    this.#numbers = new Map()
    this.#keys = []
  }

  async #publish(): Promise<void> {
    for (const { file } of this.#staged) await syncFile(join(this.#folder, file))
    await this.#store({
      ...this.#manifest,
      generation: this.#nextSegment - 1,
      segments: [...this.#manifest.segments, ...this.#staged],
      series: this.#drafts.catalogue(),
    })
  }

  async #store(manifest: Manifest): Promise<void> {
    const stored = await readManifest(this.#folder)
    if (stored === null || stored.generation !== this.#manifest.generation) {
      throw new TradingError('STATE_LOCKED', 'Another program changed the stored bars meanwhile')
    }
    await writeManifest(this.#folder, manifest)
    this.#manifest = manifest
    this.#nextSegment = manifest.generation + 1
  }

  async #write(signal: AbortSignal): Promise<void> {
    const ranges = this.#waiting.sort()
    const groups = groupedBy(ranges, ({ series }) => groupName(this.#keyOf(series)))
    for (const group of groups.values()) await this.#writeGroup(group, signal)
    this.#forgetWaiting()
  }

  #keyOf(series: number): SeriesKey {
    const key = this.#keys[series]
    if (key === undefined) throw new TradingError('INTERNAL', 'A row belongs to no series')
    return key
  }

  async #writeGroup(group: readonly SeriesRange[], signal: AbortSignal): Promise<void> {
    const drafts = this.#draftsOf(group)
    const [first] = drafts
    if (first === undefined) return
    const names = drafts.map(({ draft }) => literal(draft.key.instrument)).join(', ')
    await this.#engine.run(
      `CREATE OR REPLACE TEMP TABLE waiting (instrument ENUM (${names}), ${BAR_TABLE})`,
      signal,
    )
    const appender = await this.#engine.appender('waiting')
    const span = new Span()
    const { bars } = this.#waiting
    await this.#merge(drafts, signal, (name, draft, row, isReplacing) => {
      const moment = at(bars.at, row)
      appender.push(name, draft.id, bars, row)
      span.add(draft.id, moment, isReplacing)
      if (!isReplacing) note(draft, moment)
    })
    appender.close()
    if (appender.count === 0) return
    const { interval, source, basis } = first.draft.key
    const file = segmentName(first.draft.key, this.#nextSegment++)
    this.#staged.push({ file, interval, source, basis, ...span.value(), rows: appender.count })
    await this.#engine.run(
      `COPY (SELECT * REPLACE ("at"::BIGINT AS "at", volume::BIGINT AS volume) FROM waiting) ` +
        `TO ${literal(join(this.#folder, file))} ${PARQUET_OPTIONS}`,
      signal,
    )
  }

  /** A group in the order of the ids: the order of a segment's rows. */
  #draftsOf(group: readonly SeriesRange[]): readonly Batch[] {
    const named = group.map((range) => ({ range, key: this.#keyOf(range.series) }))
    named.sort((a, b) => (a.key.instrument < b.key.instrument ? -1 : 1))
    const batches = named.map(({ key, range }) => ({ draft: this.#drafts.of(key), range }))
    return batches.sort((a, b) => a.draft.id - b.draft.id)
  }

  async #merge(
    batches: readonly Batch[],
    signal: AbortSignal,
    write: (name: number, draft: Draft, row: number, isReplacing: boolean) => void,
  ): Promise<void> {
    for (let start = 0; start < batches.length; ) {
      let end = start
      for (let held = 0; end < batches.length; end++) {
        held += batches[end]?.draft.count ?? 0
        if (held > COMPARED_ROWS_MAX && end > start) break
      }
      const slice = batches.slice(start, end)
      const segments = [...this.#manifest.segments, ...this.#staged]
      const stored = await this.#storedOf(slice, segments, signal)
      const staged = await this.#storedOf(slice, this.#staged, signal)
      let unpaused = 0
      for (const [index, { draft, range }] of slice.entries()) {
        unpaused += range.to - range.from
        if (unpaused > UNPAUSED_ROWS_MAX) {
          await setImmediate(undefined, { signal })
          unpaused = 0
        }
        const bars = stored.get(draft.id) ?? NOTHING
        const own = staged.get(draft.id) ?? null
        mergeSeries(
          this.#waiting,
          range,
          { bars, staged: own, file: this.#stagedFile },
          (file) => this.#tallyOf(file),
          (row, isReplacing) => write(start + index, draft, row, isReplacing),
        )
      }
      start = end
    }
  }

  /** Stored bars of those series whose range the waiting rows touch. */
  async #storedOf(
    batches: readonly Batch[],
    segments: readonly Segment[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<number, BarColumns>> {
    const counts = new Map<number, number>()
    let from = Number.POSITIVE_INFINITY
    let to = Number.NEGATIVE_INFINITY
    const times = this.#waiting.bars.at
    for (const { draft, range } of batches) {
      const first = at(times, range.from)
      const last = at(times, range.to - 1)
      if (first > draft.last || last < draft.first) continue
      counts.set(draft.id, Math.min(draft.count, range.to - range.from))
      from = Math.min(from, first)
      to = Math.max(to, last)
    }
    const [sample] = batches
    if (counts.size === 0 || sample === undefined) return new Map()
    const group = groupName(sample.draft.key)
    const own = segments.filter((segment) => groupName(segment) === group)
    const wanted = { ids: [...counts.keys()], from, to }
    const countOf = (id: number) => counts.get(id) ?? 0
    return scanSegments(this.#engine, this.#folder, own, wanted, countOf, signal)
  }

  #tallyOf(file: number): FileTally {
    const known = this.#tallies.get(file)
    if (known !== undefined) return known
    const tally = emptyTally()
    this.#tallies.set(file, tally)
    return tally
  }
}

const isLocked = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('set lock')

/** Opens the lock. A file that a crash left unreadable is made anew: nothing is kept in it. */
async function lockedEngine(folder: string, limits: EngineLimits): Promise<BarEngine> {
  const path = join(folder, LOCK)
  try {
    return await BarEngine.open(path, limits)
  } catch (error) {
    if (isLocked(error)) throw lockedOut(error)
  }
  try {
    for (const file of [path, `${path}.wal`]) await rm(file, { force: true })
    return await BarEngine.open(path, limits)
  } catch (error) {
    if (isLocked(error)) throw lockedOut(error)
    const message = 'The folder of stored bars cannot be written to'
    throw new TradingError('RESOURCE_HIGH', message, { cause: error })
  }
}

const lockedOut = (cause: unknown): TradingError =>
  new TradingError('STATE_LOCKED', 'Another program is writing bars; wait until it is done', {
    cause,
  })
