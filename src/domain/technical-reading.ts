import { at, type BarColumns } from './bar.ts'
import { Adx } from './indicators/adx.ts'
import { Atr } from './indicators/atr.ts'
import { Bollinger } from './indicators/bollinger.ts'
import { Ema } from './indicators/ema.ts'
import { Macd } from './indicators/macd.ts'
import { Rsi } from './indicators/rsi.ts'
import { Supertrend } from './indicators/supertrend.ts'

/** Figures of a study at one bar: names that end `Paise` are whole paise; null before its first value. */
export type StudyFigures = Readonly<Record<string, number | null>>

/** What a study says at the last bar and at the one before it. */
export interface TechnicalReading {
  readonly id: string
  readonly now: StudyFigures
  readonly before: StudyFigures
  /** One sentence, written from the figures. */
  readonly says: string
}

interface Study {
  readonly id: string
  next(high: number, low: number, close: number): void
  /** NaN before its first value. */
  figures(close: number): Readonly<Record<string, number>>
  says(now: Figures, before: Figures, close: number): string
}
type Figures = Readonly<Record<string, number>>

/** trading.md, defaults: RSI 14, MACD 12/26/9, Bollinger 20/2, EMA 9/21/50; the others as their authors used them. */
const RSI_BARS = 14
const MACD_BARS = { fast: 12, slow: 26, signal: 9 } as const
const BOLLINGER = { bars: 20, deviations: 2 } as const
const ATR_BARS = 14
const ADX_BARS = 14
const SUPERTREND = { bars: 10, ranges: 3 } as const
const EMA_BARS = [9, 21, 50] as const

/** Wilder 1978 calls a share overbought above 70 and oversold below 30; an ADX above 25 a trend, below 20 none. */
const OVERBOUGHT = 70
const OVERSOLD = 30
const TREND = 25
const NO_TREND = 20

const figure = (figures: Figures, name: string): number => figures[name] ?? Number.NaN

const way = (now: number, before: number): string =>
  now > before ? 'and rises' : now < before ? 'and falls' : 'and stands still'

function rsiStudy(): Study {
  const rsi = new Rsi(RSI_BARS)
  return {
    id: `rsi${RSI_BARS}`,
    next: (_high, _low, close) => rsi.next(close),
    figures: () => ({ value: rsi.isReady ? rsi.value : Number.NaN }),
    says(now, before) {
      const value = figure(now, 'value')
      const zone = value >= OVERBOUGHT ? 'overbought' : value <= OVERSOLD ? 'oversold' : 'neutral'
      return `RSI ${value.toFixed(1)} is ${zone} ${way(value, figure(before, 'value'))}`
    },
  }
}

function macdStudy(): Study {
  const { fast, slow, signal } = MACD_BARS
  const macd = new Macd(fast, slow, signal)
  return {
    id: `macd${fast}_${slow}_${signal}`,
    next: (_high, _low, close) => macd.next(close),
    figures: () => ({
      linePaise: macd.line,
      signalPaise: macd.signal,
      histogramPaise: macd.histogram,
    }),
    says(now, before) {
      const [value, last] = [figure(now, 'histogramPaise'), figure(before, 'histogramPaise')]
      const side = value > 0 ? 'above' : value < 0 ? 'below' : 'on'
      if (value > 0 && last <= 0) return 'MACD crossed above its signal with this bar'
      if (value < 0 && last >= 0) return 'MACD crossed below its signal with this bar'
      return `MACD is ${side} its signal, the distance ${Math.abs(value) > Math.abs(last) ? 'grows' : 'shrinks'}`
    },
  }
}

function bollingerStudy(): Study {
  const { bars, deviations } = BOLLINGER
  const bands = new Bollinger(bars, deviations)
  return {
    id: `bollinger${bars}_${deviations}`,
    next: (_high, _low, close) => bands.next(close),
    figures(close) {
      if (!bands.isReady) return { upperPaise: Number.NaN }
      const { upper, middle, lower } = bands
      const width = upper - lower
      return {
        upperPaise: upper,
        middlePaise: middle,
        lowerPaise: lower,
        percentOfBand: width === 0 ? 50 : ((close - lower) / width) * 100,
      }
    },
    says(now) {
      const share = figure(now, 'percentOfBand')
      if (share > 100) return 'the close is above the upper Bollinger band'
      if (share < 0) return 'the close is below the lower Bollinger band'
      return `the close is at ${share.toFixed(0)} % of the way from the lower to the upper Bollinger band`
    },
  }
}

