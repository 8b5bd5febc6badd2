import { at, type BarColumns, emptyBars, sliceBars } from './bar.ts'
import type { InstrumentId } from './brand.ts'
import type { CorporateAction, SymbolChange } from './corporate-action.ts'
import { dayNumber, midnightOf, type TradeDate } from './time.ts'

/** A span of days in which a company's shares traded under one name; `from` inclusive, `until` exclusive, null open. */
export interface Tenure {
  readonly instrument: InstrumentId
  readonly from: TradeDate | null
  readonly until: TradeDate | null
}

/** From the ex-date on there are `newShares` for every `oldShares`. */
export interface ShareRatio {
  readonly exDate: TradeDate
  readonly newShares: number
  readonly oldShares: number
}

/** Bars in the shares of a day, and what each raw price was multiplied by to get there. */
export interface AdjustedBars {
  readonly bars: BarColumns
  readonly factor: Float64Array
}

/** Sources of splits and bonuses, most trusted first. */
const SOURCES = ['nse', 'yahoo', 'derived']
/** One event may be dated differently by two sources, by no more than this. */
const SAME_EVENT_DAYS = 7

const dayOf = (date: TradeDate): number => dayNumber(midnightOf(date))

const latest = (changes: readonly SymbolChange[]): SymbolChange | undefined =>
  changes.reduce<SymbolChange | undefined>(
    (last, change) => (last === undefined || change.from > last.from ? change : last),
    undefined,
  )

/**
 * The names under which the shares that are called `instrument` on a day have traded, oldest first. A name that was given
 * away before belongs to somebody else from then on, so the history of its next holder begins there.
 */
export function tenuresOf(
  instrument: InstrumentId,
  changes: readonly SymbolChange[],
  asOf: TradeDate,
): readonly Tenure[] {
  const tenures: Tenure[] = []
  let name = instrument
  let until: TradeDate | null = null
  for (;;) {
    const known = changes.filter(({ from }) => (until === null ? from <= asOf : from < until))
    const taken = latest(known.filter(({ after }) => after === name))
    const given = latest(known.filter(({ before }) => before === name))
    const isReused = given !== undefined && (taken === undefined || given.from > taken.from)
    if (isReused || taken === undefined) {
      return [{ instrument: name, from: given?.from ?? null, until }, ...tenures]
    }
    tenures.unshift({ instrument: name, from: taken.from, until })
    name = taken.before
    until = taken.from
  }
}

/** Bars of one company joined over its names; `barsOf` answers each name's raw bars of one interval. */
export function chainBars(
  tenures: readonly Tenure[],
  barsOf: (instrument: InstrumentId) => BarColumns | undefined,
): BarColumns {
  const parts = tenures.map(({ instrument, from, until }) => {
    const bars = barsOf(instrument) ?? emptyBars(0)
    const first = from === null ? 0 : firstOn(bars, dayOf(from))
    const end = until === null ? bars.length : firstOn(bars, dayOf(until))
    return sliceBars(bars, first, Math.max(first, end))
  })
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  const joined = emptyBars(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    joined.at.set(part.at, offset)
    joined.open.set(part.open, offset)
    joined.high.set(part.high, offset)
    joined.low.set(part.low, offset)
    joined.close.set(part.close, offset)
    joined.volume.set(part.volume, offset)
    offset += part.length
  }
  return joined
}

/** First row on or after a day. */
function firstOn(bars: BarColumns, day: number): number {
  let low = 0
  let high = bars.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (dayNumber(at(bars.at, middle)) < day) low = middle + 1
    else high = middle
  }
  return low
}

const rankOf = (source: string): number =>
  SOURCES.includes(source) ? SOURCES.indexOf(source) : SOURCES.length

/**
 * The splits and bonuses of a company known to be in force on a day, oldest first, each once. Dividends, rights and
 * demergers change what a share is worth, not how many there are, so they are not among them.
 */
