import type { SeriesKey } from '../../core/ports.ts'
import type { BarTable } from '../../core/state/bar-store-table.ts'
import { INTERVALS, type Interval } from '../../domain/bar.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import {
  clockTime,
  DAY_MS,
  dayNumber,
  IST_OFFSET_MS,
  MINUTE_MS,
  minutesOf,
} from '../../domain/time.ts'
import { intervalOf } from './bar-interval.ts'
import { type BarLayout, secondColumns } from './bar-layout.ts'
import { BarRow } from './bar-row.ts'
import type { CsvLine } from './csv-lines.ts'
import { counted, Refusals } from './import-report.ts'
import { indexOfFile, instrumentNamed, instrumentOfFile } from './instrument-name.ts'
import type { TradingDays } from './trading-days.ts'

/** A day's bar stands at the opening of the regular session, 09:15, also when a special one opened later. */
const OPENING_MS = 555 * MINUTE_MS
/** No session has begun before nine or gone on after eight in the evening. */
const TRADING_HOURS = { from: 540, to: 1_200 }

/** Series of NSE that are the company's own shares: rolling, trade to trade, under scrutiny. */
const SHARE_SERIES = new Set(['EQ', 'BE', 'BZ'])
const BASES = ['raw', 'adjusted'] as const
const SOURCE = /^[a-z0-9]{1,20}$/
const LETTER_E = 69
const LETTER_Q = 81

/** Bars of one instrument as a file gives them. */
interface FileSeries {
  readonly number: number
  readonly instrument: InstrumentId
  lastAt: number
}

/** Bars ready for the store: the table numbers its series by their place among the keys. */
export interface ReadBars {
  readonly keys: readonly SeriesKey[]
  readonly table: BarTable
}

