import uPlot from 'uplot'
import { dateMarks } from '../figures.ts'
import type { Drawing, Theme } from './theme.ts'

/** What a plot adds to the looks that all plots share. */
export interface PlotOptions {
  readonly data: uPlot.AlignedData
  readonly series: readonly uPlot.Series[]
  readonly scales: uPlot.Scales
  /** Text of the marks on the axis below; null leaves dates, and none leaves them to the plot below. */
  readonly across: ((value: number) => string) | 'none' | null
  /** Text of the marks on the axis at the left. */
  readonly up: (value: number) => string
  /** Plots with one key read and zoom together. */
  readonly key: string | null
  /** What stands under the reading line, by index; pairs of name and figure. */
  readonly reading: (index: number | null) => readonly (readonly [string, string])[]
}

/** Room for `₹1,00,00,000`, the same in each plot, so that those above each other align. */
const LEFT = 88

/** A uPlot in the place's size and the page's colours, with a reading line that the arrow keys move too. */
export class Plot implements Drawing {
  readonly place: HTMLElement
  readonly #plot: uPlot
  readonly #reading: HTMLElement

  constructor(place: HTMLElement, theme: Theme, options: PlotOptions) {
    this.place = place
    place.replaceChildren()
    this.#reading = place.appendChild(document.createElement('div'))
    this.#reading.className = 'reading'
    this.#plot = new uPlot(
      {
        ...looks(theme, options),
        width: place.clientWidth,
        height: this.#height,
        hooks: { setCursor: [({ cursor }) => this.#read(options.reading(cursor.idx ?? null))] },
      },
      options.data,
      place,
    )
    this.#read(options.reading(null))
    place.addEventListener('keydown', (event) => this.#step(event))
    theme.watch(this)
  }

  repaint(): void {
    this.#plot.redraw(false)
  }

  resize(width: number): void {
    if (width === this.#plot.width) return
    this.#plot.setSize({ width, height: this.#height })
  }

  toPaper(width: number): void {
    this.resize(width)
  }

  fromPaper(): void {
    this.resize(this.place.clientWidth)
  }

  /** Shows a stretch of the axis below. */
  zoom(min: number, max: number): void {
    this.#plot.setScale('x', { min, max })
  }

  /** Calls back with the index under the pointer when it is pressed without being dragged. */
  onPick(pick: (index: number) => void): void {
    this.#plot.over.addEventListener('click', () => {
      const { idx } = this.#plot.cursor
      if (typeof idx === 'number') pick(idx)
    })
  }

  get #height(): number {
    return this.place.clientHeight - this.#reading.offsetHeight
  }

  #step(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const [across = []] = this.#plot.data
    const from = this.#plot.cursor.idx ?? (step > 0 ? -1 : across.length)
    const index = Math.min(across.length - 1, Math.max(0, from + step))
    const left = this.#plot.valToPos(across[index] ?? 0, 'x')
    this.#plot.setCursor({ left, top: this.#plot.over.clientHeight / 2 })
  }

  #read(pairs: readonly (readonly [string, string])[]): void {
    this.#reading.replaceChildren(
      ...pairs.flatMap(([name, figure]) => {
        const label = document.createElement('i')
        label.textContent = name
        return [label, figure]
      }),
    )
  }
}

function looks(theme: Theme, options: PlotOptions): Omit<uPlot.Options, 'width' | 'height'> {
  const { across, up, key, scales, series } = options
  const axis = {
    stroke: () => theme.palette.quiet,
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    ticks: { show: false },
  }
  const isDates = across === null || across === 'none'
  const below: uPlot.Axis = { ...axis, grid: { show: false }, size: isDates ? 42 : 28 }
  if (across === 'none') Object.assign(below, { size: 8, values: () => [] })
  else if (across !== null)
    Object.assign(below, { space: 72, values: (_: uPlot, splits: number[]) => splits.map(across) })
  else below.values = (_, splits, __, ___, step) => dateMarks(splits, step)
  const left: uPlot.Axis = {
    ...axis,
    size: LEFT,
    grid: { stroke: () => theme.palette.line, width: 1 },
    values: (_, splits) => splits.map(up),
  }
  return {
    series: [{}, ...series],
    scales,
    axes: [below, left],
    legend: { show: false },
    padding: [12, 12, 0, 0],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: isDates, y: false },
      ...(key === null ? {} : { sync: { key, scales: ['x', null] } }),
    },
  }
}
