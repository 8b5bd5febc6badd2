import { at } from '../domain/bar.ts'
import { loadColumn, type SavedColumn, savedColumn } from '../domain/saved-column.ts'

/** Sessions remembered: enough for a 20-day median and a 60-day correlation. */
const DAYS = 61
const VOLUME_DAYS = 20
const VOLUME_DAYS_MIN = 5
const RETURNS_MIN = 20

/** Closes and volumes of the last sessions of every instrument, a ring each; NaN where there was no session. */
export class DailyHistory {
  readonly #closes: Float64Array
  readonly #volumes: Float64Array
  #next = 0

  constructor(size: number) {
    this.#closes = new Float64Array(size * DAYS).fill(Number.NaN)
    this.#volumes = new Float64Array(size * DAYS).fill(Number.NaN)
  }

  /** A session ended: each instrument's open (NaN when it did not trade), close and volume. */
  push(opens: Float64Array, closes: Float64Array, volumes: Float64Array): void {
    const slot = this.#next % DAYS
    this.#next += 1
    for (let instrument = 0; instrument < closes.length; instrument++) {
      const hasTraded = !Number.isNaN(at(opens, instrument))
      this.#closes[instrument * DAYS + slot] = hasTraded ? at(closes, instrument) : Number.NaN
      this.#volumes[instrument * DAYS + slot] = hasTraded ? at(volumes, instrument) : Number.NaN
    }
  }

  /** From the ex-date, older closes and volumes are told in new shares. */
  rebase(instrument: number, newShares: number, oldShares: number): void {
    for (let slot = instrument * DAYS; slot < (instrument + 1) * DAYS; slot++) {
      this.#closes[slot] = (at(this.#closes, slot) * oldShares) / newShares
      this.#volumes[slot] = (at(this.#volumes, slot) * newShares) / oldShares
    }
  }

  /** Median volume of the last 20 sessions in shares; NaN below 5 sessions. */
  medianVolume(instrument: number): number {
    const volumes: number[] = []
    for (let day = 0; day < Math.min(VOLUME_DAYS, this.#next); day++) {
      const volume = at(this.#volumes, this.#slot(instrument, day))
      if (!Number.isNaN(volume)) volumes.push(volume)
    }
    if (volumes.length < VOLUME_DAYS_MIN) return Number.NaN
    volumes.sort((a, b) => a - b)
    const middle = volumes.length >> 1
    const upper = volumes[middle] ?? Number.NaN
    return volumes.length % 2 === 1 ? upper : ((volumes[middle - 1] ?? Number.NaN) + upper) / 2
  }

  /** Correlation of daily returns over common sessions; NaN below 20 of them. */
  correlation(one: number, other: number): number {
    let n = 0
    let sumX = 0
    let sumY = 0
    let sumXX = 0
    let sumYY = 0
    let sumXY = 0
    for (let day = 0; day + 1 < Math.min(DAYS, this.#next); day++) {
      const x = this.#return(one, day)
      const y = this.#return(other, day)
      if (Number.isNaN(x) || Number.isNaN(y)) continue
      n += 1
      sumX += x
      sumY += y
      sumXX += x * x
      sumYY += y * y
      sumXY += x * y
    }
    if (n < RETURNS_MIN) return Number.NaN
    const spread = Math.sqrt((n * sumXX - sumX * sumX) * (n * sumYY - sumY * sumY))
    return spread > 0 ? (n * sumXY - sumX * sumY) / spread : Number.NaN
  }

  save(): { readonly next: number; readonly columns: readonly SavedColumn[] } {
    return { next: this.#next, columns: [savedColumn(this.#closes), savedColumn(this.#volumes)] }
  }

  load({ next, columns }: ReturnType<DailyHistory['save']>): void {
    this.#next = next
    const [closes = [], volumes = []] = columns
    loadColumn(this.#closes, closes)
    loadColumn(this.#volumes, volumes)
  }

  /** Slot of an instrument `day` sessions before the last. */
  #slot(instrument: number, day: number): number {
    return instrument * DAYS + ((this.#next - 1 - day + DAYS * 2) % DAYS)
  }

  #return(instrument: number, day: number): number {
    const close = at(this.#closes, this.#slot(instrument, day))
    const before = at(this.#closes, this.#slot(instrument, day + 1))
    return close / before - 1
  }
}