/** Reads the lines of one file of bars, keeps what is certain, and says what became of the rest. */
export class BarFile {
  readonly refusals = new Refusals()
  readonly #layout: BarLayout
  readonly #name: string
  readonly #days: TradingDays
  readonly #row: BarRow
  readonly #series = new Map<string, FileSeries>()
  readonly #table: BarTable
  readonly #last: { key: Buffer; series: FileSeries | null } = {
    key: Buffer.alloc(0),
    series: null,
  }
  readonly #lastNeeded: number
  readonly #tally = {
    unsorted: 0,
    rounded: 0,
    repaired: 0,
    idle: 0,
    otherSeries: 0,
    otherExchange: 0,
    withTime: 0,
    atMidnight: 0,
    error: 0,
  }
  #origin: { source: string; basis: 'raw' | 'adjusted' }
  #interval: Interval | null = null
  #stated: string | null = null

  /** `table`: an empty one to fill; whoever drains it clears it. */
  constructor(layout: BarLayout, name: string, days: TradingDays, table: BarTable) {
    this.#layout = layout
    this.#name = name
    this.#days = days
    this.#table = table
    this.#row = new BarRow(layout)
    this.#origin = { source: layout.source, basis: layout.basis }
    this.#lastNeeded = lastCell(layout)
  }

  /** Rows that wait to be drained. */
  get pending(): number {
    return this.#table.length
  }

  takeLine(line: CsvLine): void {
    const problem = this.#problemOf(line)
    if (problem !== null) {
      this.refusals.add(line.number, problem)
      return
    }
    if (!this.#isShare(line)) return
    const reason = this.#takeBar(line)
    if (reason !== null) this.refusals.add(line.number, reason)
  }

  /**
   * Hands over what was read so far, sorted. Answers why the file as a whole cannot be taken instead, when it cannot.
   */
  drain(): ReadBars | { readonly problem: string } {
    const { withTime, atMidnight } = this.#tally
    if (this.#row.moments.looksMonthFirst) {
      return { problem: 'dates look as if the month came first; write them like 2024-12-31' }
    }
    if (withTime > 0 && atMidnight > 0) {
      return { problem: 'some bars have a time of day and others do not' }
    }
    const table = this.#table
    const ranges = table.sort()
    if (this.#interval === null && withTime === 0) this.#interval = 'day'
    if (this.#interval === null) {
      const found = intervalOf(table, ranges)
      if ('problem' in found) return found
      this.#interval = found.interval
    }
    const interval = this.#interval
    if (interval === 'day') moveToOpening(table)
    const keys = [...this.#series.values()].map(
      ({ instrument }): SeriesKey => ({ instrument, interval, ...this.#origin }),
    )
    return { keys, table }
  }

  /** What was done to the rows, a sentence each. */
  notes(): readonly string[] {
    const { unsorted, rounded, repaired, idle, otherSeries, otherExchange, error } = this.#tally
    const said: [number, string][] = [
      [unsorted, `${counted(unsorted, 'row')} out of time order: sorted`],
      [
        rounded,
        `${counted(rounded, 'row')} with fractions of a paisa: rounded, by ${(error * 100).toPrecision(2)} % at most`,
      ],
      [
        repaired,
        `${counted(repaired, 'row')} where rounding had moved high or low by a paisa: put right`,
      ],
      [idle, `${counted(idle, 'row')} without volume`],
      [otherSeries, `${counted(otherSeries, 'row')} of other series than EQ, BE and BZ: left out`],
      [otherExchange, `${counted(otherExchange, 'row')} of other exchanges or segments: left out`],
    ]
    const seconds = secondColumns(this.#layout.header)
    said.push([
      seconds.length,
      `columns of another company beside the first (${seconds.join(', ')}): passed over; compare with data check`,
    ])
    return said.filter(([count]) => count > 0).map(([, sentence]) => sentence)
  }

  /** Why the line as such cannot be read. */
  #problemOf(line: CsvLine): string | null {
    if (line.problem !== null) return line.problem
    const { header } = this.#layout
    const expected = header.length
    const { count } = line
    const isWhole =
      count === expected ||
      (count === expected + 1 && line.text(count - 1) === '') ||
      (count === expected - 1 && header[expected - 1] === '')
    if (!isWhole) {
      return count < expected
        ? `the line is cut: it has ${count} of ${expected} cells`
        : `the line has ${count} cells, the header ${expected}`
    }
    if (!line.isTerminated && this.#lastNeeded === count - 1) {
      return 'the last line has no line end and may be cut; add one if it is whole'
    }
    return null
  }

  #isShare(line: CsvLine): boolean {
    const { series, exchange, kind } = this.#layout.cells
    if (kind >= 0 && line.text(kind) !== 'STK') return this.#leaveOut('otherExchange')
    if (exchange >= 0 && line.text(exchange) !== 'NSE') return this.#leaveOut('otherExchange')
    if (series < 0) return true
    const start = line.startOf(series)
    const { bytes } = line
    const isRolling = bytes[start] === LETTER_E && bytes[start + 1] === LETTER_Q
    if (isRolling && line.endOf(series, start) === start + 2) return true
    return SHARE_SERIES.has(line.text(series)) || this.#leaveOut('otherSeries')
  }

  #leaveOut(why: 'otherSeries' | 'otherExchange'): false {
    this.#tally[why]++
    return false
  }

  #takeBar(line: CsvLine): string | null {
    const row = this.#row
    const series = this.#seriesOf(line)
    if (series === null) {
      const { symbol } = this.#layout.cells
      return symbol < 0
        ? `the file's name does not say whose bars these are; name it after the symbol`
        : `"${line.text(symbol)}" names no instrument`
    }
    const reason =
      row.read(line) ??
      this.#days.problemOf(row.at) ??
      this.#timeProblem() ??
      this.#originProblem(line)
    if (reason !== null) return reason
    const tally = this.#tally
    if (row.at < series.lastAt) tally.unsorted++
    series.lastAt = row.at
    if (row.isRounded) {
      tally.rounded++
      tally.error = Math.max(tally.error, row.error)
    }
    if (row.isRepaired) tally.repaired++
    if (row.volume === 0) tally.idle++
    const { at, open, high, low, close, volume } = row
    this.#table.push(series.number, at, open, high, low, close, volume, line.number)
    return null
  }

  /** Midnight among times of day is no time at all, and neither is the middle of the night. */
  #timeProblem(): string | null {
    const minutes = minutesOf(this.#row.at)
    const tally = this.#tally
    if (minutes === 0) {
      if (tally.withTime > 0) return 'a bar of minutes cannot start at midnight'
      tally.atMidnight++
      return null
    }
    if (minutes < TRADING_HOURS.from || minutes >= TRADING_HOURS.to) {
      return `${clockTime(this.#row.at)} is outside trading hours; times are read as India's`
    }
    tally.withTime++
    return null
  }

  /** A file that states what its bars are states it once: the first line counts. */
  #originProblem(line: CsvLine): string | null {
    const { source, basis, interval } = this.#layout.cells
    if (source < 0) return null
    const stated = `${line.text(source)} ${line.text(basis)} ${line.text(interval)}`
    if (stated === this.#stated) return null
    if (this.#stated !== null) return `"${stated}" is not what the lines before are`
    const length = INTERVALS.find((name) => name === line.text(interval))
    const kind = BASES.find((name) => name === line.text(basis))
    if (length === undefined || kind === undefined || !SOURCE.test(line.text(source))) {
      return `"${stated}" does not say what the bars are`
    }
    this.#origin = { source: line.text(source), basis: kind }
    this.#interval = length
    this.#stated = stated
    return null
  }

  /** The series that a line belongs to; the one of the line before, when the symbol is the same. */
  #seriesOf(line: CsvLine): FileSeries | null {
    const cell = this.#layout.cells.symbol
    if (cell < 0) {
      if (this.#last.series === null)
        this.#last.series = this.#seriesNamed('', this.#ownInstrument())
      return this.#last.series
    }
    const start = line.startOf(cell)
    const end = line.endOf(cell, start)
    const { key } = this.#last
    if (key.length > 0 && isAt(line.bytes, start, end, key)) return this.#last.series
    const text = line.text(cell)
    this.#last.key = Buffer.from(line.bytes.subarray(start, end))
    this.#last.series = this.#series.get(text) ?? this.#seriesNamed(text, instrumentNamed(text))
    return this.#last.series
  }

  #ownInstrument(): InstrumentId | null {
    return this.#layout.isIndex ? indexOfFile(this.#name) : instrumentOfFile(this.#name)
  }

  #seriesNamed(text: string, instrument: InstrumentId | null): FileSeries | null {
    if (instrument === null) return null
    const number = this.#series.size
    const series = { number, instrument, lastAt: Number.NEGATIVE_INFINITY }
    this.#series.set(text, series)
    return series
  }
}

/** The last cell of a line that something is read from. */
const lastCell = ({ cells }: BarLayout): number => {
  const { symbol, series, exchange, kind, date, time, source, basis, interval } = cells
  const { open, high, low, close, volume } = cells
  const named = [symbol, series, exchange, kind, date, time, source, basis, interval]
  return Math.max(...named, open, high, low, close, volume)
}

/** Whether the bytes of a cell are a text's; quicker than a call for so few. */
function isAt(bytes: Buffer, start: number, end: number, text: Buffer): boolean {
  if (end - start !== text.length) return false
  for (let i = start; i < end; i++) if (bytes[i] !== text[i - start]) return false
  return true
}

/** Bars of days stand at the opening, whatever time their file gave. */
function moveToOpening(table: BarTable): void {
  const { at: times, length } = table.bars
  for (let row = 0; row < length; row++) {
    const midnight = dayNumber(times[row] ?? 0) * DAY_MS - IST_OFFSET_MS
    times[row] = midnight + OPENING_MS
  }
}
