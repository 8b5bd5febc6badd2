import {
  ADX,
  ATR,
  BollingerBands,
  CCI,
  DonchianChannels,
  EMA,
  IchimokuCloud,
  KeltnerChannels,
  MACD,
  MFI,
  OBV,
  Aroon as PeerAroon,
  SwingHigh as PeerSwingHigh,
  SwingLow as PeerSwingLow,
  WilliamsR as PeerWilliamsR,
  ROC,
  RSI,
  SMA,
  StochasticOscillator,
  SuperTrend,
  WMA,
  WSMA,
} from 'trading-signals'
import { describe, expect, it } from 'vitest'
import { at } from '../../../src/domain/bar.ts'
import { Adx } from '../../../src/domain/indicators/adx.ts'
import { Aroon } from '../../../src/domain/indicators/aroon.ts'
import { Atr } from '../../../src/domain/indicators/atr.ts'
import { Bollinger } from '../../../src/domain/indicators/bollinger.ts'
import { Cci } from '../../../src/domain/indicators/cci.ts'
import { Donchian } from '../../../src/domain/indicators/donchian.ts'
import { Ema } from '../../../src/domain/indicators/ema.ts'
import { Ichimoku } from '../../../src/domain/indicators/ichimoku.ts'
import { Keltner } from '../../../src/domain/indicators/keltner.ts'
import { Macd } from '../../../src/domain/indicators/macd.ts'
import { Mfi } from '../../../src/domain/indicators/mfi.ts'
import { Obv } from '../../../src/domain/indicators/obv.ts'
import { Roc } from '../../../src/domain/indicators/roc.ts'
import { Rsi } from '../../../src/domain/indicators/rsi.ts'
import { Sma } from '../../../src/domain/indicators/sma.ts'
import { Stochastic } from '../../../src/domain/indicators/stochastic.ts'
import { Supertrend } from '../../../src/domain/indicators/supertrend.ts'
import { SwingHigh } from '../../../src/domain/indicators/swing-high.ts'
import { SwingLow } from '../../../src/domain/indicators/swing-low.ts'
import { Wilder } from '../../../src/domain/indicators/wilder.ts'
import { WilliamsR } from '../../../src/domain/indicators/williams-r.ts'
import { Wma } from '../../../src/domain/indicators/wma.ts'
import { walk } from './walk.ts'

