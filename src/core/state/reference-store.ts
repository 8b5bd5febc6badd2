import type { Kysely, Transaction } from 'kysely'
import { type InstrumentId, instrumentId } from '../../domain/brand.ts'
import type { CorporateAction, SymbolChange } from '../../domain/corporate-action.ts'
import type { Instrument, InstrumentKind } from '../../domain/instrument.ts'
import { type TradeDate, tradeDate } from '../../domain/time.ts'
import { TradingError } from '../errors.ts'
import { ReferenceStore } from '../ports.ts'
import { databaseError } from './database-error.ts'
import { addedUp, type SavedCounts, upsert } from './upsert.ts'

/** An instrument as a broker's list has it; `other` is listed but not traded here (bonds, funds, rights). */
export interface ListedInstrument {
  readonly id: InstrumentId
  readonly exchange: 'NSE' | 'BSE'
  readonly symbol: string
  readonly name: string
  readonly kind: InstrumentKind | 'other'
  /** Series of the exchange as the symbol's ending tells it; null for the ordinary one. */
  readonly series: string | null
  readonly lotSize: number
  readonly tickPaise: number | null
  /** The broker's number for it, which is used again for others later. */
  readonly brokerToken: number | null
}

/** A member of an index on a day. */
export interface Constituent {
  /** Name of the index list, such as `nifty-50`. */
  readonly list: string
  readonly asOf: TradeDate
  readonly instrument: InstrumentId
  readonly name: string
  readonly sector: string
  readonly series: string
  readonly isin: string
}

/** An action and the words that it was read from. */
export interface AnnouncedAction {
  readonly action: CorporateAction
  readonly purpose: string
}

/** A share or index on which derivatives were listed on a day. */
export interface Underlying {
  readonly instrument: InstrumentId
  readonly asOf: TradeDate
}

type InstrumentRow = {
  readonly id: string
  readonly exchange: string
  readonly symbol: string
  readonly name: string
  readonly kind: string
  readonly series: string | null
  readonly lot_size: number
  readonly tick_paise: number | null
  readonly broker_token: number | null
}

type ActionRow = {
  readonly instrument: string
  readonly ex_date: string
  readonly kind: string
  readonly source: string
  readonly new_shares: number | null
  readonly old_shares: number | null
  readonly dividend_paise: number | null
  readonly purpose: string
}

/** The tables of migration 0010. */
export type ReferenceTables = {
  readonly instruments: InstrumentRow
  readonly derivative_underlyings: { readonly instrument: string; readonly as_of: string }
  readonly constituents: {
    readonly list: string
    readonly as_of: string
    readonly instrument: string
    readonly name: string
    readonly sector: string
    readonly series: string
    readonly isin: string
  }
  readonly corporate_actions: ActionRow
  readonly symbol_changes: {
    readonly before: string
    readonly after: string
    readonly from_date: string
  }
}

/** What imported files say of instruments, in PostgreSQL. Each save is one transaction: all rows of a file, or none. */
export class PostgresReferenceStore extends ReferenceStore {
  readonly #db: Kysely<ReferenceTables>

  constructor(db: Kysely<ReferenceTables>) {
    super()
    this.#db = db
  }

  /** Shares, funds and indices; sector and ISIN as the newest index list with the instrument has them. */
  override async instruments(): Promise<readonly Instrument[]> {
    const [listed, members, underlyings] = await Promise.all([
      this.#db
        .selectFrom('instruments')
        .selectAll()
        .where('kind', '<>', 'other')
        .orderBy('id')
        .execute(),
      this.#db
        .selectFrom('constituents')
        .select(['instrument', 'sector', 'isin', 'name', 'as_of', 'list'])
        .orderBy('as_of')
        .orderBy('list')
        .execute(),
      this.#underlyings(),
    ])
    const known = new Map(members.map((member) => [member.instrument, member]))
    const names = new Set(listed.map(({ id }) => id))
    const unlisted = [...known.keys()].filter((id) => !names.has(id))
    const rows = [...listed, ...unlisted.map((id) => plainRow(id, known.get(id)?.name ?? ''))]
    return rows.map((row): Instrument => {
      const id = instrumentId(row.id)
      const member = known.get(row.id)
      return {
        id,
        exchange: row.exchange === 'BSE' ? 'BSE' : 'NSE',
        symbol: row.symbol,
        name: row.name,
        kind: kindOf(row.kind),
        sector: member?.sector ?? null,
        isin: member?.isin ?? null,
        lotSize: row.lot_size,
        tickPaise: row.tick_paise,
        freezeQuantity: null,
        bandPercent: null,
        isDerivativeEligible: underlyings.has(row.id),
      }
    })
  }

  override async corporateActions(): Promise<readonly CorporateAction[]> {
    const rows = await this.#db
      .selectFrom('corporate_actions')
      .selectAll()
      .orderBy('instrument')
      .orderBy('ex_date')
      .orderBy('kind')
      .orderBy('source')
      .orderBy('purpose')
      .execute()
    return rows.map(actionOf)
  }

  override async symbolChanges(): Promise<readonly SymbolChange[]> {
    const rows = await this.#db
      .selectFrom('symbol_changes')
      .selectAll()
      .orderBy('from_date')
      .orderBy('before')
      .execute()
    return rows.map((row) => ({
      before: instrumentId(row.before),
      after: instrumentId(row.after),
      from: tradeDate(row.from_date),
    }))
  }

