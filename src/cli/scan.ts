import { Command } from 'commander'
import { type HoldingsFile, readHoldings } from '../adapters/files/holdings-file.ts'
import { SystemClock } from '../core/clock.ts'
import { TradingError } from '../core/errors.ts'
import { shareRatios, tenuresOf } from '../domain/adjustment.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { type DailyStudy, studyOf } from '../domain/daily-study.ts'
import { type HeldShares, type KnownPrice, reviewPortfolio } from '../domain/portfolio-review.ts'
import { dateOf, type TradeDate } from '../domain/time.ts'
import type { Context } from './context.ts'
import { inContext } from './in-context.ts'
import { type ScanAnswer, scanDocument, scanWords } from './scan-words.ts'
import { dailyHistories, type KnownShares, knownShares } from './share-history.ts'

/** `scan`: what is held, what it is worth, and what stands out. */
export const scanCommand = (signal: AbortSignal): Command =>
  new Command('scan')
    .description(
      'value a portfolio and review it: from a holdings CSV, since no broker is connected',
    )
    .argument(
      '[file]',
      'holdings as Kite or Zerodha Console export them, or symbol, quantity, average',
    )
    .action(inContext(signal, scan))

/** Longer than any average looks back. */
const DAYS_BACK = 800

async function scan(context: Context, _options: unknown, [path]: readonly string[]): Promise<void> {
  const { parts, output, signal } = context
  if (path === undefined) throw noBroker()
  const file = await readHoldings(path, signal)
  if (file.holdings.length === 0) {
    throw new TradingError(
      'DATA_MISSING',
      `${path} lists no holding that can be read${firstRefusal(file)}`,
    )
  }
  const today = dateOf(parts.get(SystemClock).now())
  const known = await knownShares(context)
  const instruments = file.holdings.map(({ instrument }) => instrument)
  const asked = { instruments, asOf: today, days: DAYS_BACK }
  const histories = await dailyHistories(context, known, asked)
  const studies = new Map<InstrumentId, DailyStudy>()
  for (const [instrument, { bars }] of histories) {
    const study = studyOf(bars)
    if (study !== null) studies.set(instrument, study)
  }
  const { held, restated } = inSharesOf(today, file, known)
  const filed = new Map(file.holdings.map((holding) => [holding.instrument, holding]))
  const priceOf = (instrument: InstrumentId): KnownPrice | null => {
    const study = studies.get(instrument)
    const source = histories.get(instrument)?.source
    if (study !== undefined && source !== undefined) {
      return { pricePaise: study.closePaise, madeOn: study.date, source }
    }
    const pricePaise = filed.get(instrument)?.lastPaise ?? null
    return pricePaise === null ? null : { pricePaise, madeOn: file.date, source: 'file' }
  }
  const sectorOf = (instrument: InstrumentId) =>
    known.instruments.get(instrument)?.sector ?? filed.get(instrument)?.sector ?? null
  const review = reviewPortfolio(held, priceOf, sectorOf)
  const answer: ScanAnswer = { file, path, today, review, studies, restated }
  output.answer(scanDocument(answer), () => scanWords(answer))
}

/** What is held in the shares of a day: those of the file's day, and what splits and bonuses since then made of them. */
function inSharesOf(today: TradeDate, file: HoldingsFile, { actions, changes }: KnownShares) {
  const restated = new Map<InstrumentId, string>()
  const held = file.holdings.map(({ instrument, quantity, costPaise }): HeldShares => {
    const ratios = shareRatios(actions, tenuresOf(instrument, changes, today), today)
    const since = ratios.filter(({ exDate }) => exDate > file.date)
    if (since.length === 0) return { instrument, quantity, costPaise }
    const now = since.reduce(
      (shares, { newShares, oldShares }) => Math.floor((shares * newShares) / oldShares),
      quantity,
    )
    const [last] = since.slice(-1)
    restated.set(instrument, `${quantity} shares are ${now} since ${last?.exDate}`)
    return { instrument, quantity: now, costPaise }
  })
  return { held, restated }
}

const firstRefusal = ({ refusals: [first] }: HoldingsFile): string =>
  first === undefined ? '' : `: line ${first.line}, ${first.reason}`

const noBroker = (): TradingError =>
  new TradingError(
    'NOT_AVAILABLE',
    'No broker is connected, so name a holdings file: robo-trader scan HOLDINGS.csv',
    { facts: { needs: 'holdings_file' } },
  )
