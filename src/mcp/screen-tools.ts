import * as z from 'zod'
import type { Tool } from '../core/ai/tool.ts'
import { TradingError } from '../core/errors.ts'
import { sliceBars } from '../domain/bar.ts'
import { paise } from '../domain/money.ts'
import type { Candidate } from '../domain/screener.ts'
import { isoTime } from '../domain/time.ts'
import { defineTool } from './define-tool.ts'
import { screenedInParts } from './screened-in-parts.ts'
import type { ToolDesk } from './tool-desk.ts'

type Desk = Pick<ToolDesk, 'clock' | 'universe' | 'bars'>

const percentage = z.number().min(0).max(100).nullable().default(null)
const BARS_MAX = 500
const bars = z.int().min(1).max(BARS_MAX).nullable().default(null)
const TOP_MAX = 50
/** Calendar days for each trading day, with room for holidays; an average forgets its beginning in a few lengths. */
const DAYS_A_BAR = 1.6
const BARS_READ = 600

const whole = (value: number | null): number | null => (value === null ? null : Math.round(value))

const tenths = (value: number | null): number | null =>
  value === null ? null : Math.round(value * 10) / 10

const candidateRow = (candidate: Candidate, sector: string | null) => ({
  instrument: candidate.instrument,
  sector,
  date: candidate.date,
  closePaise: whole(candidate.closePaise),
  changeBps: whole(candidate.changeBps),
  rsi14: tenths(candidate.rsi),
  trend: candidate.trend,
  ema9Paise: whole(candidate.emaFastPaise),
  ema21Paise: whole(candidate.emaMiddlePaise),
  ema50Paise: whole(candidate.emaSlowPaise),
  medianVolume: whole(candidate.volume),
  medianTurnoverPaise: whole(candidate.turnoverPaise),
  momentumBps: whole(candidate.momentumBps),
  momentumRank: candidate.momentumRank,
})

const input = z.strictObject({
  sector: z.string().min(1).max(60).nullable().default(null).describe('Only this industry'),
  rsiBelow: percentage.describe('RSI over 14 days below it'),
  rsiAbove: percentage.describe('RSI over 14 days above it'),
  aboveEma: bars.describe('Close above the exponential average of so many days'),
  breakout: bars.describe('Close above the highest price of so many days before'),
  minTurnoverPaise: z.int().min(0).max(1e15).nullable().default(null),
  momentumDays: z.int().min(1).max(BARS_MAX).default(126).describe('Growth over them ranks'),
  top: z.int().min(1).max(TOP_MAX).default(15),
})

/** Which shares of the desk fulfil rules, by complete daily bars. */
export const screenTools = (desk: Desk): readonly Tool[] => [
  defineTool({
    name: 'screen_market',
    says: 'Shares of the desk that fulfil every rule over complete daily bars, the strongest momentum first; a rule that is null is left out',
    input,
    async call(rules, _caller, signal) {
      const shares = desk.universe
        .all()
        .filter(({ kind, sector }) => kind !== 'index' && isOf(sector, rules.sector))
      const ids = shares.map(({ id }) => id)
      const found = await desk.bars.daily(ids, Math.ceil(BARS_READ * DAYS_A_BAR), signal)
      if (found.size === 0) {
        throw new TradingError('DATA_MISSING', 'No daily bars of such shares are known here')
      }
      const screened = [...found].map(([instrument, known]) => {
        const length = known.bars.length - Number(known.isForming)
        return { instrument, bars: sliceBars(known.bars, 0, length) }
      })
      const { minTurnoverPaise, momentumDays, ...others } = rules
      const turnover = minTurnoverPaise === null ? null : paise(minTurnoverPaise)
      const { candidates, ...counts } = await screenedInParts(
        screened,
        {
          ...others,
          minTurnoverPaise: turnover,
          minVolume: null,
          momentumBars: momentumDays,
        },
        signal,
      )
      const rows = candidates.map((candidate) =>
        candidateRow(candidate, desk.universe.get(candidate.instrument)?.sector ?? null),
      )
      const sources = [...new Set([...found.values()].map(({ source }) => source))].join(', ')
      return {
        source: `daily bars of ${sources}, screened here`,
        asOf: isoTime(desk.clock.now()),
        data: { ...counts, candidates: rows },
      }
    },
  }),
]

const isOf = (sector: string | null, wanted: string | null): boolean =>
  wanted === null || sector?.toLowerCase() === wanted.toLowerCase()