interface Candle {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Each output of ours beside theirs, bar by bar. */
type Pair = (
  candle: Candle,
) => readonly (readonly [ours: number, theirs: number | null | undefined])[]

/** The same definition and the same seed: equal from the first value on. */
const ALIKE: Readonly<Record<string, () => Pair>> = {
  SMA: () => {
    const [ours, theirs] = [new Sma(20), new SMA(20)]
    return ({ close }) => [[ours.next(close), theirs.add(close)]]
  },
  WMA: () => {
    const [ours, theirs] = [new Wma(20), new WMA(20)]
    return ({ close }) => [[ours.next(close), theirs.add(close)]]
  },
  WSMA: () => {
    const [ours, theirs] = [new Wilder(14), new WSMA(14)]
    return ({ close }) => [[ours.next(close), theirs.add(close)]]
  },
  RSI: () => {
    const [ours, theirs] = [new Rsi(14), new RSI(14)]
    return ({ close }) => [[ours.next(close), theirs.add(close)]]
  },
  ROC: () => {
    const [ours, theirs] = [new Roc(12), new ROC(12)]
    return ({ close }) => {
      const share = theirs.add(close)
      return [[ours.next(close), share === null ? null : 100 * share]]
    }
  },
  BollingerBands: () => {
    const [ours, theirs] = [new Bollinger(20, 2), new BollingerBands(20, 2)]
    return ({ close }) => {
      const bands = theirs.add(close)
      return [
        [ours.next(close), bands?.middle],
        [ours.upper, bands?.upper],
        [ours.lower, bands?.lower],
      ]
    }
  },
  StochasticOscillator: () => {
    const ours = new Stochastic(14, 3, 5)
    const theirs = new StochasticOscillator({ kPeriod: 14, kSlowingPeriod: 3, dPeriod: 5 })
    return (candle) => {
      const result = theirs.add(candle)
      return [
        [ours.next(candle.high, candle.low, candle.close), result?.stochK],
        [ours.d, result?.stochD],
      ]
    }
  },
  CCI: () => {
    const [ours, theirs] = [new Cci(20), new CCI(20)]
    return (candle) => [[ours.next(candle.high, candle.low, candle.close), theirs.add(candle)]]
  },
  MFI: () => {
    const [ours, theirs] = [new Mfi(14), new MFI(14)]
    return (candle) => [
      [ours.next(candle.high, candle.low, candle.close, candle.volume), theirs.add(candle)],
    ]
  },
  WilliamsR: () => {
    const [ours, theirs] = [new WilliamsR(14), new PeerWilliamsR(14)]
    return (candle) => [[ours.next(candle.high, candle.low, candle.close), theirs.add(candle)]]
  },
  DonchianChannels: () => {
    const [ours, theirs] = [new Donchian(20), new DonchianChannels(20)]
    return (candle) => {
      const bands = theirs.add(candle)
      return [
        [ours.next(candle.high, candle.low), bands?.middle],
        [ours.upper, bands?.upper],
        [ours.lower, bands?.lower],
      ]
    }
  },
  Aroon: () => {
    const [ours, theirs] = [new Aroon(25), new PeerAroon(25)]
    return (candle) => {
      const result = theirs.add(candle)
      ours.next(candle.high, candle.low)
      return [
        [ours.up, result?.aroonUp],
        [ours.down, result?.aroonDown],
      ]
    }
  },
}

/** Another seed, or another first bar: equal once that is forgotten. */
const ALIKE_IN_TIME: Readonly<Record<string, () => Pair>> = {
  EMA: () => {
    const [ours, theirs] = [new Ema(20), new EMA(20)]
    return ({ close }) => [[ours.next(close), theirs.add(close)]]
  },
  MACD: () => {
    const [ours, theirs] = [new Macd(12, 26, 9), new MACD(new EMA(12), new EMA(26), new EMA(9))]
    return ({ close }) => {
      const lines = theirs.add(close)
      return [
        [ours.next(close), lines?.macd],
        [ours.signal, lines?.signal],
        [ours.histogram, lines?.histogram],
      ]
    }
  },
  ATR: () => {
    const [ours, theirs] = [new Atr(14), new ATR(14)]
    return (candle) => [[ours.next(candle.high, candle.low, candle.close), theirs.add(candle)]]
  },
  'ADX, but for bars as far above as below the one before, which count for both sides there':
    () => {
      const [ours, theirs] = [new Adx(14), new ADX(14)]
      let before: Candle | null = null
      return (candle) => {
        const isTie = before !== null && candle.high - before.high === before.low - candle.low
        if (isTie) return []
        before = candle
        const index = theirs.add(candle)
        return [
          [ours.next(candle.high, candle.low, candle.close), index],
          [ours.plus, 100 * (theirs.pdi ?? Number.NaN)],
          [ours.minus, 100 * (theirs.mdi ?? Number.NaN)],
        ]
      }
    },
  KeltnerChannels: () => {
    const ours = new Keltner(20, 2, 10)
    const theirs = new KeltnerChannels({ emaInterval: 20, multiplier: 2, atrInterval: 10 })
    return (candle) => {
      const bands = theirs.add(candle)
      return [
        [ours.next(candle.high, candle.low, candle.close), bands?.middle],
        [ours.upper, bands?.upper],
        [ours.lower, bands?.lower],
      ]
    }
  },
  SuperTrend: () => {
    const [ours, theirs] = [new Supertrend(10, 3), new SuperTrend({ interval: 10, multiplier: 3 })]
    return (candle) => {
      const result = theirs.add(candle)
      return [
        [ours.next(candle.high, candle.low, candle.close), result?.supertrend],
        [ours.isRising ? 1 : 0, result?.trend === 'BULLISH' ? 1 : 0],
      ]
    }
  },
  'IchimokuCloud, as drawn ahead': () => {
    const [ours, theirs] = [new Ichimoku(9, 26, 52, 26), new IchimokuCloud()]
    return (candle) => {
      const cloud = theirs.add(candle)
      return [
        [ours.next(candle.high, candle.low), cloud?.base],
        [ours.conversion, cloud?.conversion],
        [ours.leadingA, cloud?.spanA],
        [ours.leadingB, cloud?.spanB],
      ]
    }
  },
  'swings, the latest of which stays': () => {
    const [high, low] = [new SwingHigh(2), new SwingLow(2)]
    const [peerHigh, peerLow] = [
      new PeerSwingHigh({ lookback: 2 }),
      new PeerSwingLow({ lookback: 2 }),
    ]
    return (candle) => {
      peerHigh.add(candle)
      peerLow.add(candle)
      return [
        [high.next(candle.high), peerHigh.getResult()],
        [low.next(candle.low), peerLow.getResult()],
      ]
    }
  },
  'OBV, which starts at 0 there': () => {
    const [ours, theirs] = [new Obv(), new OBV(2)]
    let first: number | null = null
    return (candle) => {
      first ??= candle.volume
      const theirValue = theirs.add(candle)
      return [
        [ours.next(candle.close, candle.volume), theirValue === null ? null : theirValue + first],
      ]
    }
  },
}

const BARS = 2_000
const WARM = 1_200

function expectAlike(pair: Pair, seed: number, from: number): void {
  const bars = walk(BARS, seed, 0)
  let compared = 0
  for (let row = 0; row < BARS; row++) {
    const candle = {
      open: at(bars.open, row),
      high: at(bars.high, row),
      low: at(bars.low, row),
      close: at(bars.close, row),
      volume: at(bars.volume, row),
    }
    for (const [ours, theirs] of pair(candle)) {
      if (row < from) continue
      expect(Number.isFinite(ours), `row ${row}`).toBe(Number.isFinite(theirs ?? Number.NaN))
      if (!Number.isFinite(ours)) continue
      expect(ours, `row ${row}`).toBeCloseTo(theirs ?? Number.NaN, 6)
      compared += 1
    }
  }
  expect(compared).toBeGreaterThan((BARS - from) * 0.9)
}

describe('against trading-signals, another library', () => {
  it.each(Object.entries(ALIKE))('B66 %s is the same on every bar', (_, pair) => {
    expectAlike(pair(), 11, 0)
    expectAlike(pair(), 12, 0)
  })

  it.each(Object.entries(ALIKE_IN_TIME))('B66 %s is the same after warm-up', (_, pair) => {
    expectAlike(pair(), 11, WARM)
    expectAlike(pair(), 12, WARM)
  })
})
