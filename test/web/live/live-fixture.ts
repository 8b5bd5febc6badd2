import Fastify, { type FastifyInstance } from 'fastify'
import type { Caller } from '../../../src/auth/access.ts'
import { type Clock, VirtualClock } from '../../../src/core/clock.ts'
import { type DeskListener, DeskListeners } from '../../../src/core/desk-listeners.ts'
import { type DeskPicture, DeskView } from '../../../src/core/desk-view.ts'
import { TradingError } from '../../../src/core/errors.ts'
import type { Events } from '../../../src/core/events.ts'
import type { FactType } from '../../../src/core/flow.ts'
import { MarketSession } from '../../../src/core/market-session.ts'
import type { BarQuery, BarStore } from '../../../src/core/ports.ts'
import { Quotes } from '../../../src/core/quotes.ts'
import type { ReadinessItem } from '../../../src/core/readiness.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import { plainEquity } from '../../../src/domain/instrument.ts'
import { paise } from '../../../src/domain/money.ts'
import { Sessions } from '../../../src/domain/rulebook/sessions.ts'
import { epochMs, momentOf, tradeDate } from '../../../src/domain/time.ts'
import { Universe } from '../../../src/domain/universe.ts'
import { type ConnectionManager, registerLive } from '../../../src/web/connection-manager.ts'
import { LiveDesk } from '../../../src/web/live-desk.ts'
import type { LiveDeskDeps } from '../../../src/web/web-deps.ts'
import { Lines } from '../../core/bus-fixture.ts'
import { eventAt, fillOf } from '../../core/state/journal-fixture.ts'
import { ModelClient } from './model-client.ts'

export const MONDAY = tradeDate('2026-11-23')
export const NOON = momentOf(MONDAY, 12 * 60)
export const shareOf = (index: number) => instrumentId(`NSE:S${index}`)

/** A desk of which a test says what happens: a picture folded from facts, prices set by hand, clocks that stand. */
export class TestDesk {
  readonly wall = new VirtualClock(NOON)
  readonly market = new VirtualClock(NOON)
  readonly universe: Universe
  readonly quotes: Quotes
  readonly session: MarketSession
  readonly view = new DeskView()
  readonly log = new Lines()
  readonly listeners = new DeskListeners(this.wall, this.log)
  readonly components = new Map<string, string>()
  health: readonly Events['system.health_check'][] = []
  items: readonly ReadinessItem[] = []
  isResumed = true
  /** What the bar store answers. */
  stored: (query: BarQuery) => Awaited<ReturnType<BarStore['read']>> = () => new Map()
  readonly kernel: LiveDeskDeps['live']['kernel']
  readonly desk: LiveDesk
  #seq = 0

  constructor(shares = 20, source: 'SIMULATED' | 'REPLAY' = 'SIMULATED') {
    this.universe = new Universe(
      Array.from({ length: shares }, (_, index) => ({
        ...plainEquity(shareOf(index)),
        name: `Share ${index} Limited`,
        sector: index % 2 === 0 ? 'IT' : 'Banks',
      })),
    )
    this.quotes = new Quotes(shares)
    this.session = new MarketSession(this.universe)
    this.session.date = MONDAY
    this.session.isOpen = true
    this.session.phases.cash = 'continuous'
    this.kernel = {
      clock: this.market,
      quotes: this.quotes,
      session: this.session,
      universe: this.universe,
    }
    this.desk = new LiveDesk({
      identity: () => IDENTITY,
      clock: this.wall,
      log: this.log,
      sessions: new Sessions(),
      label: { source, detail: 'a test' },
      speed: 1,
      bars: { read: async (query) => this.stored(query) },
      effective: { config: { benchmark: 'NSE:NIFTY 50' } },
      live: this,
      broadcast: this,
      status: this,
    })
    this.desk.initialize()
  }

  get picture(): DeskPicture {
    return this.view.view()
  }

  listen(listener: DeskListener): Disposable {
    return this.listeners.add(listener)
  }

