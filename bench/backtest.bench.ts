import { DeskFactory } from '../src/container.ts'
import { SilentLogger } from '../src/core/log.ts'
import { MemoryJournal } from '../src/core/memory-journal.ts'
import { at, type BarColumns, emptyBars } from '../src/domain/bar.ts'
import { instrumentId } from '../src/domain/brand.ts'
import { EXACT_FILLS } from '../src/domain/fill-model.ts'
import { plainEquity } from '../src/domain/instrument.ts'
import { NO_BARS } from '../src/domain/merge-bars.ts'
import { rupees } from '../src/domain/money.ts'
import { Random } from '../src/domain/random.ts'
import { DEFAULT_LIMITS } from '../src/domain/risk-limits.ts'
import { MarketCalendar } from '../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../src/domain/rulebook/charge-rates.ts'
import { midnightOf, momentOf, tradeDate } from '../src/domain/time.ts'
import { Universe } from '../src/domain/universe.ts'
import { STRATEGIES } from '../src/strategies/registry.ts'
import { defineBench } from './define-bench.ts'

const FIRST = tradeDate('2015-01-01')
const MINUTES = 375
const OPEN = 555

/** Minutes of one share on the sessions from 2015 on: a seeded walk in whole paise. */
function minutes(length: number, calendar: MarketCalendar): BarColumns {
  const bars = emptyBars(length)
  const random = new Random(1)
  let date = FIRST
  let price = 100_000
  for (let row = 0, minute = MINUTES; row < length; row++, minute++) {
    if (minute === MINUTES) {
      minute = 0
      do date = calendar.nextSession(date)
      while (calendar.dayOn(date).session?.windows)
    }
    const open = price
    price = Math.max(20_000, price + Math.round(random.normal() * 60))
    bars.at[row] = momentOf(date, OPEN + minute)
    bars.open[row] = open
    bars.close[row] = price
    bars.high[row] = Math.max(open, price) + 20
    bars.low[row] = Math.min(open, price) - 20
    bars.volume[row] = 50_000
  }
  return bars
}

const cache = new Map<number, BarColumns>()
const calendar = new MarketCalendar()

function barsOf(n: number): BarColumns {
  const known = cache.get(n) ?? minutes(n, calendar)
  cache.set(n, known)
  return known
}

async function ours(n: number): Promise<number> {
  const bars = barsOf(n)
  const definition = STRATEGIES.get('ema-cross')
  if (!definition) throw new RangeError('ema-cross is gone')
  const journal = new MemoryJournal({ keeps: 'nothing' })
  const kernel = new DeskFactory().open({
    name: '0123456789abcdef',
    mode: 'paper',
    capital: rupees(1_000_000),
    startsAt: midnightOf(FIRST),
    universe: new Universe([plainEquity(instrumentId('NSE:BENCH'))]),
    calendar,
    actions: [],
    past: NO_BARS,
    plans: [{ definition, values: { fast: 20, slow: 50, quantity: 10 }, interval: '1m' }],
    feed: '1m',
    limits: { ...DEFAULT_LIMITS, isOn: false },
    terms: DEFAULT_TERMS,
    fills: EXACT_FILLS,
    journal,
    log: new SilentLogger(),
  })
  kernel.begin()
  const instrument = new Int32Array(n)
  const start = performance.now()
  kernel.deliver({ kind: 'bars', interval: '1m', instrument, bars })
  const taken = (performance.now() - start) / 1_000
  if (journal.head < n / 100)
    throw new RangeError(`only ${journal.head} events: the strategy hardly traded`)
  await kernel.close()
  return taken
}

interface GrademarkBar {
  readonly time: Date
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly fast: number
  readonly slow: number
}

/** Indicators precomputed, as its users do; the same rule and fills at the next open. */
async function grademark(n: number): Promise<number> {
  const { backtest } = await import('grademark')
  const { DataFrame } = await import('data-forge')
  const bars = barsOf(n)
  const rows: GrademarkBar[] = []
  let fast = Number.NaN
  let slow = Number.NaN
  for (let row = 0; row < n; row++) {
    const close = at(bars.close, row)
    fast = Number.isNaN(fast) ? close : fast + (close - fast) * (2 / 21)
    slow = Number.isNaN(slow) ? close : slow + (close - slow) * (2 / 51)
    rows.push({
      time: new Date(at(bars.at, row)),
      open: at(bars.open, row),
      high: at(bars.high, row),
      low: at(bars.low, row),
      close,
      volume: at(bars.volume, row),
      fast,
      slow,
    })
  }
  const series = new DataFrame<number, GrademarkBar>(rows)
  const strategy = {
    lookbackPeriod: 1,
    entryRule: (enter: () => void, { bar }: { bar: GrademarkBar }) => {
      if (bar.fast > bar.slow) enter()
    },
    exitRule: (exit: () => void, { bar }: { bar: GrademarkBar }) => {
      if (bar.fast <= bar.slow) exit()
    },
  }
  const start = performance.now()
  const trades = backtest(strategy, series)
  const taken = (performance.now() - start) / 1_000
  if (trades.length < n / 1_000) throw new RangeError(`grademark made only ${trades.length} trades`)
  return taken
}

export default defineBench({
  row: 'P6',
  title: 'backtest of EMA 20/50 on minutes, the very classes that run live',
  unit: 'bars/s',
  goal: { first: 1, goal: 10 },
  sizes: [1e4, 1e5, 1e6],
  ours,
  peers: { grademark },
  notes: [
    'Ours runs every check, charge, event and order state of a live desk; grademark precomputes its indicators and has none of these.',
    'vectorbt’s published 12 to 23 M and backtesting.py’s 0.15 to 0.2 M bars/s are of other machines.',
  ],
})
