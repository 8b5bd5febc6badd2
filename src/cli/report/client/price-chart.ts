import {
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChart,
  type IChartApi,
  type ISeriesApi,
  type UTCTimestamp,
} from 'lightweight-charts'
import { at } from '../../../domain/bar.ts'
import { IST_OFFSET_MS } from '../../../domain/time.ts'
import { type PackedBars, unpackBars } from '../embedded-bars.ts'
import { exactRupees, price } from '../figures.ts'
import { numberAt, type PackedTrades, wordAt } from '../packed-result.ts'
import { momentWords } from '../trade-table.ts'
import type { Drawing, Theme } from './theme.ts'
import { type TradeMark, TradeMarks } from './trade-marks.ts'

/** Bars shown beside a trade that is jumped to. */
const MARGIN_BARS = 30

/** The chart knows no time zones: moments are handed to it as if India's clock were the world's. */
const isStamp = (seconds: number): seconds is UTCTimestamp => Number.isInteger(seconds)
const momentOfStamp = (seconds: number): number => seconds * 1_000 - IST_OFFSET_MS

/** Candles of one instrument at a time with its trades; says which trade the pointer is at. */
export class PriceChart implements Drawing {
  readonly place: HTMLElement
  readonly #theme: Theme
  readonly #trades: PackedTrades
  readonly #chart: IChartApi
  readonly #series: ISeriesApi<'Candlestick'>
  readonly #marks: TradeMarks
  #shown: readonly TradeMark[] = []
  #bars: PackedBars | null = null
  #picture: HTMLCanvasElement | null = null

  constructor(place: HTMLElement, trades: PackedTrades, theme: Theme, told: (row: number) => void) {
    this.place = place
    this.#theme = theme
    this.#trades = trades
    place.replaceChildren()
    this.#chart = createChart(place, {
      width: place.clientWidth,
      height: place.clientHeight,
      // Its logo brings a style of its own, which the page's policy forbids; the credit stands below the chart.
      layout: { attributionLogo: false },
      timeScale: { minBarSpacing: 0.05 },
      // A picture taken while the time scale is about to move never ends (5.2), so it moves by hand only.
      kineticScroll: { mouse: false, touch: false },
    })
    this.#series = this.#chart.addSeries(CandlestickSeries, {
      priceFormat: {
        type: 'custom',
        minMove: 0.05,
        formatter: (rupees: number) => price(rupees * 100),
      },
    })
    this.#marks = new TradeMarks(theme)
    this.#series.attachPrimitive(this.#marks)
    this.#chart.subscribeCrosshairMove(({ point }) => {
      const row = point ? this.#marks.nearest(point.x, point.y) : null
      if (row !== null) told(row)
    })
    this.repaint()
    theme.watch(this)
  }

  /** The trades of the instrument that is shown, in the order of opening. */
  get rows(): readonly number[] {
    return this.#shown.map(({ row }) => row)
  }

  show(bars: PackedBars): void {
    if (bars === this.#bars) return
    this.#bars = bars
    const columns = unpackBars(bars)
    const times: UTCTimestamp[] = []
    const data = Array.from({ length: columns.length }, (_, row) => {
      const seconds = Math.floor((at(columns.at, row) + IST_OFFSET_MS) / 1_000)
      if (!isStamp(seconds)) return []
      times.push(seconds)
      const rupees = (column: Float64Array) => at(column, row) / 100
      return {
        time: seconds,
        open: rupees(columns.open),
        high: rupees(columns.high),
        low: rupees(columns.low),
        close: rupees(columns.close),
      }
    })
    this.#series.setData(data.flat())
    this.#shown = marksOf(this.#trades, bars.instrument, columns.at)
    this.#marks.set(this.#shown, times)
    const isDaily = bars.interval === 'day'
    this.#chart.applyOptions({
      timeScale: { timeVisible: !isDaily, secondsVisible: false },
      localization: {
        timeFormatter: (seconds: number) => momentWords(momentOfStamp(seconds), bars.interval),
      },
    })
    this.#chart.timeScale().fitContent()
  }

  /** Brings a trade into sight and marks it. */
  choose(row: number): void {
    const mark = this.#shown.find((shown) => shown.row === row)
    if (!mark) return
    this.#chart.timeScale().setVisibleLogicalRange({
      from: mark.openBar - MARGIN_BARS,
      to: mark.closeBar + MARGIN_BARS,
    })
    this.#marks.choose(row)
  }

  repaint(): void {
    const { paper, quiet, line, gain, loss } = this.#theme.palette
    const grid = { color: line }
    this.#chart.applyOptions({
      layout: {
        background: { type: ColorType.Solid, color: paper },
        textColor: quiet,
        fontFamily: getComputedStyle(document.body).fontFamily,
        fontSize: 12,
      },
      grid: { vertLines: { visible: false }, horzLines: grid },
      crosshair: { mode: CrosshairMode.Normal },
      rightPriceScale: { borderVisible: false },
      timeScale: { borderColor: line },
    })
    this.#series.applyOptions({
      upColor: paper,
      borderUpColor: gain,
      wickUpColor: gain,
      downColor: loss,
      borderDownColor: loss,
      wickDownColor: loss,
      lastValueVisible: false,
      priceLineVisible: false,
    })
  }

  resize(width: number): void {
    this.#chart.resize(width, this.place.clientHeight)
  }

  /** A picture of it, as its own canvases are painted only after paper is laid out. */
  toPaper(): void {
    this.#picture = this.#chart.takeScreenshot()
    this.#picture.className = 'picture'
    this.place.after(this.#picture)
  }

  fromPaper(): void {
    this.#picture?.remove()
    this.#picture = null
  }
}

function marksOf(trades: PackedTrades, instrument: string, at: Float64Array): readonly TradeMark[] {
  const rows = Array.from({ length: trades.length }, (_, row) => row).filter(
    (row) => wordAt(trades.instrument, row) === instrument,
  )
  return rows
    .map((row) => ({
      row,
      isLong: wordAt(trades.side, row) === 'long',
      isGain: numberAt(trades.netPaise, row) > 0,
      openBar: barAt(at, numberAt(trades.openedAt, row)),
      closeBar: barAt(at, numberAt(trades.closedAt, row)),
      entry: numberAt(trades.entryPricePaise, row) / 100,
      exit: numberAt(trades.exitPricePaise, row) / 100,
    }))
    .sort((a, b) => a.openBar - b.openBar)
}

/** The bar in which a moment lies: the last that starts by then. */
function barAt(starts: Float64Array, moment: number): number {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(starts, middle) <= moment) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

/** A trade as a sentence, with its reasons. */
export function tradeWords(
  trades: PackedTrades,
  row: number,
  interval: PackedBars['interval'],
): string {
  const number = (column: readonly number[]) => numberAt(column, row)
  const opened = momentWords(number(trades.openedAt), interval)
  const closed = momentWords(number(trades.closedAt), interval)
  const net = number(trades.netPaise)
  return (
    `${wordAt(trades.instrument, row) ?? ''}, ${wordAt(trades.side, row) ?? ''} ${number(trades.quantity)}: ` +
    `in ${opened} at ${exactRupees(number(trades.entryPricePaise))} because ${wordAt(trades.openReason, row) ?? ''}; ` +
    `out ${closed} at ${exactRupees(number(trades.exitPricePaise))} because ${wordAt(trades.closeReason, row) ?? ''}. ` +
    `Net ${net > 0 ? '+' : ''}${exactRupees(net)}.`
  )
}