  /** States a fact, as the broadcast tells it. */
  tell<T extends FactType>(type: T, data: Events[T]): this {
    this.#seq += 1
    const event = eventAt(this.#seq, type, data)
    this.listeners.state(event, this.view.apply(event))
    return this
  }

  /** The account begins, with a deposit. */
  begin(capital = paise(10_000_000)): this {
    const moved = { orderId: null, fillId: null, instrument: null }
    return this.tell('portfolio.account_reset', { month: '', capital }).tell(
      'portfolio.cash_change',
      { cash: capital, change: capital, reason: 'deposit', ...moved },
    )
  }

  /** Buys shares by hand: the fill and the position that follows. */
  buy(index: number, quantity = 10, price = 100_000): this {
    const instrument = shareOf(index)
    const cost = paise(price * quantity)
    const fill = fillOf(`B${index}`, {
      instrument,
      quantity,
      price: paise(price),
      filledQuantity: quantity,
      protection: { stop: paise(price - 2_000), target: paise(price + 5_000), trail: null },
    })
    const cash = paise(this.view.view().money.cashPaise - cost)
    this.tell('portfolio.cash_change', {
      cash,
      change: paise(-cost),
      reason: 'fill',
      orderId: fill.orderId,
      fillId: fill.id,
      instrument,
    })
    return this.tell('execution.order_filled', fill).tell('portfolio.position_change', {
      position: {
        instrument,
        product: 'CNC',
        quantity,
        costPaise: cost,
        averagePricePaise: price,
        realisedPaise: paise(0),
        dividendPaise: paise(0),
        lots: 1,
        openedAt: fill.at,
      },
      orderId: fill.orderId,
      fillId: fill.id,
      closed: [],
    })
  }

  price(index: number, last: number, at: number = this.market.now()): this {
    this.quotes.last[index] = last
    this.quotes.open[index] ||= last
    this.quotes.high[index] = last
    this.quotes.low[index] = last
    this.quotes.madeAt[index] = at
    this.quotes.volume[index] = (this.quotes.volume[index] ?? 0) + 1
    return this
  }

  /** Time goes on, the machine's and the market's. */
  pass(ms = 250): this {
    this.market.advance(epochMs(this.market.now() + ms))
    this.wall.advance(epochMs(this.wall.now() + ms))
    return this
  }
}

export const IDENTITY = {
  version: '9.8.7',
  commit: '0123456789abcdef',
  startedAt: NOON,
  environment: 'paper',
  pid: 4_711,
  dataDir: '.',
  port: 8_010,
  book: 'paper-sim-01234567',
} as const

const callerOf = (id: string): Caller => ({
  id,
  kind: 'session',
  name: 'dashboard',
  scope: 'operate',
  csrfToken: 'x',
  expiresAt: null,
})

/** A server with the socket alone, behind a gate that lets in whoever names himself and is not let out. */
export class TestServer {
  readonly out = new Set<string>()
  readonly clients: ModelClient[] = []
  readonly #app: FastifyInstance
  readonly #ended = new Set<() => void>()
  #manager: ConnectionManager | null = null

  private constructor() {
    this.#app = Fastify({ logger: false, forceCloseConnections: true })
  }

  static async open(test: TestDesk, clock: Clock = test.wall): Promise<TestServer> {
    const server = new TestServer()
    const app = server.#app
    app.decorateRequest('caller', null)
    app.setErrorHandler((error, _request, reply) => {
      const known = error instanceof TradingError ? error : null
      void reply.code(known?.status ?? 500).send({ error: known?.toJSON() ?? String(error) })
    })
    app.addHook('onRequest', async (request) => {
      const { gated } = request.routeOptions.config
      const id = request.headers['x-who']
      if (gated?.need !== 'read' || gated.isForPages !== true)
        throw new RangeError('it is not gated')
      if (request.headers.origin === 'http://evil.example')
        throw new TradingError('FORBIDDEN', 'A page of another site may ask nothing of this desk')
      if (typeof id !== 'string' || server.out.has(id))
        throw new TradingError('NOT_SIGNED_IN', 'Open the dashboard')
      request.caller = callerOf(id)
    })
    server.#manager = await registerLive(app, {
      identity: () => IDENTITY,
      clock,
      log: test.log,
      desk: test.desk,
      broadcast: { listen: (listener) => test.listeners.add(listener) },
      access: {
        isStillIn: ({ id }) => !server.out.has(id),
        onEnded: (listener) => {
          server.#ended.add(listener)
          return { [Symbol.dispose]: () => server.#ended.delete(listener) }
        },
      },
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    return server
  }

  get url(): string {
    const [address] = this.#app.addresses()
    return `ws://127.0.0.1:${address?.port ?? 0}/ws`
  }

  get manager(): ConnectionManager {
    if (this.#manager === null) throw new RangeError('it is not open')
    return this.#manager
  }

  /** Most bytes that wait in any socket of the server. */
  get waitingBytes(): number {
    return Math.max(0, ...[...this.#app.websocketServer.clients].map((one) => one.bufferedAmount))
  }

  client(who = 'me', headers: Readonly<Record<string, string>> = {}): ModelClient {
    const client = new ModelClient(this.url, { 'x-who': who, ...headers })
    this.clients.push(client)
    return client
  }

  /** Ends a session, as somebody else may. */
  letOut(who: string, isTold = true): void {
    this.out.add(who)
    if (isTold) for (const listener of this.#ended) listener()
  }

  async close(): Promise<void> {
    for (const { socket } of this.clients) socket.terminate()
    await this.#manager?.close('over')
    await this.#app.close()
  }
}
