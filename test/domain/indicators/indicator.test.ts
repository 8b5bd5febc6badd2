import { describe, expect, it } from 'vitest'
import { Adx } from '../../../src/domain/indicators/adx.ts'
import { Aroon } from '../../../src/domain/indicators/aroon.ts'
import { Atr } from '../../../src/domain/indicators/atr.ts'
import { Bollinger } from '../../../src/domain/indicators/bollinger.ts'
import { Cci } from '../../../src/domain/indicators/cci.ts'
import { Donchian } from '../../../src/domain/indicators/donchian.ts'
import { Ema } from '../../../src/domain/indicators/ema.ts'
import { Ichimoku } from '../../../src/domain/indicators/ichimoku.ts'
import { Keltner } from '../../../src/domain/indicators/keltner.ts'
import { Lag } from '../../../src/domain/indicators/lag.ts'
import { Macd } from '../../../src/domain/indicators/macd.ts'
import { Mfi } from '../../../src/domain/indicators/mfi.ts'
import { Roc } from '../../../src/domain/indicators/roc.ts'
import { Rsi } from '../../../src/domain/indicators/rsi.ts'
import { Sma } from '../../../src/domain/indicators/sma.ts'
import { Stochastic } from '../../../src/domain/indicators/stochastic.ts'
import { Supertrend } from '../../../src/domain/indicators/supertrend.ts'
import { SwingHigh } from '../../../src/domain/indicators/swing-high.ts'
import { WilliamsR } from '../../../src/domain/indicators/williams-r.ts'
import { Wma } from '../../../src/domain/indicators/wma.ts'
import { STUDIES } from './studies.ts'

const WITH_A_PERIOD: Readonly<Record<string, (bars: number) => unknown>> = {
  sma: (bars) => new Sma(bars),
  ema: (bars) => new Ema(bars),
  wma: (bars) => new Wma(bars),
  rsi: (bars) => new Rsi(bars),
  atr: (bars) => new Atr(bars),
  adx: (bars) => new Adx(bars),
  bollinger: (bars) => new Bollinger(bars, 2),
  supertrend: (bars) => new Supertrend(bars, 3),
  donchian: (bars) => new Donchian(bars),
  keltner: (bars) => new Keltner(bars, 2, 10),
  'ranges of keltner': (bars) => new Keltner(20, 2, bars),
  cci: (bars) => new Cci(bars),
  mfi: (bars) => new Mfi(bars),
  roc: (bars) => new Roc(bars),
  lag: (bars) => new Lag(bars),
  'williams r': (bars) => new WilliamsR(bars),
  aroon: (bars) => new Aroon(bars),
  swing: (bars) => new SwingHigh(bars),
  'fast macd': (bars) => new Macd(bars, 26, 9),
  'slow macd': (bars) => new Macd(12, bars, 9),
  'signal of macd': (bars) => new Macd(12, 26, bars),
  stochastic: (bars) => new Stochastic(bars, 3, 3),
  'smoothing of stochastic': (bars) => new Stochastic(14, bars, 3),
  'signal of stochastic': (bars) => new Stochastic(14, 3, bars),
  'conversion of ichimoku': (bars) => new Ichimoku(bars, 26, 52, 26),
  'base of ichimoku': (bars) => new Ichimoku(9, bars, 52, 26),
  'span of ichimoku': (bars) => new Ichimoku(9, 26, bars, 26),
  'displacement of ichimoku': (bars) => new Ichimoku(9, 26, 52, bars),
}

describe('an indicator', () => {
  it.each(Object.entries(WITH_A_PERIOD))('refuses a period that cannot be: %s', (_, make) => {
    for (const bars of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 100_001]) {
      expect(() => make(bars)).toThrow(RangeError)
      expect(() => make(bars)).toThrow('is not')
    }
  })

  it('refuses a band that has no width', () => {
    for (const width of [0, -2, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => new Bollinger(20, width)).toThrow(RangeError)
      expect(() => new Keltner(20, width, 10)).toThrow(RangeError)
      expect(() => new Supertrend(10, width)).toThrow(RangeError)
    }
  })

  it('refuses a MACD whose fast period is not below the slow one', () => {
    expect(() => new Macd(26, 26, 9)).toThrow('a fast period of 26 is not below the slow one of 26')
  })

  it.each(STUDIES)('refuses a memory of another size: $name', (study) => {
    const { length } = study.start().memory
    expect(() => study.start(new Float64Array(length + 1))).toThrow(RangeError)
    expect(() => study.start(new Float64Array(length - 1))).toThrow(RangeError)
  })

  it('keeps everything in the memory it was given', () => {
    const memory = new Float64Array(Macd.size(12, 26, 9))
    const macd = new Macd(12, 26, 9, memory)
    for (let close = 1; close <= 40; close++) macd.next(close)
    expect(macd.memory).toBe(memory)
    expect(new Macd(12, 26, 9, memory).line).toBe(macd.line)
    expect(macd.isReady).toBe(true)
  })
})
