import {
  type AutoscaleInfo,
  CandlestickSeries,
  ColorType,
  CrosshairMode,
  createChart,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  LineSeries,
  LineStyle,
  TickMarkType,
  type UTCTimestamp,
} from 'lightweight-charts'
import type { Palette } from '../../components/palette.ts'
import { price } from '../../format.ts'
import { dayLong, dayShort, minuteTime } from '../../times.ts'
import { type Candle, momentOf } from './candles.ts'
import { FlagLayer } from './flag-layer.ts'
import type { Flag } from './flags.ts'
import { type LevelId, LevelLines, type Levels } from './level-lines.ts'
import { MarkLayer } from './mark-layer.ts'
import type { Join, Mark } from './marks.ts'
import type { OverlayLine } from './overlays.ts'

/** Bars in sight when a chart is opened. */
const IN_SIGHT = 140
/** Room for the bars to come. */
const AHEAD = 6
/** A level farther from the last price than this share of it is out of sight. */
const FAR = 0.1

/** What the pointer is at. */
export interface Pointed {
  readonly candle: Candle | null
  readonly mark: Mark | null
  readonly flags: readonly Flag[]
}

const isStamp = (seconds: number): seconds is UTCTimestamp => Number.isInteger(seconds)

/** Candles with volume, overlays, marks, flags and levels on a canvas. */
export class CandleDrawing {
  readonly flags: FlagLayer
  readonly #place: HTMLElement
  readonly #chart: IChartApi
  readonly #candles: ISeriesApi<'Candlestick'>
  readonly #volume: ISeriesApi<'Histogram'>
  readonly #marks: MarkLayer
  readonly #overlays = new Map<string, ISeriesApi<'Line'>>()
  readonly #levels: LevelLines
  #palette: Palette
  #shown: readonly Candle[] = []

