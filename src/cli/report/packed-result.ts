import type { BacktestResult, EquityLine, FillLine, TradeLine } from '../../domain/backtest.ts'
import { isoTime } from '../../domain/time.ts'

/** A column of texts of which there are few: each once, and its place by row. */
export interface Words<T extends string> {
  readonly words: readonly T[]
  readonly places: readonly number[]
}

type TradeWords =
  | 'openOrderId'
  | 'instrument'
  | 'product'
  | 'strategy'
  | 'side'
  | 'openReason'
  | 'closeReason'
type TradeTimes = 'openedAt' | 'closedAt'
type FillWords = 'instrument' | 'side' | 'reason'

/** Trades as columns; times in epoch milliseconds. */
export type PackedTrades = { readonly length: number } & {
  readonly [K in TradeWords]: Words<NonNullable<TradeLine[K]>>
} & {
  readonly [K in TradeTimes]: readonly number[]
} & {
  readonly [K in Exclude<keyof TradeLine, TradeWords | TradeTimes>]: readonly TradeLine[K][]
}

/** Fills as columns; times in epoch milliseconds. */
export type PackedFills = { readonly length: number } & {
  readonly [K in FillWords]: Words<FillLine[K]>
} & { readonly at: readonly number[] } & {
  readonly [K in Exclude<keyof FillLine, FillWords | 'at'>]: readonly FillLine[K][]
}

/** Days of the account as columns. */
export type PackedEquity = { readonly [K in keyof EquityLine]: readonly EquityLine[K][] }

/** A result whose long lists are columns: a sixth of its size, and quick to sort and draw. */
export type PackedResult = Omit<BacktestResult, 'trades' | 'fills' | 'equity'> & {
  readonly trades: PackedTrades
  readonly fills: PackedFills
  readonly equity: PackedEquity
}

export const packResult = (result: BacktestResult): PackedResult => ({
  ...result,
  trades: packTrades(result.trades),
  fills: packFills(result.fills),
  equity: packEquity(result.equity),
})

/** The result that was packed, field by field. */
export const unpackResult = (packed: PackedResult): BacktestResult => ({
  ...packed,
  trades: rowsOf(packed.trades.length, (row) => tradeAt(packed.trades, row)),
  fills: rowsOf(packed.fills.length, (row) => fillAt(packed.fills, row)),
  equity: rowsOf(packed.equity.date.length, (row) => equityAt(packed.equity, row)),
})

/** The text of a row; undefined outside the column. */
export const wordAt = <T extends string>({ words, places }: Words<T>, row: number): T | undefined =>
  words[places[row] ?? -1]

/** The number of a row; NaN outside the column. */
export const numberAt = (column: readonly (number | null)[], row: number): number =>
  column[row] ?? Number.NaN

const rowsOf = <T>(length: number, read: (row: number) => T | null): readonly T[] =>
  Array.from({ length }, (_, row) => read(row)).filter((line) => line !== null)

/** A column of texts, each kept once. */
export function wordsOf<T extends string>(texts: readonly T[]): Words<T> {
  const places = new Map<T, number>()
  for (const text of texts) if (!places.has(text)) places.set(text, places.size)
  return { words: [...places.keys()], places: texts.map((text) => places.get(text) ?? -1) }
}

function packTrades(trades: readonly TradeLine[]): PackedTrades {
  const column = <K extends keyof TradeLine>(field: K) => trades.map((trade) => trade[field])
  const words = <K extends Exclude<TradeWords, 'openOrderId'>>(field: K) => wordsOf(column(field))
  return {
    length: trades.length,
    instrument: words('instrument'),
    product: words('product'),
    strategy: words('strategy'),
    side: words('side'),
    openedAt: column('openedAt').map(Date.parse),
    closedAt: column('closedAt').map(Date.parse),
    quantity: column('quantity'),
    entryPricePaise: column('entryPricePaise'),
    exitPricePaise: column('exitPricePaise'),
    entryPaise: column('entryPaise'),
    exitPaise: column('exitPaise'),
    grossPaise: column('grossPaise'),
    chargesPaise: column('chargesPaise'),
    netPaise: column('netPaise'),
    returnBps: column('returnBps'),
    holdingDays: column('holdingDays'),
    maePaise: column('maePaise'),
    mfePaise: column('mfePaise'),
    riskPaise: trades.map(({ riskPaise }) => riskPaise ?? null),
    openOrderId: wordsOf(trades.map(({ openOrderId }) => openOrderId ?? '')),
    openReason: words('openReason'),
    closeReason: words('closeReason'),
  }
}

