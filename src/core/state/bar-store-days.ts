import type { MarketCalendar } from '../../domain/rulebook/calendar.ts'
import { DAY_MS, dateOf, dayNumber, IST_OFFSET_MS, type TradeDate } from '../../domain/time.ts'
import { TradingError } from '../errors.ts'

/** Longest run of days a set may span: from before the exchanges' electronic books to well past any plan. */
const DAYS_MAX = 73_000

/** Which days a series has bars on, one bit a day, so that its gaps are known without reading it. */
export class DaySet {
  #first: number
  #bits: Uint8Array

  /** `text` is what `toText` gave. Throws DATA_MISSING when it is not. */
  constructor(text = '') {
    const cut = text.indexOf(':')
    this.#first = text === '' ? 0 : Number(text.slice(0, cut))
    this.#bits = new Uint8Array(Buffer.from(text.slice(cut + 1), 'base64'))
    if (text !== '' && (cut < 1 || !Number.isSafeInteger(this.#first))) {
      throw new TradingError('DATA_MISSING', 'The days of a stored series cannot be understood')
    }
  }

  has(day: number): boolean {
    const bit = day - this.#first
    return bit >= 0 && ((this.#bits[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0
  }

  /** `day`: whole days since 1970 in India. */
  add(day: number): void {
    if (this.#bits.length === 0) this.#first = day
    if (day < this.#first) this.#grow(day, this.#first + this.#bits.length * 8 - 1)
    const byte = (day - this.#first) >> 3
    if (byte >= this.#bits.length) this.#grow(this.#first, day)
    const at = (day - this.#first) >> 3
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << ((day - this.#first) & 7))
  }

  /** First day, colon, bits in base64. */
  toText(): string {
    const end = this.#bits.findLastIndex((byte) => byte !== 0) + 1
    return `${this.#first}:${Buffer.from(this.#bits.subarray(0, end)).toString('base64')}`
  }

  #grow(first: number, last: number): void {
    if (last - first > DAYS_MAX) {
      throw new TradingError('INPUT_INVALID', 'Bars of one series lie centuries apart')
    }
    const wider = new Uint8Array(((last - first) >> 3) + 33)
    const old = this.#first
    const shifts = (old - first) % 8 === 0 ? 0 : 8 - ((old - first) % 8)
    const start = first - shifts
    wider.set(this.#bits, (old - start) >> 3)
    this.#first = start
    this.#bits = wider
  }
}

/** Days from 1970 whose kind is remembered, to the year 2106: a catalogue asks for each many times. */
const DAYS_REMEMBERED = 50_000

/** Finds trading days without a bar; days of which only the weekday is known do not count. */
export class GapFinder {
  readonly #calendar: MarketCalendar
  /** 1 for a trading day, 2 for another, 0 for one that nobody asked for yet. */
  readonly #kinds = new Uint8Array(DAYS_REMEMBERED)

  constructor(calendar: MarketCalendar) {
    this.#calendar = calendar
  }

  /** Trading days between two moments on which a series has no bar. */
  dates(days: DaySet, first: number, last: number): readonly TradeDate[] {
    const missing: TradeDate[] = []
    for (let day = dayNumber(first); day <= dayNumber(last); day++) {
      if (!days.has(day) && this.#isTradingDay(day)) missing.push(dateOfDay(day))
    }
    return missing
  }

  /** How many there are. */
  count(days: DaySet, first: number, last: number): number {
    let missing = 0
    for (let day = dayNumber(first); day <= dayNumber(last); day++) {
      if (!days.has(day) && this.#isTradingDay(day)) missing++
    }
    return missing
  }

  #isTradingDay(day: number): boolean {
    const known = this.#kinds[day] ?? 0
    if (known !== 0) return known === 1
    const { session, isCertain } = this.#calendar.dayOn(dateOfDay(day))
    const isTradingDay = session !== null && isCertain
    this.#kinds[day] = isTradingDay ? 1 : 2
    return isTradingDay
  }
}

const dateOfDay = (day: number): TradeDate => dateOf(day * DAY_MS - IST_OFFSET_MS)
