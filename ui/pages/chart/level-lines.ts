import { type IPriceLine, type ISeriesApi, LineStyle } from 'lightweight-charts'
import type { Palette } from '../../components/palette.ts'

/** A pointer so near holds a level. */
const REACH = 7

/** A level over the position that is shown. */
export type LevelId = 'stop' | 'target'
export type Levels = Readonly<Record<LevelId, number | null>>
const LEVELS = ['stop', 'target'] as const

/** Stop and target as lines over the candles. */
export class LevelLines {
  readonly #candles: ISeriesApi<'Candlestick'>
  readonly #lines = new Map<LevelId, IPriceLine>()

  constructor(candles: ISeriesApi<'Candlestick'>) {
    this.#candles = candles
  }

  /** Where they lie, in rupees. */
  get rupees(): readonly number[] {
    return [...this.#lines.values()].map((line) => line.options().price)
  }

  /** Draws the levels, in rupees; a draft is drawn dashed. */
  draw(levels: Levels, isDraft: boolean, palette: Palette): void {
    for (const id of LEVELS) {
      const rupees = levels[id]
      const line = this.#lines.get(id)
      if (rupees === null) {
        if (line) this.#candles.removePriceLine(line)
        this.#lines.delete(id)
        continue
      }
      const looks = {
        price: rupees,
        color: id === 'stop' ? palette.loss : palette.gain,
        lineWidth: 2,
        lineStyle: isDraft ? LineStyle.Dashed : LineStyle.Solid,
        axisLabelVisible: true,
        title: id,
      } as const
      if (line) line.applyOptions(looks)
      else this.#lines.set(id, this.#candles.createPriceLine(looks))
    }
  }

  /** The level under a point of the place; null where there is none. */
  at(y: number): LevelId | null {
    for (const [id, line] of this.#lines) {
      const height = this.#candles.priceToCoordinate(line.options().price)
      if (height !== null && Math.abs(height - y) <= REACH) return id
    }
    return null
  }
}
