import { Command, InvalidArgumentError } from 'commander'
import { ConfigurationError, TradingError } from '../core/errors.ts'
import type { SeriesInfo } from '../core/ports.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import type { InstrumentId } from '../domain/brand.ts'
import { rupees } from '../domain/money.ts'
import { type ScreenRules, screen } from '../domain/screener.ts'
import { dateOf, daysBetween, type TradeDate } from '../domain/time.ts'
import type { Context } from './context.ts'
import { dayOption } from './date-range.ts'
import { inContext } from './in-context.ts'
import { NOT_APPLIED, type ScreenAnswer, screenDocument, screenWords } from './screen-words.ts'
import { dailyHistories, type KnownShares, knownShares } from './share-history.ts'
import { requireStored, symbolsOf } from './symbol-list.ts'

interface ScreenFlags {
  readonly symbols?: string
  readonly rsiBelow?: number
  readonly rsiAbove?: number
  readonly aboveEma?: number
  readonly breakout?: number
  readonly minTurnover?: number
  readonly minVolume?: number
  readonly momentum: number
  readonly top: number
  readonly asOf?: string
}

const within =
  (min: number, max: number, isWhole: boolean) =>
  (text: string): number => {
    const value = Number(text)
    const isFine = text.trim() !== '' && value >= min && value <= max
    if (isFine && (!isWhole || Number.isInteger(value))) return value
    throw new InvalidArgumentError(
      `Write a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}.`,
    )
  }

const BARS_MAX = 1_000
const bars = within(1, BARS_MAX, true)
const percentage = within(0, 100, false)
const amount = within(0, 1e12, false)

/** `screen`: stored daily bars against rules. */
export const screenCommand = (signal: AbortSignal): Command =>
  new Command('screen')
    .description('find shares among the stored daily bars')
    .option('--symbols <names>', 'only among these, comma list')
    .option('--rsi-below <value>', 'RSI over 14 days below it', percentage)
    .option('--rsi-above <value>', 'RSI over 14 days above it', percentage)
    .option('--above-ema <days>', 'close above its exponential average over so many days', bars)
    .option('--breakout <days>', 'close above the highest price of so many days before', bars)
    .option('--min-turnover <rupees>', 'traded on the median day of the last 20', amount)
    .option('--min-volume <shares>', 'the same in shares', amount)
    .option('--momentum <days>', 'growth over so many days ranks them', bars, 126)
    .option('--top <number>', 'how many are shown', within(1, 10_000, true), 20)
    .option('--as-of <date>', 'as it stood at the close of this day; the newest bar when absent')
    .action(inContext<ScreenFlags>(signal, screenShares))

async function screenShares(context: Context, flags: ScreenFlags): Promise<void> {
  const { parts, output, signal } = context
  const wanted = symbolsOf(flags.symbols)
  const stored = (await parts.get(ParquetBarStore).list(signal)).filter(
    ({ interval }) => interval === 'day',
  )
  if (stored.length === 0) throw nothingStored()
  requireStored(wanted, stored)
  const known = await knownShares(context)
  const rules = rulesOf(flags)
  const asOf = flags.asOf === undefined ? newestOf(stored) : dayOption('as-of', flags.asOf)
  const { chosen, stale } = aliveOn(asOf, stored, wanted, known)
  const days = daysFor(rules)
  const histories = await dailyHistories(context, known, { instruments: chosen, asOf, days })
  if (histories.size === 0) throw nothingBefore(asOf)
  const shares = [...histories].map(([instrument, history]) => ({ instrument, bars: history.bars }))
  const answer: ScreenAnswer = { asOf, rules, stale, screening: screen(shares, rules) }
  output.answer(screenDocument(answer, known), () =>
    [screenWords(answer, known), '', NOT_APPLIED.says].join('\n'),
  )
}

const rulesOf = (flags: ScreenFlags): ScreenRules => ({
  rsiBelow: flags.rsiBelow ?? null,
  rsiAbove: flags.rsiAbove ?? null,
  aboveEma: flags.aboveEma ?? null,
  breakout: flags.breakout ?? null,
  minTurnoverPaise: flags.minTurnover === undefined ? null : rupees(flags.minTurnover),
  minVolume: flags.minVolume ?? null,
  momentumBars: flags.momentum,
  top: flags.top,
})

/** An average has forgotten its beginning after a few times its length. */
const WARM_UP = 5
const BARS_MIN = 500
/** Calendar days for each trading day, with room for holidays. */
const DAYS_A_BAR = 1.6

const daysFor = ({ aboveEma, breakout, momentumBars }: ScreenRules): number =>
  Math.ceil(DAYS_A_BAR * Math.max(BARS_MIN, (aboveEma ?? 0) * WARM_UP, breakout ?? 0, momentumBars))

const newestOf = (stored: readonly SeriesInfo[]): TradeDate =>
  dateOf(Math.max(...stored.map(({ last }) => last)))

/** A share whose bars end longer before the day is not traded any more, or not kept up. */
const STALE_DAYS = 7

function aliveOn(
  asOf: TradeDate,
  stored: readonly SeriesInfo[],
  wanted: ReadonlySet<InstrumentId> | null,
  { instruments }: KnownShares,
): { readonly chosen: readonly InstrumentId[]; readonly stale: number } {
  const lasts = new Map<InstrumentId, TradeDate>()
  for (const { instrument, first, last } of stored) {
    const isWanted = wanted === null || wanted.has(instrument)
    if (!isWanted || instruments.get(instrument)?.kind === 'index' || dateOf(first) > asOf) continue
    const date = dateOf(last)
    if (date > (lasts.get(instrument) ?? '')) lasts.set(instrument, date)
  }
  const isAlive = (last: TradeDate) => last >= asOf || daysBetween(last, asOf) <= STALE_DAYS
  const chosen = [...lasts].filter(([, last]) => isAlive(last)).map(([instrument]) => instrument)
  return { chosen: chosen.sort(), stale: lasts.size - chosen.length }
}

const nothingStored = (): TradingError =>
  new TradingError(
    'DATA_MISSING',
    'There are no stored daily bars to screen: import some with "robo-trader data import"',
  )

const nothingBefore = (asOf: TradeDate): ConfigurationError =>
  new ConfigurationError(
    'as-of',
    `There are no daily bars up to ${asOf}: see "robo-trader data list"`,
  )
