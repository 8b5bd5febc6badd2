import type { Event } from '../core/events.ts'
import type { ReadinessItem } from '../core/readiness.ts'
import { isInstrumentId } from '../domain/brand.ts'
import { epochMs } from '../domain/time.ts'
import { AiStates } from './ai-states.ts'
import { BenchmarkCloses } from './benchmark-closes.ts'
import type { TopicName, TopicStates } from './contract/live.ts'
import { DeskStates, type SocketTally } from './desk-states.ts'
import { LiveTopic, type StateBytes } from './live-topic.ts'
import { MarketSight } from './market-sight.ts'
import { ProcessGauge } from './process-gauge.ts'
import type { AiSource } from './views/ai-view.ts'
import type { LiveDeskDeps } from './web-deps.ts'

/** Runs under way and done, by whoever runs them. */
export interface RunsSource {
  state(): TopicStates['runs']
  /** Told that a run has moved. */
  listen(listener: () => void): Disposable
}

type Topics = { readonly [T in TopicName]: LiveTopic<TopicStates[T]> }

interface Listening {
  readonly topic: LiveTopic<unknown>
  readonly listeners: Set<() => void>
  told: number
}

/** Prices are looked at four times a second, and whoever listens is told as often at most. */
const PULSE_MS = 250
/** A fact is told at once, unless one was told just now: a burst is one change. */
const FACT_MS = 50
const HEALTH_MS = 5_000

const OF_THE_PICTURE = [
  'status',
  'dashboard',
  'equity',
  'orders',
  'risk',
  'ai',
  'approvals',
] as const
const OF_THE_AI = ['ai', 'status', 'dashboard', 'health'] as const
const OF_PRICES = ['status', 'dashboard', 'equity', 'quotes', 'risk'] as const
const OF_TIME = ['status', 'dashboard'] as const
/** Areas of facts that a person waits for; the others come with the next pulse. */
const URGENT = new Set(['execution', 'risk', 'strategy', 'system', 'approval', 'ai'])
const QUOTES_OF = 'quotes:'

/** The states of the topics as they are now; versions grow when a state changed. */
export class LiveDesk {
  /** Kept by the sockets, shown with health. */
  readonly sockets: SocketTally = { clients: 0, dropped: 0 }
  readonly #deps: LiveDeskDeps
  readonly #gauge: ProcessGauge
  readonly #benchmark: BenchmarkCloses
  readonly #sight: MarketSight
  readonly #states: DeskStates
  readonly #ai: AiStates
  readonly #topics: Topics
  /** Topics of one instrument, by name. */
  readonly #quotes = new Map<string, LiveTopic<TopicStates['quotes']>>()
  readonly #listening = new Map<string, Listening>()
  readonly #held: Disposable[] = []
  readonly #era: string
  #runs: RunsSource | null = null
  #items: readonly ReadinessItem[] = []
  #pulse: Disposable | null = null
  #soon: Disposable | null = null
  #toldAt = Number.NEGATIVE_INFINITY
  #healthAt = Number.NEGATIVE_INFINITY

