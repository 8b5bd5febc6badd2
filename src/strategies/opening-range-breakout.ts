import { at, type Bar } from '../domain/bar.ts'
import {
  bracket,
  type Desk,
  decimal,
  defineStrategy,
  InstrumentStrategy,
  QUANTITY,
  type Values,
  whole,
} from '../domain/strategy.ts'
import { dayNumber, MINUTE_MS } from '../domain/time.ts'

/** Slots of the memory: the day, the range of its opening, and whether the one trade of the day may still come. */
const DAY = 0
const HIGH = 1
const LOW = 2
const MAY_TRADE = 3
const SIZE = 4

const PARAMETERS = {
  rangeMinutes: whole(15, 1, 180, 'minutes from the open whose high and low are the range'),
  reward: decimal(
    2,
    0.1,
    1_000,
    'distance of the target in distances of the stop, which is the range’s other side',
  ),
  minutesBeforeEnd: whole(
    15,
    1,
    180,
    'minutes before continuous trading ends at which all is sold',
  ),
  isShortAllowed: whole(0, 0, 1, '1 also sells short below the range, 0 only buys above it'),
  quantity: QUANTITY,
}

class OpeningRangeBreakout extends InstrumentStrategy {
  readonly #values: Values<typeof PARAMETERS>
  readonly #seen = new Float64Array(SIZE).fill(Number.NaN)

  constructor(values: Values<typeof PARAMETERS>) {
    super()
    this.#values = values
  }

  override get memory(): readonly Float64Array[] {
    return [this.#seen]
  }

  override onBar(bar: Bar, desk: Desk): void {
    const { rangeMinutes, minutesBeforeEnd } = this.#values
    const seen = this.#seen
    if (dayNumber(bar.at) !== seen[DAY]) this.#begin(bar, desk)
    if (desk.minutesOpen <= rangeMinutes) {
      if (!(bar.high <= at(seen, HIGH))) seen[HIGH] = bar.high
      if (!(bar.low >= at(seen, LOW))) seen[LOW] = bar.low
    } else if (desk.minutesLeft > minutesBeforeEnd) {
      if (seen[MAY_TRADE] === 1) this.#watch(bar.close, desk)
    } else if (desk.position !== 0) {
      desk.exit('continuous trading is about to end')
    }
  }

  /** A day whose first bar is not that of the open has no opening range. */
  #begin(bar: Bar, desk: Desk): void {
    const opensAt = bar.endsAt - desk.minutesOpen * MINUTE_MS
    this.#seen.fill(Number.NaN)
    this.#seen[DAY] = dayNumber(bar.at)
    this.#seen[MAY_TRADE] = bar.at <= opensAt ? 1 : 0
  }

  /** The first close outside the range decides the day. */
  #watch(close: number, desk: Desk): void {
    const { reward, isShortAllowed, quantity } = this.#values
    const high = at(this.#seen, HIGH)
    const low = at(this.#seen, LOW)
    if (desk.position !== 0 || desk.isWaiting) return
    if (close > high) {
      this.#seen[MAY_TRADE] = 0
      const reason = 'the close is above the opening range'
      desk.buy({ quantity, ...bracket(close, low, reward), reason })
    } else if (close < low && isShortAllowed === 1) {
      this.#seen[MAY_TRADE] = 0
      const reason = 'the close is below the opening range'
      desk.sellShort({ quantity, ...bracket(close, high, reward), reason })
    }
  }
}

/** The day's first move, followed until the evening. */
export const openingRangeBreakout = defineStrategy({
  name: 'opening-range-breakout',
  title: 'Opening-range breakout',
  summary:
    'Notes the high and low of the first minutes, trades the first close outside them once a day with its stop on the ' +
    'other side, and is out before continuous trading ends. Earns on days that run; loses on days that turn back.',
  source:
    'Crabel, Day Trading with Short Term Price Patterns and Opening Range Breakout, 1990; range of the first ' +
    'minutes and exit by the evening: Zarattini and Aziz, Can Day Trading Really Be Profitable?, 2023',
  interval: '1m',
  product: 'MIS',
  scope: 'instrument',
  parameters: PARAMETERS,
  create: (values) => new OpeningRangeBreakout(values),
})
