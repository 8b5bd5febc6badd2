import type {
  IChartApi,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts'
import type { Palette } from '../../components/palette.ts'
import type { Join, Mark } from './marks.ts'

/** A pointer so near means a mark. */
const REACH = 12

interface Placed<T> {
  readonly of: T
  readonly x: number
  readonly y: number
}

const isLogical = (bar: number): bar is Logical => Number.isInteger(bar)

/** Draws fills, refused ideas and closed trades over the candles. */
export class MarkLayer implements ISeriesPrimitive, IPrimitivePaneView, IPrimitivePaneRenderer {
  palette: Palette
  #chart: IChartApi | null = null
  #series: ISeriesApi<'Candlestick'> | null = null
  #update: () => void = () => undefined
  #marks: readonly Mark[] = []
  #joins: readonly Join[] = []
  #placed: readonly Placed<Mark>[] = []

  constructor(palette: Palette) {
    this.palette = palette
  }

  set(marks: readonly Mark[], joins: readonly Join[]): void {
    this.#marks = marks
    this.#joins = joins
    this.#update()
  }

  /** The mark nearest to a point; null when none is near. */
  nearest(x: number, y: number): Mark | null {
    const [nearest] = this.#placed
      .map((placed) => ({ of: placed.of, distance: Math.hypot(placed.x - x, placed.y - y) }))
      .filter(({ distance }) => distance <= REACH)
      .toSorted((a, b) => a.distance - b.distance)
    return nearest?.of ?? null
  }

  attached({ chart, series, requestUpdate }: SeriesAttachedParameter<Time, 'Candlestick'>): void {
    this.#chart = chart
    this.#series = series
    this.#update = requestUpdate
  }

  updateAllViews(): void {
    this.#placed = this.#marks.flatMap((mark) => {
      const at = this.#place(mark.bar, mark.rupees)
      return at ? [{ of: mark, ...at }] : []
    })
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this]
  }

  renderer(): IPrimitivePaneRenderer {
    return this
  }

  draw(target: Parameters<IPrimitivePaneRenderer['draw']>[0]): void {
    target.useMediaCoordinateSpace(({ context }) => {
      for (const join of this.#joins) this.#line(context, join)
      for (const { of, x, y } of this.#placed) {
        if (of.kind === 'denied') this.#ring(context, x, y)
        else this.#arrow(context, x, y, of.kind)
      }
    })
  }

  #place(bar: number, rupees: number): { readonly x: number; readonly y: number } | null {
    const x = isLogical(bar) ? this.#chart?.timeScale().logicalToCoordinate(bar) : null
    const y = this.#series?.priceToCoordinate(rupees)
    return typeof x === 'number' && typeof y === 'number' ? { x, y } : null
  }

  #line(context: CanvasRenderingContext2D, { from, to, isGain }: Join): void {
    const start = this.#place(from.bar, from.rupees)
    const end = this.#place(to.bar, to.rupees)
    if (!start || !end) return
    context.strokeStyle = isGain ? this.palette.gain : this.palette.loss
    context.lineWidth = 1.25
    context.setLineDash(isGain ? [] : [4, 3])
    context.beginPath()
    context.moveTo(start.x, start.y)
    context.lineTo(end.x, end.y)
    context.stroke()
    context.setLineDash([])
  }

  #ring(context: CanvasRenderingContext2D, x: number, y: number): void {
    context.strokeStyle = this.palette.quiet
    context.lineWidth = 1.5
    context.beginPath()
    context.arc(x, y, 5, 0, 2 * Math.PI)
    context.stroke()
  }

  /** Points up where shares were bought, down where they were sold; its tip is the price. */
  #arrow(context: CanvasRenderingContext2D, x: number, y: number, side: 'buy' | 'sell'): void {
    const down = side === 'buy' ? 1 : -1
    context.fillStyle = side === 'buy' ? this.palette.accent : this.palette.loss
    context.strokeStyle = this.palette.paper
    context.lineWidth = 1
    context.beginPath()
    context.moveTo(x, y)
    context.lineTo(x - 6, y + down * 10)
    context.lineTo(x + 6, y + down * 10)
    context.closePath()
    context.fill()
    context.stroke()
  }
}