  constructor(deps: LiveDeskDeps) {
    this.#deps = deps
    const { live, clock, log, broadcast } = deps
    const { pid, startedAt, dataDir } = deps.identity()
    this.#era = `${pid.toString(36)}.${startedAt.toString(36)}`
    this.#gauge = new ProcessGauge({ clock, log, dataDir, startedAt })
    this.#benchmark = new BenchmarkCloses({
      ...deps,
      benchmark: deps.effective.config.benchmark,
      onChange: () => this.#mark(['equity']),
    })
    this.#sight = new MarketSight({
      ...deps,
      kernel: live.kernel,
      isResumed: () => live.isResumed,
      priceAgeMsMax: () => broadcast.picture.limits.now.priceAgeMsMax,
    })
    this.#ai = new AiStates(broadcast)
    this.#states = new DeskStates({
      ...deps,
      sight: this.#sight,
      gauge: this.#gauge,
      sockets: this.sockets,
      benchmark: this.#benchmark,
      ai: this.#ai,
    })
    this.#topics = this.#makeTopics(this.#states)
  }

  /** From now on it looks at prices and hears of facts; before, what is asked for is as it was made first. */
  initialize(): void {
    if (this.#pulse !== null) return
    this.#held.push(this.#deps.broadcast.listen({ stated: (event) => this.#state(event) }))
    this.#pulse = this.#nextPulse()
  }

  /** Where the topic `runs` comes from, once there is something that runs them. */
  showRuns(runs: RunsSource): void {
    this.#runs = runs
    this.#held.push(runs.listen(() => this.#mark(['runs'])))
    this.#mark(['runs'])
  }

  /** Where the model and its work are shown from, once there is one. */
  showAi(source: AiSource): void {
    const moved = () => {
      this.#states.forget()
      this.#mark(OF_THE_AI)
      this.#tellSoon()
    }
    this.#ai.source = source
    this.#held.push(source.claude.listen(moved), source.analyses.listen(moved))
    moved()
  }

  state<T extends TopicName>(topic: T): TopicStates[T] {
    const found: LiveTopic<TopicStates[T]> = this.#topics[topic]
    this.#refresh(found)
    return found.state
  }

  version(topic: TopicName): number {
    this.#refresh(this.#topics[topic])
    return this.#topics[topic].version
  }

  /** The state as JSON bytes and its ETag, made once a version. */
  bytes(topic: TopicName): StateBytes {
    this.#refresh(this.#topics[topic])
    return this.#topics[topic].bytes
  }

  /** A topic by the name that a client gives it; null when there is none. It is as fresh as the last telling. */
  topic(name: string): LiveTopic<unknown> | null {
    if (isTopicName(name, this.#topics)) return this.#topics[name]
    const id = name.startsWith(QUOTES_OF) ? name.slice(QUOTES_OF.length) : ''
    if (!isInstrumentId(id) || this.#deps.live.kernel.universe.indexOf(id) < 0) return null
    const known = this.#quotes.get(name)
    if (known !== undefined) return known
    const topic = new LiveTopic(name, this.#era, () => this.#states.quoteOf(id))
    this.#quotes.set(name, topic)
    return topic
  }

  /** Told, at most so often as the topic allows, that a topic has a newer version. */
  listen(name: string, listener: () => void): Disposable {
    const topic = this.topic(name)
    if (topic === null) return { [Symbol.dispose]: () => undefined }
    this.#refresh(topic)
    const listening = this.#listening.get(name) ?? {
      topic,
      listeners: new Set(),
      told: topic.version,
    }
    this.#listening.set(name, listening)
    listening.listeners.add(listener)
    return {
      [Symbol.dispose]: () => {
        listening.listeners.delete(listener)
        if (listening.listeners.size === 0) this.#listening.delete(name)
      },
    }
  }

  async close(): Promise<void> {
    this.#pulse?.[Symbol.dispose]()
    this.#soon?.[Symbol.dispose]()
    for (const held of this.#held.splice(0)) held[Symbol.dispose]()
    this.#listening.clear()
    this.#benchmark.close()
    this.#gauge.close()
  }

  #makeTopics(states: DeskStates): Topics {
    const make = <T extends TopicName>(name: T, state: () => TopicStates[T]) =>
      new LiveTopic(name, this.#era, state)
    return {
      status: make('status', () => states.status()),
      dashboard: make('dashboard', () => states.dashboard(this.state('status'))),
      equity: make('equity', () => states.equity()),
      orders: make('orders', () => states.orders()),
      quotes: make('quotes', () => states.quotes()),
      risk: make('risk', () => states.risk()),
      health: make('health', () => states.health()),
      runs: make('runs', () => this.#runs?.state() ?? {}),
      ai: make('ai', () => this.#ai.ai()),
      approvals: make('approvals', () => this.#ai.approvals()),
    }
  }

  /** Whoever asks sees what is known now; those who listen are told of it too. */
  #refresh(topic: LiveTopic<unknown>): void {
    if (topic.refresh() && this.#listening.has(topic.name)) this.#tellSoon()
  }

  #mark(names: Iterable<TopicName>): void {
    for (const name of names) this.#topics[name].mark()
  }

  #state({ type }: Event): void {
    this.#states.forget()
    this.#mark(OF_THE_PICTURE)
    if (URGENT.has(type.slice(0, type.indexOf('.')))) this.#tellSoon()
  }

  #nextPulse(): Disposable {
    const { clock } = this.#deps
    return clock.wakeAt(epochMs(clock.now() + PULSE_MS), () => {
      this.#pulse = this.#nextPulse()
      this.#beat()
    })
  }

  #beat(): void {
    const moved = this.#sight.look()
    if (moved.length > 0) {
      this.#states.forget(moved)
      this.#mark(OF_PRICES)
      for (const topic of this.#quotes.values()) topic.mark()
    }
    if (this.#sight.sample()) {
      this.#states.forget()
      this.#mark(OF_TIME)
      if (this.#states.trace()) this.#mark(['risk'])
    }
    this.#lookAtHealth()
    this.#tell()
  }

  #lookAtHealth(): void {
    const { status, clock } = this.#deps
    const now = clock.now()
    const { items } = status
    if (items !== this.#items) this.#mark(['status', 'dashboard', 'health'])
    else if (now - this.#healthAt < HEALTH_MS) return
    this.#items = items
    this.#healthAt = now
    this.#mark(['health'])
  }

  #tellSoon(): void {
    const { clock } = this.#deps
    this.#soon ??= clock.wakeAt(epochMs(Math.max(clock.now(), this.#toldAt + FACT_MS)), () => {
      this.#soon = null
      this.#tell()
    })
  }

  #tell(): void {
    this.#toldAt = this.#deps.clock.now()
    for (const listening of this.#listening.values()) {
      listening.topic.refresh()
      if (listening.topic.version === listening.told) continue
      listening.told = listening.topic.version
      for (const listener of listening.listeners) this.#call(listener)
    }
  }

  #call(listener: () => void): void {
    try {
      listener()
    } catch (error) {
      this.#deps.log.warn('a listener of the live desk failed', { error })
    }
  }
}

const isTopicName = (name: string, topics: Topics): name is TopicName => Object.hasOwn(topics, name)