  /** Members of an index list as of its newest date up to a day; empty when it was never imported. */
  async constituents(list: string, asOf: TradeDate): Promise<readonly Constituent[]> {
    const rows = await this.#db
      .selectFrom('constituents')
      .selectAll()
      .where('list', '=', list)
      .where('as_of', '=', (query) =>
        query
          .selectFrom('constituents')
          .select((eb) => eb.fn.max<string>('as_of').as('newest'))
          .where('list', '=', list)
          .where('as_of', '<=', asOf),
      )
      .orderBy('instrument')
      .execute()
    return rows.map((row) => ({
      list: row.list,
      asOf: tradeDate(row.as_of),
      instrument: instrumentId(row.instrument),
      name: row.name,
      sector: row.sector,
      series: row.series,
      isin: row.isin,
    }))
  }

  saveInstruments(listed: readonly ListedInstrument[], underlyings: readonly Underlying[]) {
    const rows = listed.map((one) => ({
      id: one.id,
      exchange: one.exchange,
      symbol: one.symbol,
      name: one.name,
      kind: one.kind,
      series: one.series,
      lot_size: one.lotSize,
      tick_paise: one.tickPaise,
      broker_token: one.brokerToken,
    }))
    const derivatives = underlyings.map(({ instrument, asOf }) => ({ instrument, as_of: asOf }))
    return this.#inTransaction(async (transaction) => [
      await upsert(transaction, { table: 'instruments', key: ['id'] }, rows),
      await upsert(
        transaction,
        { table: 'derivative_underlyings', key: ['as_of', 'instrument'] },
        derivatives,
      ),
    ])
  }

  saveConstituents(members: readonly Constituent[]): Promise<SavedCounts> {
    const rows = members.map(({ asOf, ...rest }) => ({ ...rest, as_of: asOf }))
    const key = ['list', 'as_of', 'instrument'] as const
    return this.#inTransaction(async (transaction) => [
      await upsert(transaction, { table: 'constituents', key }, rows),
    ])
  }

  saveCorporateActions(announced: readonly AnnouncedAction[]): Promise<SavedCounts> {
    const key = ['instrument', 'ex_date', 'kind', 'source', 'purpose'] as const
    return this.#inTransaction(async (transaction) => [
      await upsert(transaction, { table: 'corporate_actions', key }, announced.map(actionRow)),
    ])
  }

  saveSymbolChanges(changes: readonly SymbolChange[]): Promise<SavedCounts> {
    const rows = changes.map(({ before, after, from }) => ({ before, after, from_date: from }))
    const key = ['before', 'after', 'from_date'] as const
    return this.#inTransaction(async (transaction) => [
      await upsert(transaction, { table: 'symbol_changes', key }, rows),
    ])
  }

  async #underlyings(): Promise<ReadonlySet<string>> {
    const rows = await this.#db
      .selectFrom('derivative_underlyings')
      .select('instrument')
      .where('as_of', '=', (query) =>
        query
          .selectFrom('derivative_underlyings')
          .select((eb) => eb.fn.max<string>('as_of').as('newest')),
      )
      .execute()
    return new Set(rows.map(({ instrument }) => instrument))
  }

  async #inTransaction(
    work: (transaction: Transaction<ReferenceTables>) => Promise<readonly SavedCounts[]>,
  ): Promise<SavedCounts> {
    try {
      return addedUp(await this.#db.transaction().execute(work))
    } catch (error) {
      throw error instanceof TradingError ? error : databaseError(error)
    }
  }
}

const KINDS: readonly InstrumentKind[] = ['equity', 'etf', 'index']

const kindOf = (text: string): InstrumentKind => KINDS.find((kind) => kind === text) ?? 'equity'

/** A member of an index that no broker's list has named yet. */
const plainRow = (id: string, name: string): InstrumentRow => ({
  id,
  exchange: id.slice(0, 3),
  symbol: id.slice(4),
  name,
  kind: 'equity',
  series: null,
  lot_size: 1,
  tick_paise: null,
  broker_token: null,
})

const actionRow = ({ action, purpose }: AnnouncedAction) => ({
  instrument: action.instrument,
  ex_date: action.exDate,
  kind: action.kind,
  source: action.source,
  new_shares: 'newShares' in action ? action.newShares : null,
  old_shares: 'oldShares' in action ? action.oldShares : null,
  dividend_paise: 'dividendPaise' in action ? action.dividendPaise : null,
  purpose,
})

function actionOf(row: ActionRow): CorporateAction {
  const known = {
    instrument: instrumentId(row.instrument),
    exDate: tradeDate(row.ex_date),
    source: row.source,
  }
  const { kind, new_shares: newShares, old_shares: oldShares, dividend_paise: paise } = row
  if ((kind === 'split' || kind === 'bonus') && newShares !== null && oldShares !== null) {
    return { ...known, kind, newShares, oldShares }
  }
  if (kind === 'dividend' && paise !== null) return { ...known, kind, dividendPaise: paise }
  return { ...known, kind: 'other', purpose: row.purpose }
}
