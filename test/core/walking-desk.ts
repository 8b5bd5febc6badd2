import { createHash } from 'node:crypto'
import { DeskFactory } from '../../src/container.ts'
import { VirtualClock } from '../../src/core/clock.ts'
import type { Event } from '../../src/core/events.ts'
import { FeedPump, type PastInputs } from '../../src/core/feed-pump.ts'
import { Intake } from '../../src/core/intake.ts'
import type { Journal } from '../../src/core/journal.ts'
import type { Kernel, KernelSettings } from '../../src/core/kernel.ts'
import type { DeskSettings } from '../../src/core/live-book.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { firstMoment } from '../../src/core/moments.ts'
import type { MarketBlock, MarketFeed } from '../../src/core/ports.ts'
import type { ResumingJournal } from '../../src/core/resuming-journal.ts'
import { emptyBars } from '../../src/domain/bar.ts'
import { eventId, instrumentId } from '../../src/domain/brand.ts'
import { DEFAULT_FILLS } from '../../src/domain/fill-model.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { paise } from '../../src/domain/money.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import type { StrategyDefinition } from '../../src/domain/strategy.ts'
import { valuesOf } from '../../src/domain/strategy-values.ts'
import { addDays, epochMs, MINUTE_MS, momentOf, type TradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { emaCross } from '../../src/strategies/ema-cross.ts'
import { openingRangeBreakout } from '../../src/strategies/opening-range-breakout.ts'
import { DATE, OPEN_LIMITS } from '../services/paper-desk.ts'
import { BOOK } from './bus-fixture.ts'
import { rowsOf } from './state/journal-fixture.ts'

const SHARES = [instrumentId('NSE:INFY'), instrumentId('NSE:TCS')]
const DAYS: readonly TradeDate[] = [DATE, addDays(DATE, 1)]
const OPENS = 9 * 60 + 15
const CLOSES = 15 * 60 + 30
const PRICE = 100_000
const TICK = 5
/** A person's wish stands before every moment of this rhythm. */
const WISH_EVERY = 97

const plan = (definition: StrategyDefinition) => {
  const outcome = valuesOf(definition, {})
  if (outcome.outcome !== 'accepted') throw new RangeError('the defaults are refused')
  return { definition, values: outcome.values, interval: '1m' } as const
}

/** A walk that a seed decides: the same seed is the same market. */
function* walk(seed: number): Generator<number> {
  for (let state = (seed * 2_654_435_761 + 1) >>> 0; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield (state >>> 16) / 65_536 - 0.5
  }
}

/** Two days of minutes of two shares, a block a minute, and the quiet after each day. */
export function walkingMarket(seed: number): readonly MarketBlock[] {
  const steps = walk(seed)
  const step = (size: number) => Math.round((steps.next().value * size) / TICK) * TICK
  const closes = SHARES.map(() => PRICE)
  const blocks: MarketBlock[] = []
  for (const day of DAYS) {
    for (let minute = OPENS; minute < CLOSES; minute++) {
      const bars = emptyBars(SHARES.length)
      for (const share of SHARES.keys()) {
        const open = (closes[share] ?? PRICE) + step(100)
        const close = open + step(700)
        bars.at[share] = momentOf(day, minute)
        bars.open[share] = open
        bars.close[share] = close
        bars.high[share] = Math.max(open, close) + Math.abs(step(300))
        bars.low[share] = Math.min(open, close) - Math.abs(step(300))
        bars.volume[share] = 20_000 + Math.abs(step(50_000))
        closes[share] = close
      }
      const instrument = Int32Array.from(SHARES.keys())
      blocks.push({ kind: 'bars', interval: '1m', instrument, bars })
    }
    blocks.push({ kind: 'quiet', until: momentOf(day, CLOSES + 60) })
  }
  return blocks
}

function past(): KernelSettings['past'] {
  const bars = emptyBars(6 * SHARES.length)
  const instrument = new Int32Array(bars.length)
  for (let row = 0; row < bars.length; row++) {
    bars.at[row] = momentOf(addDays(DATE, Math.floor(row / SHARES.length) - 7), OPENS)
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column[row] = PRICE
    bars.volume[row] = 5_000_000
    instrument[row] = row % SHARES.length
  }
  return { instrument, bars }
}

/** A desk with two strategies that trade every minute. */
export const walkingSettings = (): DeskSettings => ({
  mode: 'paper',
  capital: paise(10_00_000_00),
  startsAt: momentOf(DATE, 9 * 60),
  universe: new Universe(SHARES.map((id) => ({ ...plainEquity(id), tickPaise: TICK }))),
  calendar: new MarketCalendar(),
  actions: [],
  plans: [plan(emaCross), plan(openingRangeBreakout)],
  feed: '1m',
  past: past(),
  limits: OPEN_LIMITS,
  terms: DEFAULT_TERMS,
  fills: DEFAULT_FILLS,
})

export function openKernel(journal: Journal, name: string = BOOK): Kernel {
  const log = new SilentLogger()
  return new DeskFactory().open({ ...walkingSettings(), name, journal, log })
}

/** What the kernel holds, as one text: the same state is the same hash. */
export const stateHash = (kernel: Kernel): string =>
  createHash('sha256').update(JSON.stringify(kernel.save())).digest('hex')

/** Hands stored inputs in again, as an open book does. */
export const pastOf = (journal: ResumingJournal): PastInputs => ({
  get isResumed() {
    return journal.isResumed
  },
  hand: (kernel) => {
    for (let input = journal.nextInput(); input !== null; input = journal.nextInput()) {
      if (input.at > kernel.clock.now()) return
      const { type, data, source, id, correlationId } = input
      const origin = { source, id, correlationId }
      kernel.bus.inject(type as 'system.emergency_stop', data as never, origin)
    }
  },
})

export const wishId = (index: number) =>
  eventId(`5f0c1c3e-6a0e-4f5e-9a51-${index.toString(16).padStart(12, '0')}`)

/** What somebody sends just before a block. */
export type Ask = (index: number, intake: Intake) => void

/** The blocks after a moment, each with the wishes that somebody sends just before it. */
class WishfulFeed implements MarketFeed {
  readonly label = { source: 'SIMULATED', detail: 'a walk' } as const
  readonly #blocks: readonly MarketBlock[]
  readonly #intake: Intake
  readonly #ask: Ask

  constructor(blocks: readonly MarketBlock[], intake: Intake, ask: Ask) {
    this.#blocks = blocks
    this.#intake = intake
    this.#ask = ask
  }

  async *blocks(after: number): AsyncIterable<MarketBlock> {
    for (const [index, block] of this.#blocks.entries()) {
      const ends = block.kind === 'quiet' ? block.until : firstMoment(block) + MINUTE_MS
      if (ends <= after) continue
      this.#ask(index, this.#intake)
      yield block
    }
  }
}

/** Now and then everything is stopped, or goes on. */
const stopAndGo: Ask = (index, intake) => {
  if (index % WISH_EVERY !== WISH_EVERY - 1) return
  const id = wishId(index)
  const asked = { reason: `a look at minute ${index}`, by: 'test' }
  const isStop = index % 2 === 0
  const type = isStop ? 'system.emergency_stop' : 'system.emergency_resume'
  intake.post(type, asked, { source: 'test', id }).catch(() => undefined)
}

/** A clock on which every wait is over at once. */
class HastyClock extends VirtualClock {
  override async until(): Promise<void> {}
}

/** Draws the market through a kernel, calling back after every block. */
export async function draw(
  kernel: Kernel,
  blocks: readonly MarketBlock[],
  past: PastInputs,
  onTurn: () => void = () => {},
  ask: Ask = stopAndGo,
): Promise<void> {
  const intake = new Intake(kernel.bus, kernel.journal)
  const pump = new FeedPump({
    kernel,
    feed: new WishfulFeed(blocks, intake, ask),
    intake,
    past,
    clock: new HastyClock(epochMs(0)),
    speed: Number.POSITIVE_INFINITY,
    onTurn: async () => onTurn(),
  })
  await pump.run(() => false, new AbortController().signal)
  intake.close()
}

const FRESH: PastInputs = { isResumed: true, hand: () => {} }

/** A run that nothing disturbed: its events, its last state, and checkpoints on the way. */
export async function undisturbed(seed: number, checkpointEvery: number) {
  const blocks = walkingMarket(seed)
  const journal = new MemoryJournal()
  const kernel = openKernel(journal)
  kernel.begin()
  const checkpoints = [{ seq: 0, state: '' }]
  let turns = 0
  await draw(kernel, blocks, FRESH, () => {
    if (++turns % checkpointEvery !== 0) return
    checkpoints.push({ seq: journal.head, state: JSON.stringify(kernel.save()) })
  })
  const events = await journal.read(0, journal.head)
  const rows = rowsOf(events)
  return { blocks, checkpoints, events, rows, hash: journal.hash, state: stateHash(kernel) }
}

/** A journal in memory that holds these events. */
export function journalOf(events: readonly Event[]): MemoryJournal {
  const journal = new MemoryJournal()
  for (const event of events) journal.append(event)
  return journal
}
