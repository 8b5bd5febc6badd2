import { type EventBus, KernelHandler } from '../core/event-bus.ts'
import type { CashReason } from '../core/events/portfolio-events.ts'
import type { Event } from '../core/events.ts'
import type { FillId, InstrumentId, OrderId } from '../domain/brand.ts'
import { addCharges, type Charges, NO_CHARGES } from '../domain/charges.ts'
import {
  type ContractNote,
  type NoteFill,
  type NoteState,
  RunningNote,
} from '../domain/contract-note.ts'
import type { CorporateAction } from '../domain/corporate-action.ts'
import { Deliveries, type Unsettled } from '../domain/deliveries.ts'
import type { Fill } from '../domain/fill.ts'
import { NO_MONEY, type Paise, paise } from '../domain/money.ts'
import { PositionBook, type PositionChange, type SavedPosition } from '../domain/position.ts'
import type { MarketCalendar } from '../domain/rulebook/calendar.ts'
import type { ChargeTerms } from '../domain/rulebook/charge-rates.ts'
import { settlementDate } from '../domain/rulebook/settlement.ts'
import { dateOf, type TradeDate } from '../domain/time.ts'
import type { Universe } from '../domain/universe.ts'

const HANDLES = [
  'market.open',
  'market.price_update',
  'market.corporate_action',
  'market.close',
  'execution.order_partially_filled',
  'execution.order_filled',
  'portfolio.account_reset',
] as const
type Handled = (typeof HANDLES)[number]

export interface PortfolioDeps {
  readonly bus: EventBus
  readonly universe: Universe
  readonly calendar: MarketCalendar
  readonly terms: ChargeTerms
}

/** What must survive a restart. */
export interface PortfolioState {
  readonly deposits: number
  readonly cash: number
  readonly realised: number
  readonly dividends: number
  readonly charges: Charges
  readonly dayStart: number
  readonly positions: readonly SavedPosition[]
  readonly prices: readonly (readonly [InstrumentId, number])[]
  readonly unsettled: readonly Unsettled[]
  readonly note: NoteState | null
}

/** What the note must know of a trade, made or thought of. */
type NoteTrade = Pick<
  Fill,
  'orderId' | 'instrument' | 'side' | 'product' | 'quantity' | 'price' | 'at'
>

/** Both sides of the equation that holds after every event, in whole paise. */
export interface Balance {
  /** Cash, cost of open positions and charges paid. */
  readonly uses: number
  /** Deposits, gross realised result and dividends. */
  readonly sources: number
}

/**
 * Cash, positions and charges, kept from fills and corporate actions alone. Charges are the day's contract note as it
 * grows, so cash is exact at every moment.
 */
export class PortfolioService extends KernelHandler<Handled> {
  readonly #bus: EventBus
  readonly #universe: Universe
  readonly #calendar: MarketCalendar
  readonly #terms: ChargeTerms
  readonly #prices = new Map<InstrumentId, number>()
  #positions = new PositionBook()
  readonly #deliveries = new Deliveries()
  #note: RunningNote | null = null
  #arrival: { readonly of: TradeDate; readonly on: TradeDate } | null = null
  #charges = NO_CHARGES
  #deposits: Paise = NO_MONEY
  #cash: Paise = NO_MONEY
  #realised: Paise = NO_MONEY
  #dividends: Paise = NO_MONEY
  #dayStart = 0

  constructor({ bus, universe, calendar, terms }: PortfolioDeps) {
    super(bus, HANDLES)
    this.#bus = bus
    this.#universe = universe
    this.#calendar = calendar
    this.#terms = terms
  }

  override handleEvent(event: Event<Handled>): void {
    switch (event.type) {
      case 'portfolio.account_reset':
        return this.#open(event)
      case 'market.open':
        return this.#settle(event)
      case 'market.price_update':
        this.#prices.set(event.data.instrument, event.data.price)
        if (event.data.why === 'quote') this.#tellResult(event, dateOf(event.at))
        return
      case 'market.corporate_action':
        return this.#act(event, event.data)
      case 'market.close':
        return this.#mark(event)
      case 'execution.order_partially_filled':
      case 'execution.order_filled':
        return this.#fill(event, event.data)
      default:
        event satisfies never
    }
  }

  /** The contract note of the last day that traded, or null. */
  get note(): ContractNote | null {
    return this.#note?.note() ?? null
  }

  get book(): PositionBook {
    return this.#positions
  }

  get cash(): Paise {
    return this.#cash
  }

  get charges(): Charges {
    return this.#charges
  }

