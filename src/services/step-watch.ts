import type { Clock } from '../core/clock.ts'
import type { Events } from '../core/events.ts'
import type { Quotes } from '../core/quotes.ts'
import { at } from '../domain/bar.ts'
import { describeStep } from '../domain/price-step.ts'
import { dateOf } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'

/** A price outside these parts of the last session's is beyond the widest daily band, 20 %: something happened to the share. */
const STEP_UP = 1.205
const STEP_DOWN = 0.795

export interface StepDeps {
  readonly clock: Clock
  readonly quotes: Quotes
  readonly universe: Universe
  /** Whether a step without a known reason is told and traded through. */
  readonly isStepBelieved?: boolean
}

/** Decides which prices are believed: stops and signals wait until a step is explained, or the price comes back. */
export class StepWatch {
  readonly #deps: StepDeps
  readonly #tell: (gap: Events['data.gap_found']) => void
  readonly #isStepBelieved: boolean

  constructor(deps: StepDeps, tell: (gap: Events['data.gap_found']) => void) {
    this.#deps = deps
    this.#tell = tell
    this.#isStepBelieved = deps.isStepBelieved ?? false
  }

  /** Whether a price may be acted on after the last one; a step is told once until a believed price ends it. */
  believes(instrument: number, price: number): boolean {
    if (!(price > 0)) return false
    const { quotes } = this.#deps
    const last = at(quotes.last, instrument)
    const isStep = isBeyondBands(price / last, at(quotes.missed, instrument))
    const isKnown = quotes.suspect[instrument] !== 0
    quotes.suspect[instrument] = isStep && !this.#isStepBelieved ? 1 : 0
    if (isStep && !isKnown) this.#tell(this.#gap(instrument, last, price))
    return this.#isStepBelieved || !isStep
  }

  #gap(instrument: number, last: number, price: number): Events['data.gap_found'] {
    const { universe, clock } = this.#deps
    return {
      instrument: universe.at(instrument).id,
      date: dateOf(clock.now()),
      previousClose: last,
      open: price,
      nearestRatio: describeStep(last, price).nearestRatio,
    }
  }
}

/** A share that was away for some sessions may come back anywhere within the bands of all of them. */
function isBeyondBands(ratio: number, missed: number): boolean {
  if (!(ratio > STEP_UP || ratio < STEP_DOWN)) return false
  return ratio > STEP_UP ** (missed + 1) || ratio < STEP_DOWN ** (missed + 1)
}
