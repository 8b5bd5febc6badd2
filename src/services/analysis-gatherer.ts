import type { Gathered } from '../core/ai/gathered.ts'
import type { MarketBars } from '../core/ai/market-bars.ts'
import type { ResearchStore } from '../core/ai/research.ts'
import type { Clock } from '../core/clock.ts'
import type { Quotes } from '../core/quotes.ts'
import { at } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { studyOf } from '../domain/daily-study.ts'
import { technicalReadings } from '../domain/technical-reading.ts'
import { epochMs } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'
import { NEWS_MAX } from './analysis-evidence.ts'

export interface GathererDeps {
  readonly bars: Pick<MarketBars, 'of'>
  readonly research: Pick<ResearchStore, 'news' | 'earnings' | 'fundamentals'>
  /** Market time: nothing later is seen. */
  readonly clock: Pick<Clock, 'now'>
  readonly universe: Universe
  readonly quotes: Quotes
  /** Shares of the desk, signed. */
  readonly held: (instrument: InstrumentId) => number
}

const DAYS = 300
const CLOSES_MAX = 260
const QUARTERS_MAX = 12

/** Reads what the desk knows of one instrument as of market time; asks no model. */
export async function gather(
  instrument: InstrumentId,
  { bars, research, clock, universe, quotes, held }: GathererDeps,
  signal: AbortSignal,
): Promise<Gathered> {
  const asOf = clock.now()
  const [known, news, earnings, fundamentals] = await Promise.all([
    bars.of(instrument, 'day', DAYS, signal),
    research.news({ instrument, before: asOf, most: NEWS_MAX }),
    research.earnings({ instrument, before: asOf, most: QUARTERS_MAX }),
    research.fundamentals(instrument, asOf),
  ])
  const index = universe.indexOf(instrument)
  const last = index < 0 ? Number.NaN : at(quotes.last, index)
  const madeAt = index < 0 ? Number.NaN : at(quotes.madeAt, index)
  const isPriced = last > 0 && madeAt <= asOf
  return {
    instrument,
    asOf,
    source: known.source,
    price: isPriced ? { paise: Math.round(last), at: epochMs(Math.floor(madeAt)) } : null,
    study: studyOf(known.bars),
    readings: known.bars.length === 0 ? [] : technicalReadings(known.bars),
    closes: [...known.bars.close.subarray(0, known.bars.length)].slice(-CLOSES_MAX).map(Math.round),
    fundamentals,
    earnings,
    news,
    held: held(instrument),
  }
}