  constructor(place: HTMLElement, palette: Palette, told: (pointed: Pointed) => void) {
    this.#place = place
    this.#palette = palette
    this.#chart = createChart(place, {
      autoSize: true,
      // Its logo brings a style of its own, which the page's policy forbids; the credit stands below the chart.
      layout: { attributionLogo: false },
      crosshair: { mode: CrosshairMode.Normal },
      timeScale: { rightOffset: AHEAD, secondsVisible: false },
    })
    const priceFormat = {
      type: 'custom',
      minMove: 0.05,
      formatter: (rupees: number) => price(rupees * 100),
    } as const
    this.#candles = this.#chart.addSeries(CandlestickSeries, {
      priceFormat,
      autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => this.#scale(original()),
    })
    this.#levels = new LevelLines(this.#candles)
    this.#volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      priceFormat: { type: 'volume' },
      lastValueVisible: false,
      priceLineVisible: false,
    })
    this.#volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } })
    this.#candles.priceScale().applyOptions({ scaleMargins: { top: 0.06, bottom: 0.18 } })
    this.#marks = new MarkLayer(palette)
    this.#candles.attachPrimitive(this.#marks)
    this.flags = new FlagLayer(palette)
    this.#candles.attachPrimitive(this.flags)
    this.#chart.subscribeCrosshairMove(({ point, logical }) =>
      told({
        candle: typeof logical === 'number' ? (this.#shown[Math.round(logical)] ?? null) : null,
        mark: point ? this.#marks.nearest(point.x, point.y) : null,
        flags: point ? this.flags.at(point.x, point.y) : [],
      }),
    )
    this.repaint(palette)
  }

  /** Shows bars; a new chart is opened at its newest ones, the same one stays where it is looked at. */
  show(candles: readonly Candle[], isDaily: boolean, isNew: boolean): void {
    this.#shown = candles
    this.#candles.setData(candles.flatMap((candle) => this.#candle(candle) ?? []))
    this.#volume.setData(candles.flatMap((candle) => this.#bar(candle) ?? []))
    if (!isNew) return
    this.#chart.applyOptions({
      timeScale: {
        timeVisible: !isDaily,
        tickMarkFormatter: (seconds: number, kind: TickMarkType) => {
          const moment = momentOf(seconds)
          return isDaily || kind <= TickMarkType.DayOfMonth ? dayShort(moment) : minuteTime(moment)
        },
      },
      localization: {
        timeFormatter: (seconds: number) => {
          const moment = momentOf(seconds)
          return isDaily ? dayLong(moment) : `${dayShort(moment)} ${minuteTime(moment)}`
        },
      },
    })
    const to = candles.length + AHEAD
    this.#chart.timeScale().setVisibleLogicalRange({ from: to - IN_SIGHT, to })
    this.#candles.priceScale().applyOptions({ autoScale: true })
  }

  /** The newest bar has grown, or a new one has begun. */
  grow(candle: Candle): void {
    const last = this.#shown.at(-1)
    if (last && candle.time < last.time) return
    const before = last?.time === candle.time ? this.#shown.slice(0, -1) : this.#shown
    this.#shown = [...before, candle]
    const shown = this.#candle(candle)
    if (shown) this.#candles.update(shown)
  }

  overlay(lines: readonly OverlayLine[], candles: readonly Candle[]): void {
    const wanted = new Set<string>(lines.map(({ id }) => id))
    for (const [id, series] of this.#overlays) {
      if (wanted.has(id)) continue
      this.#chart.removeSeries(series)
      this.#overlays.delete(id)
    }
    for (const { id, tone, isDashed, values } of lines) {
      const series = this.#overlays.get(id) ?? this.#chart.addSeries(LineSeries)
      this.#overlays.set(id, series)
      series.applyOptions({
        color: this.#palette[tone],
        lineWidth: 1,
        lineStyle: isDashed ? LineStyle.Dashed : LineStyle.Solid,
        lastValueVisible: false,
        priceLineVisible: false,
        crosshairMarkerVisible: false,
      })
      series.setData(
        candles.flatMap(({ time }, row) => {
          const value = values[row] ?? null
          if (!isStamp(time)) return []
          return value === null ? [{ time }] : [{ time, value }]
        }),
      )
    }
  }

  mark(marks: readonly Mark[], joins: readonly Join[]): void {
    this.#marks.set(marks, joins)
  }

  /** Draws the levels, in rupees; a draft is drawn dashed. */
  level(levels: Levels, isDraft: boolean): void {
    this.#levels.draw(levels, isDraft, this.#palette)
  }

  /** The level under a point of the place; null where there is none. */
  levelAt(y: number): LevelId | null {
    return this.#levels.at(y)
  }

  /** Rupees at a height of the place. */
  rupeesAt(y: number): number | null {
    return this.#candles.coordinateToPrice(y)
  }

  /** Whether the pointer moves the chart; not while it moves a level. */
  hold(isHeld: boolean): void {
    this.#chart.applyOptions({ handleScroll: !isHeld, handleScale: !isHeld })
    this.#place.style.cursor = isHeld ? 'ns-resize' : ''
  }

  repaint(palette: Palette): void {
    this.#palette = palette
    this.#marks.palette = palette
    this.flags.palette = palette
    const { paper, quiet, line, gain, loss } = palette
    this.#chart.applyOptions({
      layout: {
        background: { type: ColorType.Solid, color: paper },
        textColor: quiet,
        fontFamily: getComputedStyle(document.body).fontFamily,
        fontSize: 12,
      },
      grid: { vertLines: { visible: false }, horzLines: { color: line } },
      rightPriceScale: { borderVisible: false },
      timeScale: { borderColor: line },
    })
    this.#candles.applyOptions({
      upColor: paper,
      borderUpColor: gain,
      wickUpColor: gain,
      downColor: loss,
      borderDownColor: loss,
      wickDownColor: loss,
      priceLineColor: quiet,
    })
  }

  /** Levels stay in sight with the candles, unless they are so far away that the candles would lie flat. */
  #scale(info: AutoscaleInfo | null): AutoscaleInfo | null {
    const range = info?.priceRange
    if (!range) return info
    const last = this.#shown.at(-1)?.close ?? range.maxValue
    const near = this.#levels.rupees.filter((rupees) => Math.abs(rupees - last) <= last * FAR)
    const minValue = Math.min(range.minValue, ...near)
    const maxValue = Math.max(range.maxValue, ...near)
    return { ...info, priceRange: { minValue, maxValue } }
  }

  close(): void {
    this.#chart.remove()
  }

  #candle({ time, open, high, low, close }: Candle) {
    return isStamp(time) ? { time, open, high, low, close } : null
  }

  #bar({ time, volume }: Candle) {
    return isStamp(time) ? { time, value: volume, color: this.#palette.line } : null
  }
}
