import { PRICE_PAISE_MAX } from '../../core/state/bar-store-table.ts'
import type { CsvLine } from './csv-lines.ts'

const ZERO = 48
const DOT = 46
/** Whole rupees with more digits than this go the exact but slow way. */
const FAST_DIGITS_MAX = 12
/** Shares traded in one bar: above it the number is not a volume. */
export const VOLUME_MAX = 1e13

/** A float holds a price to one part in 2²⁴; a hundredth of a paisa more is the writer's arithmetic. */
const FLOAT32_ERROR = 2 ** -24
const NOISE_PAISE = 0.005

const DECIMAL = /^\d+(\.\d+)?(e[+-]?\d{1,3})?$/i
/** Digits grouped as in India or elsewhere: `1,23,456.50`, `123,456.50`. */
const GROUPED = /^\d{1,3}(,\d{2,3})*,\d{3}(\.\d+)?$/

/** Reads numbers out of cells without making text of them, and remembers how exact the last price was. */
export class NumberCell {
  /** Whether the last price was a whole number of paise, up to the noise of floating point. */
  isExact = true
  /** Whether the last price was written in no more than two decimals. */
  isPlain = true
  /** By what part the last price was moved to be whole paise. */
  error = 0

  /** Rupees as whole paise; NaN when the cell holds no price above zero. */
  price(line: CsvLine, cell: number): number {
    this.isExact = true
    this.isPlain = true
    this.error = 0
    const start = line.startOf(cell)
    const end = line.endOf(cell, start)
    const { bytes } = line
    let whole = 0
    let i = start
    for (; i < end; i++) {
      const digit = (bytes[i] ?? 0) - ZERO
      if (digit < 0 || digit > 9) break
      whole = whole * 10 + digit
    }
    const digits = i - start
    if (digits === 0 || digits > FAST_DIGITS_MAX) return this.#slowPrice(line, cell)
    if (i === end) return priced(whole * 100)
    if (bytes[i] !== DOT || end - i > 3) return this.#slowPrice(line, cell)
    const tens = (bytes[i + 1] ?? 0) - ZERO
    const ones = end - i === 3 ? (bytes[i + 2] ?? 0) - ZERO : 0
    if (end - i === 1) return priced(whole * 100)
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9) return Number.NaN
    return priced(whole * 100 + tens * 10 + ones)
  }

  /** A whole number of shares; NaN when the cell holds none. */
  volume(line: CsvLine, cell: number): number {
    const start = line.startOf(cell)
    const end = line.endOf(cell, start)
    let shares = 0
    for (let i = start; i < end; i++) {
      const digit = (line.bytes[i] ?? 0) - ZERO
      if (digit < 0 || digit > 9) return slowVolume(line.text(cell))
      shares = shares * 10 + digit
    }
    return end > start && shares <= VOLUME_MAX ? shares : Number.NaN
  }

  #slowPrice(line: CsvLine, cell: number): number {
    const value = decimalOf(line.text(cell)) * 100
    const paise = Math.round(value)
    const moved = Math.abs(value - paise)
    this.isPlain = moved < 1e-7
    this.isExact = moved <= Math.max(NOISE_PAISE, paise * FLOAT32_ERROR)
    this.error = this.isExact ? 0 : moved / value
    return priced(paise)
  }
}

/** Positively stated, so that what is not a number is no price. */
const priced = (paise: number): number =>
  paise >= 1 && paise <= PRICE_PAISE_MAX ? paise : Number.NaN

/** NaN for what is not a plain decimal number. */
export function decimalOf(text: string): number {
  const plain = GROUPED.test(text) ? text.replaceAll(',', '') : text
  return DECIMAL.test(plain) ? Number(plain) : Number.NaN
}

function slowVolume(text: string): number {
  const shares = decimalOf(text)
  return Number.isSafeInteger(shares) && shares <= VOLUME_MAX ? shares : Number.NaN
}