/** One trade as it was; null outside the columns. */
export function tradeAt(trades: PackedTrades, row: number): TradeLine | null {
  const instrument = wordAt(trades.instrument, row)
  const product = wordAt(trades.product, row)
  const strategy = wordAt(trades.strategy, row)
  const side = wordAt(trades.side, row)
  const openReason = wordAt(trades.openReason, row)
  const closeReason = wordAt(trades.closeReason, row)
  if (instrument === undefined || product === undefined || side === undefined) return null
  if (strategy === undefined || openReason === undefined || closeReason === undefined) return null
  const number = (field: keyof PickNumbers) => numberAt(trades[field], row)
  return {
    instrument,
    product,
    strategy,
    side,
    quantity: number('quantity'),
    openedAt: isoTime(number('openedAt')),
    closedAt: isoTime(number('closedAt')),
    entryPricePaise: number('entryPricePaise'),
    exitPricePaise: number('exitPricePaise'),
    entryPaise: number('entryPaise'),
    exitPaise: number('exitPaise'),
    grossPaise: number('grossPaise'),
    chargesPaise: number('chargesPaise'),
    netPaise: number('netPaise'),
    returnBps: number('returnBps'),
    holdingDays: number('holdingDays'),
    maePaise: trades.maePaise[row] ?? null,
    mfePaise: trades.mfePaise[row] ?? null,
    riskPaise: trades.riskPaise[row] ?? null,
    openOrderId: wordAt(trades.openOrderId, row) || null,
    openReason,
    closeReason,
  }
}

type PickNumbers = Omit<PackedTrades, TradeWords | 'length' | 'maePaise' | 'mfePaise' | 'riskPaise'>

function packFills(fills: readonly FillLine[]): PackedFills {
  const column = <K extends keyof FillLine>(field: K) => fills.map((fill) => fill[field])
  return {
    length: fills.length,
    instrument: wordsOf(column('instrument')),
    side: wordsOf(column('side')),
    quantity: column('quantity'),
    pricePaise: column('pricePaise'),
    at: column('at').map(Date.parse),
    slippageBps: column('slippageBps'),
    chargesPaise: column('chargesPaise'),
    reason: wordsOf(column('reason')),
  }
}

function fillAt(fills: PackedFills, row: number): FillLine | null {
  const instrument = wordAt(fills.instrument, row)
  const side = wordAt(fills.side, row)
  const reason = wordAt(fills.reason, row)
  if (instrument === undefined || side === undefined || reason === undefined) return null
  return {
    instrument,
    side,
    quantity: numberAt(fills.quantity, row),
    pricePaise: numberAt(fills.pricePaise, row),
    at: isoTime(numberAt(fills.at, row)),
    slippageBps: numberAt(fills.slippageBps, row),
    chargesPaise: numberAt(fills.chargesPaise, row),
    reason,
  }
}

function packEquity(equity: readonly EquityLine[]): PackedEquity {
  const column = <K extends keyof EquityLine>(field: K) => equity.map((line) => line[field])
  return {
    date: column('date'),
    equityPaise: column('equityPaise'),
    cashPaise: column('cashPaise'),
    deployedPaise: column('deployedPaise'),
    drawdownBps: column('drawdownBps'),
    benchmarkPaise: column('benchmarkPaise'),
  }
}

const equityAt = (equity: PackedEquity, row: number): EquityLine => ({
  date: equity.date[row] ?? '',
  equityPaise: numberAt(equity.equityPaise, row),
  cashPaise: numberAt(equity.cashPaise, row),
  deployedPaise: numberAt(equity.deployedPaise, row),
  drawdownBps: numberAt(equity.drawdownBps, row),
  benchmarkPaise: equity.benchmarkPaise[row] ?? null,
})
