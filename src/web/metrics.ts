import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { WebDeps } from './web-deps.ts'

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

/** What the process tells Prometheus of itself; a registry of its own, so that two desks in a process do not mix. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #seconds: Histogram<'method' | 'route' | 'status'>
  /** Of routes and statuses there are so many and no more. */
  readonly #labelled = new Map<string, { observe(seconds: number): void }>()
  readonly #refused: Counter<'code'>

  constructor({ live, broadcast, status }: Pick<WebDeps, 'live' | 'broadcast' | 'status'>) {
    const registers = [this.#registry]
    collectDefaultMetrics({ register: this.#registry })
    this.#seconds = new Histogram({
      name: 'robo_http_request_seconds',
      help: 'How long requests took, by route',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    })
    this.#refused = new Counter({
      name: 'robo_http_refused_total',
      help: 'Requests that were refused, by code',
      labelNames: ['code'],
      registers,
    })
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({ name, help, registers, collect: set(value) })
    gauge('robo_journal_head', 'Place of the newest event', () => live.kernel.bus.head)
    gauge('robo_equity_paise', 'Equity at the last stated prices', () => {
      return broadcast.picture.money.equityPaise
    })
    gauge('robo_orders_working', 'Orders that can still change', () => {
      return Object.keys(broadcast.picture.orders).length
    })
    gauge('robo_trading_halted', '1 while trading is halted', () =>
      broadcast.picture.trading.state === 'halted' ? 1 : 0,
    )
    gauge('robo_readiness_blocked', 'Readiness items that are blocked', () => {
      return status.items.filter(({ state }) => state === 'blocked').length
    })
  }

  observe(method: string, route: string, status: number, ms: number): void {
    const key = `${method} ${route} ${status}`
    const known =
      this.#labelled.get(key) ?? this.#seconds.labels({ method, route, status: String(status) })
    this.#labelled.set(key, known)
    known.observe(ms / 1_000)
  }

  refuse(code: string): void {
    this.#refused.inc({ code })
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }

  close(): void {
    this.#registry.clear()
  }
}

/** Asked whenever somebody reads. */
const set = (value: () => number) =>
  function collect(this: Gauge): void {
    this.set(value())
  }