  /** The two sides must be equal: the test of every book. */
  get balance(): Balance {
    return {
      uses: this.#cash + this.#positions.costPaise + this.#charges.totalPaise,
      sources: this.#deposits + this.#realised + this.#dividends,
    }
  }

  /** Cash and positions at the last prices that the journal knows. */
  equity(): Paise {
    return paise(this.#cash + this.#worth())
  }

  /** What trades of one day would add to its note, one after the other: nothing is booked. */
  chargesOf(trades: readonly NoteTrade[]): Charges {
    const [first] = trades
    if (first === undefined) return NO_CHARGES
    const date = dateOf(first.at)
    const today = this.#note?.date === date ? this.#note.save() : null
    const note = today === null ? new RunningNote(date, this.#terms) : RunningNote.restore(today)
    return trades.reduce(
      (sum, trade) => addCharges(sum, note.add(this.#notedOf(trade))),
      NO_CHARGES,
    )
  }

  save(): PortfolioState {
    return {
      deposits: this.#deposits,
      cash: this.#cash,
      realised: this.#realised,
      dividends: this.#dividends,
      charges: this.#charges,
      dayStart: this.#dayStart,
      positions: this.#positions.save(),
      prices: [...this.#prices],
      unsettled: this.#deliveries.save(),
      note: this.#note?.save() ?? null,
    }
  }

  load(state: PortfolioState): void {
    this.#deposits = paise(state.deposits)
    this.#cash = paise(state.cash)
    this.#realised = paise(state.realised)
    this.#dividends = paise(state.dividends)
    this.#charges = state.charges
    this.#dayStart = state.dayStart
    this.#positions = PositionBook.restore(state.positions)
    this.#deliveries.load(state.unsettled)
    this.#note = state.note === null ? null : RunningNote.restore(state.note)
    this.#prices.clear()
    for (const [instrument, price] of state.prices) this.#prices.set(instrument, price)
  }

  /**
   * The account begins anew: what was held is told as gone, or others would go on selling it. Its cash leaves and the
   * capital comes in one movement, so that a ledger of movements adds up to the balance.
   */
  #open(event: Event<'portfolio.account_reset'>): void {
    const { capital } = event.data
    const reason = this.#deposits === NO_MONEY ? 'deposit' : 'reset'
    const ended = this.#positions.positions().filter(({ quantity }) => quantity !== 0)
    this.#positions = new PositionBook()
    this.#note = null
    this.#deliveries.load([])
    this.#charges = NO_CHARGES
    this.#realised = NO_MONEY
    this.#dividends = NO_MONEY
    this.#deposits = capital
    this.#dayStart = capital
    this.#moveCash(event, paise(capital - this.#cash), reason, null)
    for (const { instrument, product } of ended) {
      const position = this.#positions.position(instrument, product)
      const change = { position, orderId: null, fillId: null, closed: [] }
      this.#bus.publish('portfolio.position_change', change, by(event))
    }
  }

  #settle(event: Event<'market.open'>): void {
    const { date } = event.data
    for (const { instrument, quantity } of this.#deliveries.due(date)) {
      const settled = { date, instrument, quantity }
      this.#bus.publish('portfolio.holdings_settled', settled, by(event))
    }
  }

  #fill(event: Event, fill: Fill): void {
    const { instrument, orderId, product } = fill
    const date = dateOf(fill.at)
    const noted = this.#notedOf(fill)
    const change = this.#positions.applyFill(fill)
    this.#prices.set(instrument, fill.price)
    if (product === 'CNC') this.#deliver(fill, date)
    this.#state(event, change, orderId, fill.id)
    this.#moveCash(event, change.cashPaise, 'fill', fill)
    const charged = this.#noteOf(date).add(noted)
    this.#charges = addCharges(this.#charges, charged)
    const applied = { date, instrument, product, fillId: fill.id, change: charged }
    this.#bus.publish('portfolio.charges_applied', applied, by(event))
    this.#moveCash(event, paise(-charged.totalPaise), 'charges', fill)
    this.#tellResult(event, date)
  }

  #notedOf(trade: NoteTrade): NoteFill {
    const { orderId, instrument, side, product, quantity, price } = trade
    const { kind = 'equity', exchange = 'NSE' } = this.#universe.get(instrument) ?? {}
    const unsettledQuantity = side === 'sell' && product === 'CNC' ? this.#unsettledOf(trade) : 0
    const known = { kind, exchange, unsettledQuantity }
    return { orderId, instrument, ...known, side, product, quantity, price }
  }

  #noteOf(date: TradeDate): RunningNote {
    if (this.#note?.date !== date) this.#note = new RunningNote(date, this.#terms)
    return this.#note
  }

  /** Bought shares arrive by the settlement cycle of the day; of sold ones no more than are held. */
  #deliver({ instrument, side, quantity }: Fill, date: TradeDate): void {
    if (side === 'buy') {
      this.#deliveries.add({ instrument, quantity, arrivesOn: this.#arrivalOf(date) })
    } else {
      this.#deliveries.keepAtMost(instrument, this.#positions.quantity(instrument, 'CNC'))
    }
  }

