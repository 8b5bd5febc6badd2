/** What a segment covers, gathered while it is written. */
export class Span {
  #first = Number.POSITIVE_INFINITY
  #last = Number.NEGATIVE_INFINITY
  #firstSeries = Number.POSITIVE_INFINITY
  #lastSeries = Number.NEGATIVE_INFINITY
  #replaces = false

  add(series: number, moment: number, isReplacing: boolean): void {
    if (moment < this.#first) this.#first = moment
    if (moment > this.#last) this.#last = moment
    if (series < this.#firstSeries) this.#firstSeries = series
    if (series > this.#lastSeries) this.#lastSeries = series
    if (isReplacing) this.#replaces = true
  }

  /** For a segment that holds a bar at least. */
  value() {
    return {
      first: this.#first,
      last: this.#last,
      firstSeries: this.#firstSeries,
      lastSeries: this.#lastSeries,
      replaces: this.#replaces,
    }
  }
}
