/** What was said and what came, summed: enough for every figure below, and as small after years as on the first day. */
export interface Tally {
  /** Forecasts with a probability that were resolved. */
  readonly resolved: number
  readonly squaredErrors: number
  /** One a tenth of certainty: said from 0 to 0.1, from 0.1 to 0.2, and so on. */
  readonly bins: readonly BinTally[]
}

interface BinTally {
  readonly count: number
  readonly said: number
  readonly came: number
}

/** One tenth of certainty: what was said in it, and how often it came. */
export interface ReliabilityBin {
  /** Probabilities from here, 0 to 1. */
  readonly from: number
  readonly to: number
  readonly count: number
  /** null with no forecast. */
  readonly meanProbability: number | null
  /** null below the least sample. */
  readonly shareThatCame: number | null
}

/** How probabilities held. */
export interface Calibration {
  readonly resolved: number
  /**
   * Mean squared error of probabilities, 0 perfect, 0.25 a coin (Brier, Monthly Weather Review 78, 1950). null below the
   * least sample.
   */
  readonly brier: number | null
  readonly bins: readonly ReliabilityBin[]
  /** Why figures are withheld; null when none is. */
  readonly says: string | null
}

const BINS = 10
/** Fewer tell more of luck than of skill. */
const SAMPLE_MIN = 20
const BIN_SAMPLE_MIN = 5

const EMPTY_BIN: BinTally = { count: 0, said: 0, came: 0 }

export const NO_TALLY: Tally = {
  resolved: 0,
  squaredErrors: 0,
  bins: Array.from({ length: BINS }, () => EMPTY_BIN),
}

const binOf = (probability: number): number =>
  Math.min(BINS - 1, Math.max(0, Math.floor(probability * BINS)))

/** The tally with one more. Throws RangeError for what is no probability. */
export function tallied(tally: Tally, probability: number, came: boolean): Tally {
  if (!(probability >= 0 && probability <= 1))
    throw new RangeError(`${probability} is no probability`)
  const outcome = came ? 1 : 0
  const own = binOf(probability)
  const bins = tally.bins.map((bin, index) =>
    index === own
      ? { count: bin.count + 1, said: bin.said + probability, came: bin.came + outcome }
      : bin,
  )
  const squaredErrors = tally.squaredErrors + (probability - outcome) ** 2
  return { resolved: tally.resolved + 1, squaredErrors, bins }
}

/** The figures of a tally, those withheld of which there are too few. */
export function calibrationOf({ resolved, squaredErrors, bins }: Tally): Calibration {
  const isEnough = resolved >= SAMPLE_MIN
  return {
    resolved,
    brier: isEnough ? squaredErrors / resolved : null,
    bins: bins.map(reliability),
    says: isEnough
      ? null
      : `sample too small: ${resolved} of the ${SAMPLE_MIN} forecasts that tell skill from luck`,
  }
}

function reliability({ count, said, came }: BinTally, index: number): ReliabilityBin {
  return {
    from: index / BINS,
    to: (index + 1) / BINS,
    count,
    meanProbability: count === 0 ? null : said / count,
    shareThatCame: count < BIN_SAMPLE_MIN ? null : came / count,
  }
}
