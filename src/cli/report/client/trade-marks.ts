import type {
  IChartApi,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
  UTCTimestamp,
} from 'lightweight-charts'
import type { Theme } from './theme.ts'

/** One round trip on the bars of its instrument. */
export interface TradeMark {
  /** Its row among all trades. */
  readonly row: number
  readonly isLong: boolean
  readonly isGain: boolean
  readonly openBar: number
  readonly closeBar: number
  readonly entry: number
  readonly exit: number
}

interface Placed {
  readonly mark: TradeMark
  readonly x1: number
  readonly y1: number
  readonly x2: number
  readonly y2: number
}

/** More marks than this at once are one blot; a closer look shows them. */
const MARKS_MAX = 2_000
const REACH = 12

/** Entries and exits joined by lines, solid for a gain and dashed for a loss; only those in sight are drawn. */
export class TradeMarks implements ISeriesPrimitive, IPrimitivePaneView, IPrimitivePaneRenderer {
  readonly #theme: Theme
  #chart: IChartApi | null = null
  #series: ISeriesApi<'Candlestick'> | null = null
  #update: () => void = () => undefined
  #marks: readonly TradeMark[] = []
  #times: readonly UTCTimestamp[] = []
  #placed: readonly Placed[] = []
  #chosen = -1

  constructor(theme: Theme) {
    this.#theme = theme
  }

  /** The marks of an instrument in the order of opening, on bars that start at these times. */
  set(marks: readonly TradeMark[], times: readonly UTCTimestamp[]): void {
    this.#marks = marks
    this.#times = times
    this.#update()
  }

  choose(row: number): void {
    this.#chosen = row
    this.#update()
  }

  /** The row of the trade whose entry or exit lies nearest to a point; null when none is near. */
  nearest(x: number, y: number): number | null {
    let nearest: number | null = null
    let reach = REACH
    for (const { mark, x1, y1, x2, y2 } of this.#placed) {
      const distance = Math.min(Math.hypot(x - x1, y - y1), Math.hypot(x - x2, y - y2))
      if (distance > reach) continue
      reach = distance
      nearest = mark.row
    }
    return nearest
  }

  attached({ chart, series, requestUpdate }: SeriesAttachedParameter<Time, 'Candlestick'>): void {
    this.#chart = chart
    this.#series = series
    this.#update = requestUpdate
  }

  updateAllViews(): void {
    const chart = this.#chart
    const series = this.#series
    const range = chart?.timeScale().getVisibleLogicalRange()
    if (!chart || !series || !range) {
      this.#placed = []
      return
    }
    const inSight = this.#marks.filter(
      ({ openBar, closeBar }) => closeBar >= range.from && openBar <= range.to,
    )
    const scale = chart.timeScale()
    const across = (bar: number) => scale.timeToCoordinate(this.#times[bar] ?? '') ?? Number.NaN
    const up = (price: number) => series.priceToCoordinate(price) ?? Number.NaN
    this.#placed = inSight.slice(0, MARKS_MAX).map((mark) => ({
      mark,
      x1: across(mark.openBar),
      y1: up(mark.entry),
      x2: across(mark.closeBar),
      y2: up(mark.exit),
    }))
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this]
  }

  renderer(): IPrimitivePaneRenderer {
    return this
  }

  draw(target: Parameters<IPrimitivePaneRenderer['draw']>[0]): void {
    target.useMediaCoordinateSpace(({ context }) => {
      for (const placed of this.#placed) this.#join(context, placed)
      for (const { mark, x1, y1, x2, y2 } of this.#placed) {
        this.#point(context, x1, y1, mark.isLong ? -1 : 1, this.#theme.palette.accent)
        this.#point(context, x2, y2, mark.isLong ? 1 : -1, this.#colourOf(mark))
      }
    })
  }

  #colourOf({ isGain }: TradeMark): string {
    return isGain ? this.#theme.palette.gain : this.#theme.palette.loss
  }

  #join(context: CanvasRenderingContext2D, { mark, x1, y1, x2, y2 }: Placed): void {
    context.strokeStyle = this.#colourOf(mark)
    context.lineWidth = mark.row === this.#chosen ? 3 : 1.25
    context.setLineDash(mark.isGain ? [] : [4, 3])
    context.beginPath()
    context.moveTo(x1, y1)
    context.lineTo(x2, y2)
    context.stroke()
  }

  /** A triangle that points up (−1) where shares were bought, down (1) where they were sold. */
  #point(
    context: CanvasRenderingContext2D,
    x: number,
    y: number,
    down: 1 | -1,
    colour: string,
  ): void {
    context.setLineDash([])
    context.fillStyle = colour
    context.strokeStyle = this.#theme.palette.paper
    context.lineWidth = 1
    context.beginPath()
    context.moveTo(x, y + down * 5)
    context.lineTo(x - 5, y - down * 4)
    context.lineTo(x + 5, y - down * 4)
    context.closePath()
    context.fill()
    context.stroke()
  }
}
