import type { PositionLine } from '../../core/desk-view/position-lines.ts'
import type { PriceOf, ValuedPosition } from '../../core/desk-view/valuation.ts'
import { valuedPosition } from '../../core/desk-view/valuation.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import type { Instrument } from '../../domain/instrument.ts'
import type { PositionRow } from '../contract/desk.ts'
import { isSame } from '../websocket-differ.ts'
import { timeOrNull, wholeBps } from './figures.ts'

/** What is known of an instrument by its name. */
export type AboutInstrument = (id: InstrumentId) => Instrument | undefined

interface Kept {
  readonly line: PositionLine
  readonly valued: ValuedPosition
  readonly row: PositionRow
}

/** Product and instrument: what tells open positions apart. */
export const positionId = ({ product, instrument }: PositionLine): string =>
  `${product} ${instrument}`

/** Multiples of the first risk, to two decimals. */
const inR = (resultPaise: number, riskedPaise: number | null): number | null =>
  riskedPaise === null ? null : Math.round((resultPaise / riskedPaise) * 100) / 100

function positionRow(valued: ValuedPosition, about: Instrument | undefined): PositionRow {
  const { line, lastPaise, resultPaise } = valued
  return {
    id: positionId(line),
    instrument: line.instrument,
    name: about?.name ?? line.instrument,
    sector: about?.sector ?? null,
    product: line.product,
    quantity: line.quantity,
    averagePaise: line.averagePricePaise,
    costPaise: line.costPaise,
    lastPaise: lastPaise === null ? null : Math.round(lastPaise),
    valuePaise: line.costPaise + resultPaise,
    resultPaise,
    resultBps: wholeBps(valued.resultBps),
    resultR: inR(resultPaise, line.riskedPaise),
    stopPaise: line.stopPaise,
    targetPaise: line.targetPaise,
    isTrailing: line.isTrailing,
    stopBps: wholeBps(valued.stopBps),
    targetBps: wholeBps(valued.targetBps),
    openedAt: timeOrNull(line.openedAt),
    strategies: [...line.strategies],
    realisedPaise: line.realisedPaise,
    dividendPaise: line.dividendPaise,
    lots: line.lots,
  }
}

/** Open positions at the prices of the moment. A row is made again when its price or its line is another. */
export class PositionRows {
  readonly #about: AboutInstrument
  readonly #kept = new Map<string, Kept>()
  #lines: readonly PositionLine[] = []
  #state: Record<string, PositionRow> = {}

  constructor(about: AboutInstrument) {
    this.#about = about
  }

  /** Every position at its price, as it was last put. */
  get valued(): readonly ValuedPosition[] {
    return [...this.#kept.values()].map(({ valued }) => valued)
  }

  /** The same object until a row is another. */
  put(lines: readonly PositionLine[], priceOf: PriceOf): Record<string, PositionRow> {
    let hasChanged = lines.length !== this.#kept.size
    const isSameBook = lines === this.#lines
    const state: Record<string, PositionRow> = {}
    for (const line of lines) {
      const id = positionId(line)
      const known = this.#kept.get(id)
      const kept = this.#renewed(known, line, priceOf(line.instrument), isSameBook)
      if (kept !== known) {
        this.#kept.set(id, kept)
        hasChanged = true
      }
      state[id] = kept.row
    }
    this.#lines = lines
    if (!hasChanged) return this.#state
    for (const id of this.#kept.keys()) if (state[id] === undefined) this.#kept.delete(id)
    this.#state = state
    return state
  }

  #renewed(known: Kept | undefined, line: PositionLine, quote: number, isSameBook: boolean): Kept {
    const lastPaise = Number.isNaN(quote) ? line.markPaise : quote
    if (known !== undefined && known.valued.lastPaise === lastPaise) {
      if (isSameBook || isSame(known.line, line)) return known
    }
    const valued = valuedPosition(line, quote)
    return { line, valued, row: positionRow(valued, this.#about(line.instrument)) }
  }
}
