import { at, type Bar } from '../domain/bar.ts'
import { partition } from '../domain/indicators/indicator.ts'
import { Lag } from '../domain/indicators/lag.ts'
import {
  decimal,
  defineStrategy,
  type PortfolioDesk,
  PortfolioStrategy,
  type Values,
  whole,
} from '../domain/strategy.ts'
import { IST_OFFSET_MS } from '../domain/time.ts'

/** Slots of the calendar: the month of the last moment, and at how many closes the chosen may still be bought. */
const MONTH = 0
const CLOSES_LEFT = 1
/** Closes after the month's first at which an entry that came to nothing is wished again: a week. */
const ENTRY_CLOSES = 5

const PARAMETERS = {
  lookback: whole(252, 2, 2_000, 'bars ago at which the measured rise begins'),
  skip: whole(21, 0, 1_000, 'last bars left out of the rise, which tend to turn back'),
  holdings: whole(10, 1, 500, 'shares held, those that rose most'),
  investedPercent: decimal(
    98,
    1,
    100,
    'part of the equity put into all of them in equal parts, in percent',
  ),
  stopPercent: decimal(12, 0.5, 99, 'distance of the stop in percent of the price'),
  targetPercent: decimal(60, 1, 10_000, 'distance of the target in percent of the price'),
}

class Momentum extends PortfolioStrategy {
  readonly #values: Values<typeof PARAMETERS>
  readonly #history: Float64Array
  /** The closes that each instrument's rise begins and ends with; none to end with when nothing is skipped. */
  readonly #before: readonly Lag[]
  readonly #after: readonly Lag[]
  /** Closes of the present moment, NaN without a bar. */
  readonly #closes: Float64Array
  /** 1 for the month's best. */
  readonly #isChosen: Float64Array
  /** Place among those of them that are still to be bought, 1 the best; 0 for all others. */
  readonly #ranks: Float64Array
  readonly #calendar = new Float64Array(2)

  constructor(values: Values<typeof PARAMETERS>, size: number) {
    super()
    this.#values = values
    const { lookback, skip } = values
    const skipped = skip === 0 ? 0 : Lag.size(skip)
    this.#history = new Float64Array(size * (Lag.size(lookback) + skipped))
    const part = partition(this.#history)
    const lags = (bars: number) =>
      Array.from({ length: size }, () => new Lag(bars, part(Lag.size(bars))))
    this.#before = lags(lookback)
    this.#after = skip === 0 ? [] : lags(skip)
    this.#closes = new Float64Array(size).fill(Number.NaN)
    this.#isChosen = new Float64Array(size)
    this.#ranks = new Float64Array(size)
  }

  override get memory(): readonly Float64Array[] {
    return [this.#history, this.#closes, this.#isChosen, this.#ranks, this.#calendar]
  }

  override onBar(instrument: number, { close }: Bar): void {
    this.#before[instrument]?.next(close)
    this.#after[instrument]?.next(close)
    this.#closes[instrument] = close
  }

  override onMoment(moment: number, desk: PortfolioDesk): void {
    const month = monthOf(moment)
    const before = at(this.#calendar, MONTH)
    const closesLeft = at(this.#calendar, CLOSES_LEFT)
    this.#calendar[MONTH] = month
    if (month !== before) {
      this.#choose()
      this.#calendar[CLOSES_LEFT] = ENTRY_CLOSES
    } else if (closesLeft > 0) {
      this.#enter(desk)
      this.#calendar[CLOSES_LEFT] = closesLeft - 1
    }
    this.#leave(desk)
    this.#closes.fill(Number.NaN)
  }

  /** Equal rises keep their order in the universe, since sorting is stable. */
  #choose(): void {
    const { holdings } = this.#values
    const rises = Array.from(this.#ranks, (_, instrument) => this.#riseOf(instrument))
    const chosen = [...rises.keys()]
      .filter((instrument) => Number.isFinite(rises[instrument]))
      .sort((a, b) => (rises[b] ?? 0) - (rises[a] ?? 0))
      .slice(0, holdings)
    this.#isChosen.fill(0)
    this.#ranks.fill(0)
    for (const [place, instrument] of chosen.entries()) {
      this.#isChosen[instrument] = 1
      this.#ranks[instrument] = place + 1
    }
  }

  /** NaN without a bar now or without a full history. */
  #riseOf(instrument: number): number {
    const close = at(this.#closes, instrument)
    if (Number.isNaN(close)) return Number.NaN
    const after = this.#after[instrument]?.value ?? close
    return after / (this.#before[instrument]?.value ?? Number.NaN)
  }

  /** The best first, should money or limits not last for all. */
  #enter(desk: PortfolioDesk): void {
    const { investedPercent, stopPercent, targetPercent, holdings } = this.#values
    const worth = (desk.equity * investedPercent) / 100 / holdings
    for (let rank = 1; rank <= holdings; rank++) {
      const instrument = this.#ranks.indexOf(rank)
      if (instrument < 0) continue
      const close = at(this.#closes, instrument)
      const quantity = Math.floor(worth / desk.price(instrument))
      const isFree = desk.position(instrument) === 0 && !desk.isWaiting(instrument)
      if (isFree && close > 0 && quantity >= 1) {
        desk.buy(instrument, {
          quantity,
          mayBeCut: true,
          stop: close * (1 - stopPercent / 100),
          target: close * (1 + targetPercent / 100),
          reason: `number ${rank} of the month by its rise`,
        })
      }
      const isServed = desk.position(instrument) !== 0 || desk.isWaiting(instrument)
      if (isServed) this.#ranks[instrument] = 0
    }
  }

  /** Asked at every moment, so that an exit that came to nothing is asked for again. */
  #leave(desk: PortfolioDesk): void {
    for (const [instrument, isChosen] of this.#isChosen.entries()) {
      if (isChosen === 0 && desk.position(instrument) > 0 && !desk.isWaiting(instrument)) {
        desk.exit(instrument, 'no longer among those that rose most')
      }
    }
  }
}

/** Months since the year 0, in India. */
function monthOf(moment: number): number {
  const day = new Date(moment + IST_OFFSET_MS)
  return day.getUTCFullYear() * 12 + day.getUTCMonth()
}

/** Last year's winners, chosen anew each month. */
export const momentum = defineStrategy({
  name: 'momentum',
  title: 'Cross-sectional momentum',
  summary:
    'At the close of each month’s first session ranks all shares by their rise over a year without its last month, ' +
    'sells what is no longer among the best, and buys the new ones at the next closes, for a week, as their money ' +
    'comes free; the limits may cut what it buys. What stays is not resized; what its stop sold is not bought back before the next month. Earns ' +
    'while winners go on winning; loses when a market turns and the losers recover first.',
  source:
    'Jegadeesh and Titman, Returns to Buying Winners and Selling Losers, Journal of Finance 48, 1993; the month ' +
    'left out: Jegadeesh, Journal of Finance 45, 1990',
  interval: 'day',
  product: 'CNC',
  scope: 'portfolio',
  parameters: PARAMETERS,
  rules: [
    {
      field: 'lookback',
      says: 'must be above skip',
      nearest: ({ lookback, skip }) => (lookback > skip ? lookback : skip + 1),
    },
  ],
  create: (values, size) => new Momentum(values, size),
})