export function shareRatios(
  actions: readonly CorporateAction[],
  tenures: readonly Tenure[],
  asOf: TradeDate,
): readonly ShareRatio[] {
  const bySource = new Map<string, { rank: number; source: string; ratio: ShareRatio }>()
  for (const action of actions) {
    if (action.kind !== 'split' && action.kind !== 'bonus') continue
    if (action.exDate > asOf || !isOf(action, tenures)) continue
    const { exDate, newShares, oldShares, source } = action
    const key = `${exDate} ${source}`
    const ratio = bySource.get(key)?.ratio ?? { exDate, newShares: 1, oldShares: 1 }
    const both = {
      exDate,
      newShares: ratio.newShares * newShares,
      oldShares: ratio.oldShares * oldShares,
    }
    bySource.set(key, { rank: rankOf(source), source, ratio: both })
  }
  const ranked = [...bySource.values()].sort((a, b) => a.rank - b.rank)
  const kept: typeof ranked = []
  for (const one of ranked) {
    const isKnown = kept.some(
      (other) => other.source !== one.source && isSame(other.ratio, one.ratio),
    )
    if (!isKnown) kept.push(one)
  }
  return kept.map(({ ratio }) => ratio).sort((a, b) => dayOf(a.exDate) - dayOf(b.exDate))
}

const isOf = (action: CorporateAction, tenures: readonly Tenure[]): boolean =>
  tenures.some(
    ({ instrument, from, until }) =>
      instrument === action.instrument &&
      (from === null || action.exDate >= from) &&
      (until === null || action.exDate < until),
  )

/** Two sources' word of one event: the same day, or about the same with an equal ratio. */
function isSame(a: ShareRatio, b: ShareRatio): boolean {
  const apart = Math.abs(dayOf(a.exDate) - dayOf(b.exDate))
  const isEqual = a.newShares * b.oldShares === b.newShares * a.oldShares
  return apart === 0 || (isEqual && apart <= SAME_EVENT_DAYS)
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b))

/**
 * Raw bars restated in today's shares: prices before an ex-date are multiplied by old ÷ new shares, to the nearest paisa
 * and never below one, and volumes by the inverse. Bars from the last ex-date on stay as they are.
 */
export function adjustBars(bars: BarColumns, ratios: readonly ShareRatio[]): AdjustedBars {
  const adjusted = emptyBars(bars.length)
  const factor = new Float64Array(bars.length)
  const pending = [...ratios].sort((a, b) => dayOf(a.exDate) - dayOf(b.exDate))
  let numerator = 1
  let denominator = 1
  let next = pending.pop()
  for (let row = bars.length - 1; row >= 0; row--) {
    const day = dayNumber(at(bars.at, row))
    while (next !== undefined && dayOf(next.exDate) > day) {
      const divisor = commonDivisor(numerator * next.oldShares, denominator * next.newShares)
      const times = numerator * next.oldShares
      denominator = (denominator * next.newShares) / divisor
      numerator = times / divisor
      next = pending.pop()
    }
    const priced = (column: Float64Array) =>
      Math.max(1, Math.round((at(column, row) * numerator) / denominator))
    adjusted.at[row] = at(bars.at, row)
    adjusted.open[row] = priced(bars.open)
    adjusted.high[row] = priced(bars.high)
    adjusted.low[row] = priced(bars.low)
    adjusted.close[row] = priced(bars.close)
    adjusted.volume[row] = Math.round((at(bars.volume, row) * denominator) / numerator)
    factor[row] = numerator / denominator
  }
  return { bars: adjusted, factor }
}

/** A company's whole history under its name of a day, in that day's shares. */
export function historyOf(
  instrument: InstrumentId,
  asOf: TradeDate,
  known: {
    readonly changes: readonly SymbolChange[]
    readonly actions: readonly CorporateAction[]
    barsOf(instrument: InstrumentId): BarColumns | undefined
  },
): AdjustedBars {
  const tenures = tenuresOf(instrument, known.changes, asOf)
  const ratios = shareRatios(known.actions, tenures, asOf)
  return adjustBars(
    chainBars(tenures, (name) => known.barsOf(name)),
    ratios,
  )
}