  /** Asked for every purchase of a day: the last answer is kept. */
  #arrivalOf(date: TradeDate): TradeDate {
    if (this.#arrival?.of !== date)
      this.#arrival = { of: date, on: settlementDate(date, this.#calendar) }
    return this.#arrival.on
  }

  /** Of a sale: shares bought on an earlier day that have not arrived. */
  #unsettledOf({ instrument, quantity, at }: NoteTrade): number {
    const lots = this.#positions.lots(instrument, 'CNC')
    const today = dateOf(at)
    let boughtToday = 0
    for (const lot of lots) if (dateOf(lot.openedAt) === today) boughtToday += lot.quantity
    const earlier = Math.max(0, this.#deliveries.of(instrument) - boughtToday)
    const held = this.#positions.quantity(instrument, 'CNC')
    const settled = Math.max(0, held - boughtToday - earlier)
    return Math.max(0, Math.min(earlier, quantity - boughtToday - settled))
  }

  #act(event: Event, action: CorporateAction): void {
    for (const change of this.#positions.applyAction(action)) {
      if (action.kind === 'dividend') this.#dividends = paise(this.#dividends + change.cashPaise)
      else this.#restate(action)
      this.#state(event, change, null, null)
      if (change.cashPaise === 0) continue
      this.#moveCash(event, change.cashPaise, 'dividend', {
        ...NO_FILL,
        instrument: action.instrument,
      })
    }
  }

  #restate(action: CorporateAction): void {
    if (action.kind !== 'split' && action.kind !== 'bonus') return
    const { instrument, newShares, oldShares } = action
    const price = this.#prices.get(instrument)
    if (price !== undefined)
      this.#prices.set(instrument, Math.round((price * oldShares) / newShares))
    this.#deliveries.rebase(instrument, newShares, oldShares)
  }

  #state(
    event: Event,
    change: PositionChange,
    orderId: OrderId | null,
    fillId: FillId | null,
  ): void {
    const { position, closed } = change
    for (const { grossPaise } of closed) this.#realised = paise(this.#realised + grossPaise)
    this.#bus.publish('portfolio.position_change', { position, orderId, fillId, closed }, by(event))
  }

  #moveCash(event: Event, change: Paise, reason: CashReason, fill: Partial<Fill> | null): void {
    this.#cash = paise(this.#cash + change)
    const { orderId = null, id: fillId = null, instrument = null } = fill ?? {}
    const data = { cash: this.#cash, change, reason, orderId, fillId, instrument }
    this.#bus.publish('portfolio.cash_change', data, by(event))
  }

  #worth(): number {
    let worth = 0
    for (const { instrument, quantity, costPaise } of this.#positions.positions()) {
      if (quantity === 0) continue
      const price = this.#prices.get(instrument)
      worth += price === undefined ? costPaise : quantity * price
    }
    return worth
  }

  #tellResult(event: Event, date: TradeDate): void {
    const equity = this.equity()
    const unrealised = paise(
      equity - this.#deposits - this.#realised - this.#dividends + this.#charges.totalPaise,
    )
    const data = {
      date,
      today: paise(equity - this.#dayStart),
      realised: this.#realised,
      unrealised,
      charges: this.#charges.totalPaise,
      equity,
    }
    this.#bus.publish('portfolio.pnl_update', data, by(event))
  }

  #mark(event: Event<'market.close'>): void {
    const { date } = event.data
    this.#tellResult(event, date)
    const equity = this.equity()
    let deployed = 0
    let openPositions = 0
    for (const { instrument, quantity } of this.#positions.positions()) {
      if (quantity === 0) continue
      openPositions += 1
      deployed += Math.abs(quantity) * (this.#prices.get(instrument) ?? 0)
    }
    this.#dayStart = equity
    const snapshot = {
      date,
      cash: this.#cash,
      equity,
      deployed: paise(deployed),
      charges: this.#charges.totalPaise,
      realised: this.#realised,
      openPositions,
    }
    this.#bus.publish('portfolio.snapshot_taken', snapshot, by(event))
  }
}

const NO_FILL: Partial<Fill> = {}
const by = (causedBy: Event) => ({ source: 'PortfolioService', causedBy })
