import { valueDesk } from '../core/desk-view/valuation.ts'
import { at } from '../domain/bar.ts'
import type { InstrumentId } from '../domain/brand.ts'
import type { AiStates } from './ai-states.ts'
import type { BenchmarkCloses } from './benchmark-closes.ts'
import type { TopicStates } from './contract/live.ts'
import type { QuotesState } from './contract/market.ts'
import type { HealthState } from './contract/system.ts'
import type { MarketSight } from './market-sight.ts'
import type { ProcessGauge } from './process-gauge.ts'
import { aiSessionsOf } from './views/ai-words.ts'
import { dashboardView } from './views/dashboard-view.ts'
import type { DeskMoment } from './views/desk-moment.ts'
import { EquityView } from './views/equity-view.ts'
import { timeOrNull } from './views/figures.ts'
import { HealthView } from './views/health-view.ts'
import { ordersView } from './views/orders-view.ts'
import { PositionRows } from './views/position-rows.ts'
import { QuoteRows } from './views/quote-rows.ts'
import { riskView } from './views/risk-view.ts'
import { identityOf, statusView } from './views/status-view.ts'
import { UseTrails } from './views/use-trails.ts'
import type { LiveDeskDeps } from './web-deps.ts'

/** What only the socket knows of itself. */
export interface SocketTally {
  clients: number
  /** Versions and events that a client was not sent because it did not read. */
  dropped: number
}

export interface StatesDeps extends LiveDeskDeps {
  readonly sight: MarketSight
  readonly gauge: ProcessGauge
  readonly sockets: Readonly<SocketTally>
  readonly benchmark: BenchmarkCloses
  readonly ai: Pick<AiStates, 'source'>
}

/** The state of each topic, made of one look at the desk: whoever shows two topics of one moment sees one truth. */
export class DeskStates {
  readonly #deps: StatesDeps
  readonly #quotes: QuoteRows
  readonly #positions: PositionRows
  readonly #equity = new EquityView()
  readonly #health = new HealthView()
  readonly #trails = new UseTrails()
  #moment: DeskMoment | null = null

  constructor(deps: StatesDeps) {
    this.#deps = deps
    const { quotes, universe } = deps.live.kernel
    this.#quotes = new QuoteRows(quotes, universe)
    this.#positions = new PositionRows((id) => universe.get(id))
  }

  /** Something happened, time went on, or prices moved (their indexes): the next state is made of a new look. */
  forget(moved: readonly number[] = []): void {
    if (moved.length > 0) this.#quotes.mark(moved)
    this.#moment = null
  }

  status(): TopicStates['status'] {
    return statusView(this.#look())
  }

  dashboard(status: TopicStates['status']): TopicStates['dashboard'] {
    return dashboardView(this.#look(), status)
  }

  equity(): TopicStates['equity'] {
    const moment = this.#look()
    return this.#equity.state(moment, this.#deps.benchmark.lineOver(moment.picture.sessions))
  }

  orders(): TopicStates['orders'] {
    return ordersView(this.#deps.broadcast.picture)
  }

  risk(): TopicStates['risk'] {
    return riskView(this.#look(), this.#trails)
  }

  /** Takes down how much of each limit is used now; true when that is news. */
  trace(): boolean {
    return this.#trails.take(this.#look())
  }

  quotes(): QuotesState {
    return this.#quotes.state()
  }

  /** One instrument of `quotes`; empty before its first price. */
  quoteOf(id: InstrumentId): QuotesState {
    const row = this.#quotes.state()[id]
    return row === undefined ? {} : { [id]: row }
  }

  health(): HealthState {
    const { identity, status, broadcast, gauge, sockets, clock } = this.#deps
    const { seq, at: statedAt } = broadcast.picture
    const { items, components } = status
    const { source } = this.#deps.ai
    const facts = { items, components, told: broadcast.health, now: clock.now() }
    return {
      identity: identityOf(identity()),
      components: this.#health.components(facts),
      ...gauge.read(),
      journal: { head: seq, at: timeOrNull(seq === 0 ? null : statedAt) },
      aiProcesses: source === null ? {} : aiSessionsOf(source.claude.state),
      sockets: { clients: sockets.clients, dropped: sockets.dropped },
    }
  }

  #look(): DeskMoment {
    this.#moment ??= this.#gather()
    return this.#moment
  }

  #gather(): DeskMoment {
    const { identity, broadcast, status, live, sight } = this.#deps
    const { quotes, universe } = live.kernel
    const { picture } = broadcast
    const priceOf = (id: InstrumentId) => at(quotes.last, universe.indexOf(id))
    return {
      identity: identity(),
      picture,
      prices: sight.prices,
      hours: sight.hours,
      valuation: valueDesk(picture, priceOf),
      positions: this.#positions.put(picture.positions, priceOf),
      readiness: status.items,
      limits: picture.limits.now,
      ai: this.#deps.ai.source?.claude.state ?? null,
    }
  }
}
