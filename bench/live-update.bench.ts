import fastJsonPatch from 'fast-json-patch'
import type { PositionLine } from '../src/core/desk-view/position-lines.ts'
import { type InstrumentId, instrumentId } from '../src/domain/brand.ts'
import { plainEquity } from '../src/domain/instrument.ts'
import { paise } from '../src/domain/money.ts'
import { epochMs } from '../src/domain/time.ts'
import type { PositionRow } from '../src/web/contract/desk.ts'
import { LiveTopic } from '../src/web/live-topic.ts'
import { PositionRows } from '../src/web/views/position-rows.ts'
import { defineBench } from './define-bench.ts'

const ROWS = 500
const CHANGED = 50
const MONDAY = 1_795_405_500_000
const VERSIONS = 64

type Book = { readonly positions: Readonly<Record<string, PositionRow>> }

const lineOf = (index: number): PositionLine => {
  const quantity = 10 + (index % 40)
  const average = 100_000 + index * 100
  return {
    instrument: instrumentId(`NSE:SHARE${index}`),
    product: 'CNC',
    quantity,
    costPaise: paise(average * quantity),
    averagePricePaise: average,
    realisedPaise: paise(0),
    dividendPaise: paise(0),
    lots: 1,
    openedAt: epochMs(MONDAY),
    markPaise: null,
    stopPaise: paise(average - 2_000),
    targetPaise: paise(average + 5_000),
    isTrailing: false,
    strategies: ['ema-cross'],
    riskedPaise: 2_000 * quantity,
  }
}

/** A book whose prices walk: each version has other prices for a tenth of its rows. */
class WalkingBook {
  readonly #lines = Array.from({ length: ROWS }, (_, index) => lineOf(index))
  readonly #prices = new Map(
    this.#lines.map((line, index) => [line.instrument, 100_000 + index * 100]),
  )
  readonly #rows = new PositionRows((id) => ({
    ...plainEquity(id),
    sector: 'Information Technology',
  }))
  #version = 0

  get book(): Book {
    const priceOf = (id: InstrumentId) => this.#prices.get(id) ?? Number.NaN
    return { positions: this.#rows.put(this.#lines, priceOf) }
  }

  /** Prices go on, and the rows with them. */
  next(): Book {
    this.#version += 1
    for (let nth = 0; nth < CHANGED; nth++) {
      const { instrument } = this.#lines[(nth * 10 + this.#version) % ROWS] ?? lineOf(0)
      const step = (((nth * 7 + this.#version * 13) % 61) - 30) * 5 || 5
      this.#prices.set(instrument, (this.#prices.get(instrument) ?? 0) + step)
    }
    return this.book
  }
}

function versions(): readonly Book[] {
  const walking = new WalkingBook()
  return [walking.book, ...Array.from({ length: VERSIONS - 1 }, () => walking.next())]
}

const BOOKS = versions()
const seconds = (start: number): number => (performance.now() - start) / 1_000

/** Over and over through the versions; the way back to the first is not counted. */
function through(n: number, update: (from: Book, to: Book) => number): number {
  let taken = 0
  let bytes = 0
  for (let done = 0; done < n; ) {
    const start = performance.now()
    for (let version = 1; version < VERSIONS && done < n; version++, done++) {
      const [from, to] = [BOOKS[version - 1], BOOKS[version]]
      if (from !== undefined && to !== undefined) bytes += update(from, to)
    }
    taken += seconds(start)
  }
  if (bytes < n) throw new RangeError('nothing was made')
  return taken
}

/** A topic over a walking book, with a client that has its first version. */
function following() {
  const walking = new WalkingBook()
  const shown = { book: walking.book }
  const topic = new LiveTopic('dashboard', 'era', () => shown.book)
  const { length: full } = topic.snapshot
  const go = () => {
    shown.book = walking.next()
  }
  return { topic, full, go }
}

/** As the desk does it: the topic is told that it may be another, and makes what goes to every socket. */
async function ours(n: number): Promise<number> {
  const { topic, go } = following()
  let taken = 0
  for (let version = 1; version <= n; version++) {
    go()
    const start = performance.now()
    topic.mark()
    topic.refresh()
    const { length } = topic.updateFrom(version, 'steps')
    taken += seconds(start)
    if (length === 0) throw new RangeError('nothing was made')
  }
  return taken
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

const compared = async (n: number): Promise<number> =>
  through(n, (from, to) => Buffer.from(JSON.stringify(fastJsonPatch.compare(from, to))).length)
const whole = async (n: number): Promise<number> =>
  through(n, (_, to) => Buffer.from(JSON.stringify(to)).length)

/** Mean bytes of an update in each form. */
function sizes(): { readonly [form: string]: number } {
  const { topic, full, go } = following()
  const sums = { full, steps: 0, ops: 0, compared: 0 }
  for (let version = 1; version < VERSIONS; version++) {
    go()
    topic.mark()
    topic.refresh()
    sums.steps += topic.updateFrom(version, 'steps').length
    sums.ops += topic.updateFrom(version, 'ops').length
    sums.compared += bytesOf(fastJsonPatch.compare(BOOKS[version - 1] ?? {}, BOOKS[version] ?? {}))
  }
  const mean = (sum: number) => Math.round(sum / (VERSIONS - 1))
  return { full, steps: mean(sums.steps), ops: mean(sums.ops), compared: mean(sums.compared) }
}

const { full = 0, steps = 1, ops, compared: peer } = sizes()

export default defineBench({
  row: 'P8',
  title: 'an update of a 500-row book, a tenth changed, made once for all clients',
  unit: 'updates/s',
  goal: { first: 3, goal: 15 },
  sizes: [60, 600, 3_000],
  ours,
  peers: { 'fast-json-patch': compared, 'full resend': whole },
  notes: [
    `Bytes of an update: ${steps} as steps, 1/${Math.round(full / steps)} of the full ${full} (first bar 1/15, goal 2,000); ` +
      `${ops} as plain RFC 6902 with ours, ${peer} with fast-json-patch. 20 µs an update are 50,000 updates/s.`,
    'Making the next state is nobody’s part here: the peers are handed both states, ours is marked and asked.',
  ],
})
