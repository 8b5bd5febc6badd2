import { ATR, BollingerBands, EMA, MACD, RSI } from 'trading-signals'
import { at, type BarColumns, emptyBars } from '../src/domain/bar.ts'
import { Atr } from '../src/domain/indicators/atr.ts'
import { Bollinger } from '../src/domain/indicators/bollinger.ts'
import { Ema } from '../src/domain/indicators/ema.ts'
import { Macd } from '../src/domain/indicators/macd.ts'
import { Rsi } from '../src/domain/indicators/rsi.ts'
import { defineBench } from './define-bench.ts'

/** A seeded walk around ₹1,000 in whole paise. */
function walk(length: number): BarColumns {
  const bars = emptyBars(length)
  let state = 1
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return (state >>> 8) / 2 ** 24
  }
  let close = 100_000
  for (let row = 0; row < length; row++) {
    const open = close
    close = Math.max(5_000, close + Math.round((random() - 0.5) * 400))
    bars.open[row] = open
    bars.close[row] = close
    bars.high[row] = Math.max(open, close) + Math.round(random() * 100)
    bars.low[row] = Math.min(open, close) - Math.round(random() * 100)
  }
  return bars
}

const seconds = (start: number) => (performance.now() - start) / 1_000

/** Keeps what was computed alive, and stops a run whose numbers are none. */
function use(sum: number): void {
  if (!Number.isFinite(sum)) throw new RangeError(`the indicators add up to ${sum}`)
}

function streamOurs(bars: BarColumns): number {
  const ema = new Ema(20)
  const rsi = new Rsi(14)
  const macd = new Macd(12, 26, 9)
  const bollinger = new Bollinger(20, 2)
  const atr = new Atr(14)
  let sum = 0
  const start = performance.now()
  for (let row = 0; row < bars.length; row++) {
    const close = at(bars.close, row)
    const a = ema.next(close)
    const b = rsi.next(close)
    macd.next(close)
    bollinger.next(close)
    const c = atr.next(at(bars.high, row), at(bars.low, row), close)
    if (macd.isReady) sum += a + b + c + macd.histogram + bollinger.upper - bollinger.lower
  }
  const taken = seconds(start)
  use(sum)
  return taken
}

function streamTradingSignals(bars: BarColumns): number {
  const candles = Array.from({ length: bars.length }, (_, row) => ({
    high: at(bars.high, row),
    low: at(bars.low, row),
    close: at(bars.close, row),
  }))
  const ema = new EMA(20)
  const rsi = new RSI(14)
  const macd = new MACD(new EMA(12), new EMA(26), new EMA(9))
  const bollinger = new BollingerBands(20, 2)
  const atr = new ATR(14)
  let sum = 0
  const start = performance.now()
  for (const candle of candles) {
    const a = ema.add(candle.close)
    const b = rsi.add(candle.close)
    const c = atr.add(candle)
    const lines = macd.add(candle.close)
    const bands = bollinger.add(candle.close)
    if (a && b && c && lines && bands)
      sum += a + b + c + lines.histogram + bands.upper - bands.lower
  }
  const taken = seconds(start)
  use(sum)
  return taken
}

export default defineBench({
  row: 'P7',
  title: 'EMA, RSI, MACD, Bollinger and ATR together, streaming',
  unit: 'bars/s',
  goal: { first: 5, goal: 10 },
  sizes: [1e4, 1e5, 1e6],
  ours: async (n) => streamOurs(walk(n)),
  peers: { 'trading-signals': async (n) => streamTradingSignals(walk(n)) },
})
