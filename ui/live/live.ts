import type { EventRow } from '../../src/web/contract/journal.ts'
import { Connection, type Surroundings } from './connection.ts'
import { type OnFrame, TopicStore } from './topic-store.ts'
import type { Topic } from './topics.ts'

/** A topic that nobody looks at any more is followed so much longer: the next screen may want it. */
const LINGER_MS = 5_000
/** The one topic without a state: what happened, as it happens. */
const EVENTS = 'events'

/** The desk as it is told on one socket, followed as long as somebody looks. */
export class Live {
  readonly store: TopicStore
  readonly connection: Connection
  readonly #after: Surroundings['after']
  readonly #watchers = new Map<string, number>()
  #fresh: string[] = []

  constructor(around: Surroundings, onFrame: OnFrame) {
    this.store = new TopicStore(onFrame, around.now)
    this.connection = new Connection(this.store, around)
    this.#after = around.after
  }

  /** Follows a topic and calls back when its state changed, until the returned function is called. */
  watch(topic: Topic, listener: () => void): () => void {
    return this.#count(topic, this.store.listen(topic, listener))
  }

  /** Calls back with each event as it is told, and when some were not told, until the returned function is called. */
  watchEvents(
    listener: (event: EventRow) => void,
    onGap: () => void = () => undefined,
  ): () => void {
    const stopEvents = this.connection.onEvent(listener)
    const stopGaps = this.connection.onGap(onGap)
    return this.#count(EVENTS, () => {
      stopEvents()
      stopGaps()
    })
  }

  #count(topic: string, stop: () => void): () => void {
    const count = this.#watchers.get(topic)
    this.#watchers.set(topic, (count ?? 0) + 1)
    if (count === undefined) this.#follow(topic)
    let isWatching = true
    return () => {
      if (!isWatching) return
      isWatching = false
      stop()
      this.#watchers.set(topic, (this.#watchers.get(topic) ?? 1) - 1)
      this.#after(LINGER_MS, () => this.#leave(topic))
    }
  }

  /** Topics wanted in one go are asked for in one message. */
  #follow(topic: string): void {
    this.#fresh.push(topic)
    if (this.#fresh.length > 1) return
    queueMicrotask(() => {
      this.connection.subscribe(this.#fresh)
      this.#fresh = []
    })
  }

  #leave(topic: string): void {
    if (this.#watchers.get(topic) !== 0) return
    this.#watchers.delete(topic)
    this.connection.unsubscribe([topic])
  }
}
