import type { Clock } from '../core/clock.ts'
import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { Event, Events } from '../core/events.ts'
import type { Quotes } from '../core/quotes.ts'
import { at } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import {
  changeBps,
  type Forecast,
  isDue,
  isHopeless,
  isHorizon,
  isProbability,
  restated,
} from '../domain/forecast.ts'
import { type Paise, paise } from '../domain/money.ts'
import { addDays, dateOf, midnightOf, type TradeDate } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'

const HANDLES = [
  'ai.recommendation',
  'ai.forecast_given',
  'ai.forecast_made',
  'ai.forecast_resolved',
  'market.close',
  'market.corporate_action',
] as const
type Handled = (typeof HANDLES)[number]

/** What is open at one time; more are refused, so that a close stays short. */
const OPEN_MAX = 2_000

export interface ForecastDeps {
  readonly bus: EventBus
  readonly clock: Clock
  readonly quotes: Quotes
  readonly universe: Universe
  /** What outcomes are compared with, where the universe holds it. */
  readonly benchmark: InstrumentId
}

/** What must survive a restart. */
export interface ForecastState {
  readonly open: readonly Forecast[]
}

type Given = Omit<Events['ai.forecast_given'], 'horizonDays'> & { readonly horizonDays: number }

/**
 * Measures what was foretold: from the price when it was given to the first close on or after its day, against the
 * index and against doing nothing. Each recommendation is measured, whatever became of it.
 */
export class ForecastService extends KernelHandler<Handled> {
  readonly beganEmpty = true
  readonly #deps: ForecastDeps
  readonly #open = new Map<string, Forecast>()

  constructor(deps: ForecastDeps) {
    super(deps.bus, HANDLES)
    this.#deps = deps
  }

  override handleEvent(event: Event<Handled>): void {
    switch (event.type) {
      case 'ai.recommendation':
        return this.#make(event, expectationOf(event.data))
      case 'ai.forecast_given':
        return this.#make(event, event.data)
      case 'ai.forecast_made':
        return this.#keep(event.data)
      case 'ai.forecast_resolved':
        this.#open.delete(event.data.forecastId)
        return
      case 'market.close':
        return this.#resolve(event, event.data.date)
      case 'market.corporate_action':
        for (const [id, forecast] of this.#open) this.#open.set(id, restated(forecast, event.data))
        return
      default:
        event satisfies never
    }
  }

  save(): ForecastState {
    return { open: [...this.#open.values()] }
  }

  load({ open }: ForecastState): void {
    this.#open.clear()
    for (const forecast of open) this.#open.set(forecast.forecastId, forecast)
  }

  #make(event: Event, given: Given): void {
    const { bus, clock, benchmark } = this.#deps
    if (bus.isReplaying) return
    const { forecastId, instrument, horizonDays, ...rest } = given
    const price = this.#priceOf(instrument)
    const refuse = (reason: string): void => {
      bus.publish('ai.forecast_refused', { forecastId, instrument, reason }, because(event))
    }
    if (this.#open.has(forecastId)) return refuse('one of this name is open')
    if (this.#open.size >= OPEN_MAX) return refuse(`${OPEN_MAX} forecasts are open`)
    if (price === null) return refuse('no price of it is known')
    if (!isHorizon(horizonDays)) return refuse(`${horizonDays} days are no horizon`)
    if (rest.probability !== null && !isProbability(rest.probability))
      return refuse(`${rest.probability} is no probability`)
    const madeOn = dateOf(clock.now())
    const benchmarkPrice = this.#priceOf(benchmark)
    const made = {
      ...rest,
      forecastId,
      instrument,
      price,
      benchmark: benchmarkPrice === null ? null : benchmark,
      benchmarkPrice,
      madeOn,
      resolvesOn: addDays(madeOn, horizonDays),
    }
    bus.publish('ai.forecast_made', made, because(event))
  }

  #keep({ madeOn: _, by: __, ...forecast }: Events['ai.forecast_made']): void {
    this.#open.set(forecast.forecastId, forecast)
  }

  #resolve(event: Event, date: TradeDate): void {
    if (this.#deps.bus.isReplaying) return
    for (const forecast of this.#open.values()) {
      if (!isDue(forecast, date)) continue
      const price = this.#closeOf(forecast.instrument, date)
      if (price === null && !isHopeless(forecast, date)) continue
      this.#state(event, forecast, price, date)
    }
  }

  #state(event: Event, forecast: Forecast, price: Paise | null, resolvedOn: TradeDate): void {
    const { forecastId, recommendationId, instrument, side, probability } = forecast
    const outcomeBps = price === null ? null : changeBps(forecast.price, price, side)
    const who = { forecastId, recommendationId, instrument, side, probability }
    const came = outcomeBps === null ? null : outcomeBps > 0
    const benchmarkBps = this.#benchmarkBps(forecast)
    const resolved = { ...who, came, outcomeBps, benchmarkBps, price, resolvedOn }
    this.#deps.bus.publish('ai.forecast_resolved', resolved, because(event))
  }

  #benchmarkBps({ benchmark, benchmarkPrice }: Forecast): number | null {
    const price = benchmark === null ? null : this.#priceOf(benchmark)
    return price === null || benchmarkPrice === null
      ? null
      : changeBps(benchmarkPrice, price, 'buy')
  }

  /** The last price, if it is of this day: a share that did not trade has no close to be measured by. */
  #closeOf(instrument: InstrumentId, date: TradeDate): Paise | null {
    const { universe, quotes } = this.#deps
    const index = universe.indexOf(instrument)
    const isOfToday = index >= 0 && at(quotes.madeAt, index) >= midnightOf(date)
    return isOfToday ? this.#priceOf(instrument) : null
  }

  /** null for a price that is not known or not believed. */
  #priceOf(instrument: InstrumentId): Paise | null {
    const { universe, quotes } = this.#deps
    const index = universe.indexOf(instrument)
    const price = index < 0 ? Number.NaN : Math.round(at(quotes.last, index))
    return price > 0 && quotes.suspect[index] === 0 ? paise(price) : null
  }
}

/** A verdict without a side foretells nothing; what came of it is measured as if it had been bought. */
const expectationOf = (data: Events['ai.recommendation']): Given => {
  const { recommendationId, instrument, verdict, modelVerdict, conviction, horizonDays } = data
  const said = verdict === 'HOLD' ? modelVerdict : verdict
  return {
    forecastId: recommendationId,
    recommendationId,
    instrument,
    side: said === 'SELL' ? 'sell' : 'buy',
    probability: said === 'HOLD' ? null : conviction,
    horizonDays,
    by: 'judge',
  }
}

const SOURCE = 'ForecastService'
const because = (causedBy: Event) => ({ source: SOURCE, causedBy })
