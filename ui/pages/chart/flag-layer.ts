import type {
  IChartApi,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts'
import type { Palette } from '../../components/palette.ts'
import type { Flag } from './flags.ts'

/** Flags stand at the top of the candles, above most of them. */
const TOP = 4
const SIDE = 14
/** Bars in sight around a flag that is looked at. */
const AROUND = 70
const LETTERS = { news: 'N', earnings: 'E' } as const

/** Flags of one bar: the results come before the news. */
interface Pole {
  readonly x: number
  readonly flags: readonly Flag[]
}

const isLogical = (bar: number): bar is Logical => Number.isInteger(bar)

/** Draws what was published over the bars in which it could first be traded on. */
export class FlagLayer implements ISeriesPrimitive, IPrimitivePaneView, IPrimitivePaneRenderer {
  palette: Palette
  #chart: IChartApi | null = null
  #update: () => void = () => undefined
  #flags: readonly Flag[] = []
  #poles: readonly Pole[] = []
  #looked: Flag | null = null

  constructor(palette: Palette) {
    this.palette = palette
  }

  set(flags: readonly Flag[]): void {
    this.#flags = flags
    this.#update()
  }

  /** Brings the bar of a flag into sight, and draws a line down from it. */
  look(flag: Flag): void {
    this.#looked = flag
    this.#chart
      ?.timeScale()
      .setVisibleLogicalRange({ from: flag.bar - AROUND, to: flag.bar + AROUND })
    this.#update()
  }

  /** Flags under a point. */
  at(x: number, y: number): readonly Flag[] {
    if (y > TOP + SIDE + 4) return []
    const near = this.#poles.filter((pole) => Math.abs(pole.x - x) <= SIDE)
    return near.toSorted((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x))[0]?.flags ?? []
  }

  attached({ chart, requestUpdate }: SeriesAttachedParameter<Time, 'Candlestick'>): void {
    this.#chart = chart
    this.#update = requestUpdate
  }

  updateAllViews(): void {
    const scale = this.#chart?.timeScale()
    const bars = new Set(this.#flags.map(({ bar }) => bar))
    this.#poles = [...bars].flatMap((bar) => {
      const x = isLogical(bar) ? scale?.logicalToCoordinate(bar) : null
      const flags = this.#flags.filter((flag) => flag.bar === bar)
      return typeof x === 'number' ? [{ x, flags }] : []
    })
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return [this]
  }

  renderer(): IPrimitivePaneRenderer {
    return this
  }

  draw(target: Parameters<IPrimitivePaneRenderer['draw']>[0]): void {
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      for (const pole of this.#poles) this.#pole(context, pole, mediaSize.height)
    })
  }

  #pole(context: CanvasRenderingContext2D, { x, flags }: Pole, height: number): void {
    const { accent, quiet, paper } = this.palette
    const isReport = flags.some(({ kind }) => kind === 'earnings')
    const isLooked = flags.some(({ id }) => id === this.#looked?.id)
    const colour = isReport || isLooked ? accent : quiet
    if (isLooked) {
      context.strokeStyle = colour
      context.lineWidth = 1
      context.setLineDash([2, 3])
      context.beginPath()
      context.moveTo(x, TOP + SIDE)
      context.lineTo(x, height)
      context.stroke()
      context.setLineDash([])
    }
    context.fillStyle = isReport ? colour : paper
    context.strokeStyle = colour
    context.lineWidth = 1
    context.beginPath()
    context.rect(Math.round(x - SIDE / 2) + 0.5, TOP + 0.5, SIDE - 1, SIDE - 1)
    context.fill()
    context.stroke()
    context.fillStyle = isReport ? paper : colour
    context.font = `600 10px ${getComputedStyle(document.body).fontFamily}`
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    context.fillText(LETTERS[isReport ? 'earnings' : 'news'], x, TOP + SIDE / 2 + 0.5)
  }
}
