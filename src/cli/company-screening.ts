import { type KnownRatio, knownRatios, type RatioName } from '../core/ai/known-ratios.ts'
import type { Fundamentals } from '../core/ai/research.ts'
import type { AskedScreen } from '../core/company-screen.ts'
import type { DependencyContainer } from '../core/di.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { shareRatios, tenuresOf } from '../domain/adjustment.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { symbolOf } from '../domain/instrument.ts'
import { type Candidate, type ScreenRules, screen } from '../domain/screener.ts'
import { addDays, dateOf, isoTime, type TradeDate } from '../domain/time.ts'
import { isGoodValue, judgeValue, type ValueVerdicts } from '../domain/value-screen.ts'
import { dailyHistories, type KnownShares, type ShareHistory, sharesIn } from './share-history.ts'

/** Calendar days of bars that are looked back on: an average has forgotten its beginning after a few times its length. */
const DAYS_BACK = 800

/** A company that was looked at. */
interface Row {
  readonly instrument: InstrumentId
  readonly name: string
  readonly sector: string | null
  readonly pricePaise: number | null
  readonly priceSource: string | null
  readonly priceDate: string | null
  readonly ratios: Readonly<Partial<Record<RatioName, KnownRatio>>>
  readonly verdicts: ValueVerdicts
  readonly study: Candidate | null
}

const asksPrices = (rules: ScreenRules): boolean =>
  [
    rules.rsiBelow,
    rules.rsiAbove,
    rules.aboveEma,
    rules.breakout,
    rules.minTurnoverPaise,
    rules.minVolume,
  ].some((rule) => rule !== null)

function byCompany(
  lines: readonly Fundamentals[],
): ReadonlyMap<InstrumentId, readonly Fundamentals[]> {
  const companies = new Map<InstrumentId, Fundamentals[]>()
  for (const line of lines) {
    const known = companies.get(line.instrument)
    if (known === undefined) companies.set(line.instrument, [line])
    else known.push(line)
  }
  return companies
}

/**
 * Companies by rules on what is known of them and on their daily bars, as of a moment: what cannot be judged does not
 * pass, and is counted. Answers JSON.
 */
export async function screenCompanies(
  parts: DependencyContainer,
  asked: AskedScreen,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const research = await parts.get(StateDoor).research()
  const companies = byCompany(await research.everyFundamentals(asked.asOf))
  const prices = new Map(asked.prices)
  const known = await sharesIn(await parts.get(StateDoor).reference())
  const ids = [...new Set([...companies.keys(), ...prices.keys()])]
    .filter((id) => known.instruments.get(id)?.kind !== 'index')
    .sort()
  // A day's bar is known when the day is over: before, it would show the future of a replay.
  const barsUntil = addDays(dateOf(asked.asOf), -1)
  const histories = asked.isStored
    ? await dailyHistories({ parts, signal }, known, {
        instruments: ids,
        asOf: barsUntil,
        days: DAYS_BACK,
      })
    : new Map<InstrumentId, ShareHistory>()
  const shares = [...histories].map(([instrument, { bars }]) => ({ instrument, bars }))
  const screening = screen(shares, { ...asked.rules, top: shares.length })
  const studies = new Map(screening.candidates.map((one) => [one.instrument, one]))
  const unjudged = new Set(ids.filter((id) => !histories.has(id)))
  const rows = ids.map((instrument): Row => {
    const price = priceOf(instrument, asked, prices, histories)
    const today = dateOf(asked.asOf)
    const splits = shareRatios(known.actions, tenuresOf(instrument, known.changes, today), today)
    const ratios = knownRatios(companies.get(instrument) ?? [], price, splits)
    return {
      instrument,
      ...factsOf(instrument, known),
      pricePaise: price?.paise ?? null,
      priceSource: price?.source ?? null,
      priceDate: price?.asOf ?? null,
      ratios,
      verdicts: judgeValue(valuesOf(ratios), asked.value),
      study: studies.get(instrument) ?? null,
    }
  })
  const isAsked = asksPrices(asked.rules)
  const judged = rows.map((row) => ({ row, isFit: fits(row, isAsked, unjudged) }))
  const matched = judged.filter(({ isFit }) => isFit === true).map(({ row }) => row)
  const answer = {
    asOf: isoTime(asked.asOf),
    screened: rows.length,
    matched: matched.length,
    unknown: judged.filter(({ isFit }) => isFit === null).length,
    rows: matched.sort(strongestFirst).slice(0, asked.rules.top).map(written),
  }
  return new TextEncoder().encode(JSON.stringify(answer))
}

/** null where something cannot be judged and nothing is broken. */
function fits(
  { instrument, verdicts, study }: Row,
  isAsked: boolean,
  unjudged: ReadonlySet<InstrumentId>,
): boolean | null {
  const isGood = isGoodValue(verdicts)
  if (isGood === false || !isAsked) return isGood
  if (unjudged.has(instrument)) return null
  return study === null ? false : isGood
}

const valuesOf = (ratios: Row['ratios']) => ({
  marketCapPaise: ratios.marketCapPaise?.value ?? null,
  pe: ratios.pe?.value ?? null,
  roePercent: ratios.roePercent?.value ?? null,
  debtToEquity: ratios.debtToEquity?.value ?? null,
})

const factsOf = (id: InstrumentId, { instruments }: KnownShares) => {
  const { name = symbolOf(id), sector = null } = instruments.get(id) ?? {}
  return { name, sector }
}

interface Price {
  readonly paise: number
  readonly source: string
  readonly asOf: TradeDate
}

/** The desk's own price, else the last close that is known. */
function priceOf(
  id: InstrumentId,
  { asOf, priceSource }: AskedScreen,
  prices: ReadonlyMap<InstrumentId, number>,
  histories: ReadonlyMap<InstrumentId, ShareHistory>,
): Price | null {
  const own = prices.get(id)
  if (own !== undefined) return { paise: own, source: priceSource, asOf: dateOf(asOf) }
  const history = histories.get(id)
  if (history === undefined) return null
  const { bars, source } = history
  const [close, at] = [bars.close[bars.length - 1], bars.at[bars.length - 1]]
  if (close === undefined || at === undefined) return null
  return { paise: close, source, asOf: dateOf(at) }
}

const strongestFirst = (a: Row, b: Row): number =>
  (a.study?.momentumRank ?? Number.MAX_SAFE_INTEGER) -
    (b.study?.momentumRank ?? Number.MAX_SAFE_INTEGER) ||
  (b.ratios.marketCapPaise?.value ?? 0) - (a.ratios.marketCapPaise?.value ?? 0) ||
  (a.instrument < b.instrument ? -1 : 1)

const written = ({ study, ...row }: Row) => ({
  ...row,
  rsi: study?.rsi ?? null,
  trend: study?.trend ?? null,
  momentumBps: study?.momentumBps ?? null,
  momentumRank: study?.momentumRank ?? null,
  turnoverPaise: study?.turnoverPaise === undefined ? null : study.turnoverPaise,
})
