import type { Candle } from './candles.ts'

type Values = readonly (number | null)[]

/** Mean of the last values. */
export function sma(values: readonly number[], length: number): Values {
  let sum = 0
  return values.map((value, place) => {
    sum += value - (values[place - length] ?? 0)
    return place < length - 1 ? null : sum / length
  })
}

/** Exponential mean that begins with the plain mean of its first values, as TA-Lib's EMA does. */
export function ema(values: readonly number[], length: number): Values {
  const share = 2 / (length + 1)
  let sum = 0
  let mean: number | null = null
  return values.map((value, place) => {
    if (mean !== null) mean += (value - mean) * share
    else {
      sum += value
      if (place === length - 1) mean = sum / length
    }
    return mean
  })
}

/** Bollinger's bands: the mean, and so many standard deviations of the population above and below. */
export function bollinger(values: readonly number[], length: number, width: number) {
  const middle = sma(values, length)
  const away = middle.map((mean, place) => {
    if (mean === null) return null
    let squares = 0
    for (let back = place - length + 1; back <= place; back++)
      squares += ((values[back] ?? 0) - mean) ** 2
    return width * Math.sqrt(squares / length)
  })
  const moved = (sign: 1 | -1): Values =>
    middle.map((mean, place) => (mean === null ? null : mean + sign * (away[place] ?? 0)))
  return { middle, upper: moved(1), lower: moved(-1) }
}

/** Wilder's average true range: a mean of the first ranges, then smoothed. */
export function atr(candles: readonly Candle[], length: number): Values {
  let sum = 0
  let mean: number | null = null
  return candles.map(({ high, low }, place) => {
    const before = candles[place - 1]?.close
    if (before === undefined) return null
    const range = Math.max(high, before) - Math.min(low, before)
    if (mean !== null) mean = (mean * (length - 1) + range) / length
    else {
      sum += range
      if (place === length) mean = sum / length
    }
    return mean
  })
}

/** Supertrend: a line below while closes rise and above while they fall, so many average ranges from the bar's middle. */
export function atrBand(candles: readonly Candle[], length: number, width: number) {
  const ranges = atr(candles, length)
  const below: (number | null)[] = []
  const above: (number | null)[] = []
  let floor = Number.NEGATIVE_INFINITY
  let ceiling = Number.POSITIVE_INFINITY
  let isRising = true
  for (const [place, { high, low, close }] of candles.entries()) {
    const range = ranges[place] ?? null
    if (range === null) {
      below.push(null)
      above.push(null)
      continue
    }
    const middle = (high + low) / 2
    const before = candles[place - 1]?.close ?? close
    const freshFloor = middle - width * range
    const freshCeiling = middle + width * range
    floor = before > floor ? Math.max(floor, freshFloor) : freshFloor
    ceiling = before < ceiling ? Math.min(ceiling, freshCeiling) : freshCeiling
    if (isRising && close < floor) {
      isRising = false
      ceiling = freshCeiling
    } else if (!isRising && close > ceiling) {
      isRising = true
      floor = freshFloor
    }
    below.push(isRising ? floor : null)
    above.push(isRising ? null : ceiling)
  }
  return { below, above }
}

const DAY_S = 86_400

/** Mean price of the day so far, weighed by volume; begins anew with each day. */
export function vwap(candles: readonly Candle[]): Values {
  let day = -1
  let value = 0
  let volume = 0
  return candles.map((candle) => {
    const today = Math.floor(candle.time / DAY_S)
    if (today !== day) {
      day = today
      value = 0
      volume = 0
    }
    value += ((candle.high + candle.low + candle.close) / 3) * candle.volume
    volume += candle.volume
    return volume === 0 ? null : value / volume
  })
}
