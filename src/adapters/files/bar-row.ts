import { formatPaise } from '../../domain/money.ts'
import type { BarLayout } from './bar-layout.ts'
import type { CsvLine } from './csv-lines.ts'
import { MomentCell } from './moment-cell.ts'
import { NumberCell } from './number-cell.ts'

const PRICES = ['open', 'high', 'low', 'close'] as const
const SHOWN_MAX = 40

const shown = (text: string): string =>
  text === ''
    ? 'an empty cell'
    : `"${text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text}"`

/** The numbers of one line, checked: one object reused for every line. */
export class BarRow {
  at = 0
  open = 0
  high = 0
  low = 0
  close = 0
  volume = 0
  /** Prices were moved to whole paise by more than the noise of floating point. */
  isRounded = false
  /** The largest part by which a price was moved. */
  error = 0
  /** High or low was widened by a paisa to hold open and close again. */
  isRepaired = false
  /** The line gave no volume, as indices do not always have one. */
  lacksVolume = false
  readonly moments: MomentCell
  readonly #layout: BarLayout
  readonly #numbers = new NumberCell()
  #isPlain = true

  constructor(layout: BarLayout) {
    this.#layout = layout
    this.moments = new MomentCell(layout.hasShortDates)
  }

  /** Reads a line; answers why it is no bar, or null. */
  read(line: CsvLine): string | null {
    const { cells } = this.#layout
    this.at = this.moments.read(line, cells.date, cells.time)
    if (Number.isNaN(this.at)) {
      const time = cells.time < 0 ? '' : ` ${line.text(cells.time)}`
      return `${shown(line.text(cells.date) + time)} is no moment`
    }
    return this.#readPrices(line) ?? this.#readVolume(line) ?? this.#checkRange()
  }

  #readPrices(line: CsvLine): string | null {
    this.isRounded = false
    this.error = 0
    this.#isPlain = true
    for (const part of PRICES) {
      const cell = this.#layout.cells[part]
      const price = this.#numbers.price(line, cell)
      if (Number.isNaN(price)) return `${shown(line.text(cell))} is no ${part} price`
      this[part] = price
      if (!this.#numbers.isPlain) this.#isPlain = false
      if (this.#numbers.isExact) continue
      this.isRounded = true
      this.error = Math.max(this.error, this.#numbers.error)
    }
    return null
  }

  #readVolume(line: CsvLine): string | null {
    const { cells, isIndex } = this.#layout
    this.lacksVolume = cells.volume < 0
    this.volume = 0
    if (this.lacksVolume) return null
    const volume = this.#numbers.volume(line, cells.volume)
    if (Number.isNaN(volume)) {
      const text = line.text(cells.volume)
      this.lacksVolume = isIndex && (text === '-' || text === '')
      return this.lacksVolume ? null : `${shown(text)} is no whole volume`
    }
    this.volume = volume
    return null
  }

  /** Low ≤ open, close ≤ high. Prices that were rounded may miss it by one paisa, which is put right. */
  #checkRange(): string | null {
    this.isRepaired = false
    const lowest = Math.min(this.open, this.close)
    const highest = Math.max(this.open, this.close)
    if (this.low <= lowest && highest <= this.high) return null
    const miss = Math.max(this.low - lowest, highest - this.high)
    if (!this.#isPlain && miss <= 1) {
      this.low = Math.min(this.low, lowest)
      this.high = Math.max(this.high, highest)
      this.isRepaired = true
      return null
    }
    if (this.low > lowest) {
      const other = this.open < this.close ? 'open' : 'close'
      return `low ${formatPaise(this.low)} is above ${other} ${formatPaise(lowest)}`
    }
    const other = this.open > this.close ? 'open' : 'close'
    return `high ${formatPaise(this.high)} is below ${other} ${formatPaise(highest)}`
  }
}
