import type { PositionLine } from '../../core/desk-view/position-lines.ts'
import type { PriceOf, ValuedPosition } from '../../core/desk-view/valuation.ts'
import { valuedPosition } from '../../core/desk-view/valuation.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import type { Instrument } from '../../domain/instrument.ts'
import { Collection } from '../collection.ts'
import type { PositionRow } from '../contract/desk.ts'
import { isSame } from '../is-same.ts'
import { timeOrNull, wholeBps } from './figures.ts'

/** What is known of an instrument by its name. */
export type AboutInstrument = (id: InstrumentId) => Instrument | undefined

/** What of a row a price moves. */
const MOVING = [
  'lastPaise',
  'valuePaise',
  'resultPaise',
  'resultBps',
  'resultR',
  'stopBps',
  'targetBps',
] as const satisfies readonly (keyof PositionRow)[]
type Moving = Pick<PositionRow, (typeof MOVING)[number]>

interface Kept {
  readonly line: PositionLine
  readonly lastPaise: number | null
  readonly fixed: Omit<PositionRow, keyof Moving>
  readonly row: PositionRow
}

/** Product and instrument: what tells open positions apart. */
export const positionId = ({ product, instrument }: PositionLine): string =>
  `${product} ${instrument}`

/** Multiples of the first risk, to two decimals. */
const inR = (resultPaise: number, riskedPaise: number | null): number | null =>
  riskedPaise === null ? null : Math.round((resultPaise / riskedPaise) * 100) / 100

const movingOf = (valued: ValuedPosition): Moving => ({
  lastPaise: valued.lastPaise === null ? null : Math.round(valued.lastPaise),
  valuePaise: valued.line.costPaise + valued.resultPaise,
  resultPaise: valued.resultPaise,
  resultBps: wholeBps(valued.resultBps),
  resultR: inR(valued.resultPaise, valued.line.riskedPaise),
  stopBps: wholeBps(valued.stopBps),
  targetBps: wholeBps(valued.targetBps),
})

const fixedOf = (line: PositionLine, about: Instrument | undefined): Kept['fixed'] => ({
  id: positionId(line),
  instrument: line.instrument,
  name: about?.name ?? line.instrument,
  sector: about?.sector ?? null,
  product: line.product,
  quantity: line.quantity,
  averagePaise: line.averagePricePaise,
  costPaise: line.costPaise,
  stopPaise: line.stopPaise,
  targetPaise: line.targetPaise,
  isTrailing: line.isTrailing,
  openedAt: timeOrNull(line.openedAt),
  strategies: [...line.strategies],
  realisedPaise: line.realisedPaise,
  dividendPaise: line.dividendPaise,
  lots: line.lots,
})

/** Written out, so that every row has one shape: figures of such rows are read many times faster. */
const joined = (fixed: Kept['fixed'], moving: Moving): PositionRow => ({
  id: fixed.id,
  instrument: fixed.instrument,
  name: fixed.name,
  sector: fixed.sector,
  product: fixed.product,
  quantity: fixed.quantity,
  averagePaise: fixed.averagePaise,
  costPaise: fixed.costPaise,
  lastPaise: moving.lastPaise,
  valuePaise: moving.valuePaise,
  resultPaise: moving.resultPaise,
  resultBps: moving.resultBps,
  resultR: moving.resultR,
  stopPaise: fixed.stopPaise,
  targetPaise: fixed.targetPaise,
  isTrailing: fixed.isTrailing,
  stopBps: moving.stopBps,
  targetBps: moving.targetBps,
  openedAt: fixed.openedAt,
  strategies: fixed.strategies,
  realisedPaise: fixed.realisedPaise,
  dividendPaise: fixed.dividendPaise,
  lots: fixed.lots,
})

/** Open positions at the prices of the moment. A row is made again when its price or its line is another. */
export class PositionRows {
  readonly #about: AboutInstrument
  readonly #kept = new Map<string, Kept>()
  readonly #rows = new Collection<PositionRow>()
  #lines: readonly PositionLine[] = []

  constructor(about: AboutInstrument) {
    this.#about = about
  }

  /** The same object until a row is another. */
  put(lines: readonly PositionLine[], priceOf: PriceOf): Readonly<Record<string, PositionRow>> {
    const isSameBook = lines === this.#lines
    const changes = new Map<string, PositionRow | null>()
    if (!isSameBook) for (const id of this.#kept.keys()) changes.set(id, null)
    for (const line of lines) {
      const id = positionId(line)
      const known = this.#kept.get(id)
      const kept = this.#renewed(known, line, priceOf(line.instrument), isSameBook)
      if (kept !== known) this.#kept.set(id, kept)
      changes.set(id, kept.row)
    }
    this.#lines = lines
    for (const [id, row] of changes) if (row === null) this.#kept.delete(id)
    return this.#rows.put(changes, isSameBook ? MOVING : null)
  }

  #renewed(known: Kept | undefined, line: PositionLine, quote: number, isSameBook: boolean): Kept {
    const lastPaise = Number.isNaN(quote) ? line.markPaise : quote
    const isSameLine = known !== undefined && (isSameBook || isSame(known.line, line))
    if (isSameLine && known.lastPaise === lastPaise) return known
    const fixed = isSameLine ? known.fixed : fixedOf(line, this.#about(line.instrument))
    const moving = movingOf(valuedPosition(line, quote))
    return { line, lastPaise, fixed, row: joined(fixed, moving) }
  }
}