function atrStudy(): Study {
  const atr = new Atr(ATR_BARS)
  return {
    id: `atr${ATR_BARS}`,
    next: (high, low, close) => atr.next(high, low, close),
    figures: (close) =>
      atr.isReady
        ? { valuePaise: atr.value, bpsOfPrice: (atr.value / close) * 10_000 }
        : { valuePaise: Number.NaN },
    says: (now, before) =>
      `a bar usually spans ${(figure(now, 'bpsOfPrice') / 100).toFixed(2)} % of the price ` +
      way(figure(now, 'valuePaise'), figure(before, 'valuePaise')),
  }
}

function adxStudy(): Study {
  const adx = new Adx(ADX_BARS)
  return {
    id: `adx${ADX_BARS}`,
    next: (high, low, close) => adx.next(high, low, close),
    figures: () => ({ value: adx.value, plusDi: adx.plus, minusDi: adx.minus }),
    says(now) {
      const value = figure(now, 'value')
      const side = figure(now, 'plusDi') > figure(now, 'minusDi') ? 'upwards' : 'downwards'
      if (value >= TREND) return `ADX ${value.toFixed(1)} shows a trend, ${side}`
      return value < NO_TREND
        ? `ADX ${value.toFixed(1)} shows no trend`
        : `ADX ${value.toFixed(1)} is undecided, leaning ${side}`
    },
  }
}

function supertrendStudy(): Study {
  const { bars, ranges } = SUPERTREND
  const line = new Supertrend(bars, ranges)
  return {
    id: `supertrend${bars}_${ranges}`,
    next: (high, low, close) => line.next(high, low, close),
    figures: () => ({
      linePaise: line.value,
      isRising: line.isReady ? Number(line.isRising) : NaN,
    }),
    says(now, before) {
      const [isRising, wasRising] = [figure(now, 'isRising'), figure(before, 'isRising')]
      const side = isRising === 1 ? 'below the price: up' : 'above the price: down'
      const flipped =
        isRising !== wasRising && !Number.isNaN(wasRising) ? ', turned with this bar' : ''
      return `the Supertrend line is ${side}${flipped}`
    },
  }
}

function emaStudy(bars: number): Study {
  const ema = new Ema(bars)
  return {
    id: `ema${bars}`,
    next: (_high, _low, close) => ema.next(close),
    figures: () => ({ valuePaise: ema.isReady ? ema.value : Number.NaN }),
    says(now, before, close) {
      const value = figure(now, 'valuePaise')
      const apart = ((close / value - 1) * 100).toFixed(2)
      const side = close > value ? 'above' : close < value ? 'below' : 'on'
      return `the close is ${side} its EMA ${bars} by ${apart} %, which ${way(value, figure(before, 'valuePaise')).slice(4)}`
    },
  }
}

const studies = (): readonly Study[] => [
  rsiStudy(),
  macdStudy(),
  bollingerStudy(),
  atrStudy(),
  adxStudy(),
  supertrendStudy(),
  ...EMA_BARS.map(emaStudy),
]

/** Hundredths are kept of what is no money. */
const rounded = (name: string, value: number): number | null => {
  if (!Number.isFinite(value)) return null
  const whole = name.endsWith('Paise') ? Math.round(value) : Math.round(value * 100) / 100
  return whole === 0 ? 0 : whole
}

const shown = (figures: Figures): StudyFigures =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, rounded(name, value)]))

/** What each study says of complete bars in time order, prices in paise; one that the bars are too few for says so. */
export function technicalReadings(bars: BarColumns): readonly TechnicalReading[] {
  const last = bars.length - 1
  return studies().map((study) => {
    let before: Figures = {}
    for (let row = 0; row <= last; row++) {
      const close = at(bars.close, row)
      study.next(at(bars.high, row), at(bars.low, row), close)
      if (row === last - 1) before = study.figures(close)
    }
    const close = at(bars.close, last)
    const now = study.figures(close)
    const isReady = Object.values(now).every(Number.isFinite)
    const says = isReady ? study.says(now, before, close) : `too few bars: ${bars.length}`
    return { id: study.id, now: shown(now), before: shown(before), says }
  })
}
