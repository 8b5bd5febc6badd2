import type { Interval } from '../../domain/bar.ts'
import { symbolOf } from '../../domain/instrument.ts'
import { clockTime, dateOf } from '../../domain/time.ts'
import { count, percentChange, price, priceChange, toneOf } from './figures.ts'
import { html, type Part } from './html.ts'
import { numberAt, type PackedTrades, wordAt } from './packed-result.ts'
import type { TableColumn, TableSource } from './table-source.ts'

/** What a reader wants to see of the trades. */
export interface TradeFilter {
  /** Part of an instrument or of a reason, in any case. */
  readonly text: string
  readonly side: 'all' | 'long' | 'short'
  readonly result: 'all' | 'gain' | 'loss'
}

/** A moment as it is told: the day for daily bars, else with the minute. */
export const momentWords = (moment: number, interval: Interval): string =>
  interval === 'day' ? dateOf(moment) : `${dateOf(moment)} ${clockTime(moment).slice(0, 5)}`

/** Trades as a table that can be sorted. */
export function tradeSource(trades: PackedTrades, interval: Interval): TableSource {
  const number = (
    key: 'quantity' | 'holdingDays' | 'entryPricePaise' | 'exitPricePaise' | 'chargesPaise',
    title: string,
    write: (value: number) => string,
  ): TableColumn => ({
    key,
    title,
    isNumeric: true,
    value: (row) => numberAt(trades[key], row),
    cell: (row) => write(numberAt(trades[key], row)),
  })
  const signed = (
    key: 'grossPaise' | 'netPaise' | 'returnBps',
    title: string,
    write: (value: number) => string,
  ): TableColumn => ({
    key,
    title,
    isNumeric: true,
    value: (row) => numberAt(trades[key], row),
    cell: (row) => toned(numberAt(trades[key], row), write),
  })
  const text = (key: 'side' | 'openReason' | 'closeReason', title: string): TableColumn => ({
    key,
    title,
    isNumeric: false,
    value: (row) => wordAt(trades[key], row) ?? '',
    cell: (row) => wordAt(trades[key], row),
  })
  const moment = (key: 'openedAt' | 'closedAt', title: string, cell: TableColumn['cell']) => ({
    key,
    title,
    isNumeric: true,
    value: (row: number) => numberAt(trades[key], row),
    cell,
  })
  const words = (key: 'openedAt' | 'closedAt', row: number) =>
    momentWords(numberAt(trades[key], row), interval)
  return {
    id: 'trades',
    caption: 'Closed trades',
    length: trades.length,
    columns: [
      moment('openedAt', 'Opened', (row) => linkTo(row, words('openedAt', row))),
      {
        key: 'instrument',
        title: 'Instrument',
        isNumeric: false,
        value: (row) => wordAt(trades.instrument, row) ?? '',
        cell: (row) => symbolOfRow(trades, row),
      },
      text('side', 'Side'),
      number('quantity', 'Shares', count),
      number('entryPricePaise', 'In ₹', price),
      moment('closedAt', 'Closed', (row) => words('closedAt', row)),
      number('exitPricePaise', 'Out ₹', price),
      number('holdingDays', 'Days', count),
      signed('grossPaise', 'Gross ₹', priceChange),
      number('chargesPaise', 'Charges ₹', price),
      signed('netPaise', 'Net ₹', priceChange),
      signed('returnBps', 'Return', percentChange),
      text('openReason', 'Opened because'),
      text('closeReason', 'Closed because'),
    ],
  }
}

const linkTo = (row: number, words: string): Part =>
  html`<a href="#prices" data-row="${row}" title="Show on the candles">${words}</a>`

const toned = (value: number, write: (value: number) => string): Part =>
  html`<span class="${toneOf(value)}">${write(value)}</span>`

function symbolOfRow(trades: PackedTrades, row: number): Part {
  const id = wordAt(trades.instrument, row)
  return id === undefined ? null : html`<span title="${id}">${symbolOf(id)}</span>`
}

/** Rows of the trades that a filter lets pass, in their order. */
export function matchingTrades(trades: PackedTrades, filter: TradeFilter): Uint32Array {
  const text = filter.text.trim().toLowerCase()
  const has = (words: readonly string[]) => words.map((word) => word.toLowerCase().includes(text))
  const { instrument, openReason, closeReason } = trades
  const found = {
    instrument: has(instrument.words),
    openReason: has(openReason.words),
    closeReason: has(closeReason.words),
  }
  const isFound = (row: number) =>
    found.instrument[instrument.places[row] ?? -1] === true ||
    found.openReason[openReason.places[row] ?? -1] === true ||
    found.closeReason[closeReason.places[row] ?? -1] === true
  const rows = new Uint32Array(trades.length)
  let length = 0
  for (let row = 0; row < trades.length; row++) {
    if (filter.side !== 'all' && wordAt(trades.side, row) !== filter.side) continue
    if (filter.result !== 'all' && toneOf(numberAt(trades.netPaise, row)) !== filter.result)
      continue
    if (text === '' || isFound(row)) rows[length++] = row
  }
  return rows.subarray(0, length)
}
