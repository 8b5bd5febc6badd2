import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { StringDecoder } from 'node:string_decoder'
import { createGunzip } from 'node:zlib'
import { cancelled } from '../../core/cancellation.ts'
import { TradingError } from '../../core/errors.ts'
import { type FeedLabel, type MarketBlock, MarketFeed } from '../../core/ports.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import { DEPTH_LEVELS, emptyTicks, type TickColumns } from '../../domain/tick.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Universe } from '../../domain/universe.ts'
import { isEmptyBook, type RecordedTick, readTick } from './recorded-tick.ts'

const BLOCK_ROWS = 4_096
/** A tick has a thousand characters; a line this long is none. */
const LINE_MAX = 65_536

/** A recording of one instrument's ticks: JSON lines, plain or gzip. */
export interface Recording {
  readonly file: string
  readonly instrument: InstrumentId
}

/** What was wrong with the recordings so far, and what was done about it. */
export interface RecordingTally {
  /** Ticks handed over. */
  ticks: number
  /** Lines that are cut or are no tick: left out. */
  unreadable: number
  /** Lines equal to the one before them: left out. */
  repeated: number
  /** Ticks in the second of the one before them: kept, with the same moment. */
  sameSecond: number
  /** Ticks whose volume was below one before them (before the opening it falls): the highest so far stands. */
  fallingVolume: number
  /** Ticks with nobody on either side: kept. */
  emptyBook: number
  /** Ticks older than the one before them: moved to its moment, because time never goes back. */
  late: number
}

const noTally = (): RecordingTally => ({
  ticks: 0,
  unreadable: 0,
  repeated: 0,
  sameSecond: 0,
  fallingVolume: 0,
  emptyBook: 0,
  late: 0,
})

interface TicksFeedDeps {
  readonly recordings: readonly Recording[]
  /** Recordings of instruments that are not in it are passed over. */
  readonly universe: Universe
  readonly blockRows?: number
}

/** A recording while it is merged with others: its next tick, and where the following ones come from. */
interface Head {
  readonly index: number
  readonly rest: AsyncGenerator<RecordedTick>
  tick: RecordedTick
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}

const isCut = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR'

/**
 * Lines of a text file, plain or gzip. A recorder that was killed leaves compressed data that end early: what is there counts.
 * Throws FILE_REFUSED when the file cannot be read.
 */
async function* linesOf(file: string, signal: AbortSignal): AsyncGenerator<string> {
  let rest = ''
  try {
    const isPacked = await isGzip(file)
    const bytes = createReadStream(file, { signal })
    const unpacked = isPacked ? bytes.pipe(createGunzip()) : bytes
    bytes.on('error', (error) => unpacked.destroy(error))
    const decoder = new StringDecoder('utf8')
    const chunks: AsyncIterable<Buffer> = unpacked
    for await (const chunk of chunks) {
      const lines = (rest + decoder.write(chunk)).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > LINE_MAX) rest = ''
      yield* lines
    }
  } catch (error) {
    if (signal.aborted) throw cancelled(signal)
    if (!isCut(error)) {
      throw new TradingError('FILE_REFUSED', 'A recording of ticks cannot be read', {
        cause: error,
      })
    }
  }
  if (rest !== '') yield rest
}

/** Recorded ticks of many instruments as one stream in time order. */
export class TicksFeed extends MarketFeed {
  readonly label: FeedLabel
  readonly #deps: TicksFeedDeps
  #tally = noTally()

  constructor(deps: TicksFeedDeps) {
    super()
    this.#deps = deps
    const names = deps.recordings.map(({ instrument }) => instrument).join(', ')
    this.label = { source: 'REPLAY', detail: `recorded ticks of ${names}` }
  }

  /** What the last run met; complete when its blocks are. */
  get tally(): Readonly<RecordingTally> {
    return this.#tally
  }

  override async *blocks(after: EpochMs, signal: AbortSignal): AsyncGenerator<MarketBlock> {
    const { blockRows = BLOCK_ROWS } = this.#deps
    this.#tally = noTally()
    const heads = await this.#heads(after, signal)
    let held: { readonly index: number; readonly tick: RecordedTick }[] = []
    for (let head = earliest(heads); head !== undefined; head = earliest(heads)) {
      const { index, tick } = head
      if (held.length >= blockRows && held.at(-1)?.tick.at !== tick.at) {
        yield { kind: 'ticks', ticks: columnsOf(held) }
        held = []
      }
      held.push({ index, tick })
      const next = await head.rest.next()
      if (next.done === true) heads.delete(head)
      else head.tick = next.value
    }
    if (held.length > 0) yield { kind: 'ticks', ticks: columnsOf(held) }
  }

  async #heads(after: number, signal: AbortSignal): Promise<Set<Head>> {
    const heads = new Set<Head>()
    const { universe, recordings } = this.#deps
    const known = recordings
      .map(({ file, instrument }) => ({ file, index: universe.indexOf(instrument) }))
      .filter(({ index }) => index >= 0)
      .sort((a, b) => a.index - b.index)
    for (const { file, index } of known) {
      const rest = this.#ticksOf(file, after, signal)
      const first = await rest.next()
      if (first.done !== true) heads.add({ index, rest, tick: first.value })
    }
    return heads
  }

  /** Ticks of one recording in time order, with what is wrong put right and counted. */
  async *#ticksOf(
    file: string,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<RecordedTick, void> {
    const tally = this.#tally
    let before: string | null = null
    let latest = Number.NEGATIVE_INFINITY
    let volume = 0
    for await (const line of linesOf(file, signal)) {
      if (line.trim() === '') continue
      if (line === before) {
        tally.repeated++
        continue
      }
      before = line
      const tick = readTick(line)
      if (tick === null) {
        tally.unreadable++
        continue
      }
      if (tick.at < latest) tally.late++
      else if (tick.at === latest) tally.sameSecond++
      if (tick.volume < volume) tally.fallingVolume++
      latest = Math.max(latest, tick.at)
      volume = Math.max(volume, tick.volume)
      if (latest <= after) continue
      tally.ticks++
      if (isEmptyBook(tick)) tally.emptyBook++
      yield { ...tick, at: latest, volume }
    }
  }
}

/** The recording whose turn it is: the earliest tick, of the first instrument among equals. */
function earliest(heads: ReadonlySet<Head>): Head | undefined {
  let first: Head | undefined
  for (const head of heads) if (first === undefined || head.tick.at < first.tick.at) first = head
  return first
}

function columnsOf(
  rows: readonly { readonly index: number; readonly tick: RecordedTick }[],
): TickColumns {
  const columns = emptyTicks(rows.length)
  for (const [row, { index, tick }] of rows.entries()) {
    columns.at[row] = tick.at
    columns.instrument[row] = index
    columns.last[row] = tick.last
    columns.volume[row] = tick.volume
    columns.bidPrice.set(tick.bidPrice, row * DEPTH_LEVELS)
    columns.bidQuantity.set(tick.bidQuantity, row * DEPTH_LEVELS)
    columns.askPrice.set(tick.askPrice, row * DEPTH_LEVELS)
    columns.askQuantity.set(tick.askQuantity, row * DEPTH_LEVELS)
  }
  return columns
}
