import { at } from '../domain/bar.ts'
import { loadColumn, type SavedColumn, savedColumn } from '../domain/saved-column.ts'

/** A bar's volume this many times the usual is worth a fact, once a session. */
const SPIKE = 8
const USUAL_WEIGHT = 1 / 20

/** The usual volume of a bar of each instrument, and whether today was unusual already. */
export class VolumeWatch {
  readonly #usual: Float64Array
  readonly #spiked: Uint8Array

  constructor(size: number) {
    this.#usual = new Float64Array(size).fill(Number.NaN)
    this.#spiked = new Uint8Array(size)
  }

  /** A new session: each instrument may be unusual again. */
  turnDay(): void {
    this.#spiked.fill(0)
  }

  /** Takes a bar's volume; what was usual until then when this is far above it for the first time today, else null. */
  spike(instrument: number, volume: number): number | null {
    const usual = at(this.#usual, instrument)
    const isKnown = !Number.isNaN(usual)
    this.#usual[instrument] = isKnown ? usual + (volume - usual) * USUAL_WEIGHT : volume
    const isNew = isKnown && this.#spiked[instrument] !== 1 && usual > 0
    if (!isNew || volume < usual * SPIKE) return null
    this.#spiked[instrument] = 1
    return usual
  }

  save(): { readonly usual: SavedColumn; readonly spiked: SavedColumn } {
    return { usual: savedColumn(this.#usual), spiked: savedColumn(this.#spiked) }
  }

  load({ usual, spiked }: ReturnType<VolumeWatch['save']>): void {
    loadColumn(this.#usual, usual)
    loadColumn(this.#spiked, spiked)
  }
}
