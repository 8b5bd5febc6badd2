import type { PatchOp } from '../../src/web/contract/live.ts'
import { applyPatch, MisfitError } from './apply-patch.ts'
import type { StateOf, Topic } from './topics.ts'

/** A topic's state as it was last told. */
export interface Told<T extends Topic> {
  readonly version: number
  readonly state: StateOf<T>
  /** When it came, by this machine's clock. */
  readonly at: number
}

interface Entry {
  told: Told<Topic> | null
  readonly listeners: Set<() => void>
}

/** The server's word is taken for the shape of a topic's state: both sides are built from one contract. */
const isOf = <T extends Topic>(told: Told<Topic> | null, _topic: T): told is Told<T> =>
  told !== null

const isState = (value: unknown): value is StateOf<Topic> =>
  typeof value === 'object' && value !== null

/** Runs something before the next frame is drawn. */
export type OnFrame = (draw: () => void) => void

/** States of the topics, changed as messages come and told to listeners at most once a frame. */
export class TopicStore {
  readonly #entries = new Map<string, Entry>()
  readonly #changed = new Set<Entry>()
  readonly #onFrame: OnFrame
  readonly #now: () => number

  constructor(onFrame: OnFrame, now: () => number) {
    this.#onFrame = onFrame
    this.#now = now
  }

  /** null until the first snapshot came. */
  get<T extends Topic>(topic: T): Told<T> | null {
    const told = this.#entries.get(topic)?.told ?? null
    return isOf(told, topic) ? told : null
  }

  /** Calls back when the topic's state changed, until the returned function is called. */
  listen(topic: Topic, listener: () => void): () => void {
    const { listeners } = this.#entry(topic)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  snapshot(topic: string, version: number, state: unknown): void {
    if (isState(state)) this.#tell(this.#entry(topic), { version, state, at: this.#now() })
  }

  /** False when the patch does not fit what is held: the topic must be asked for again. */
  patch(topic: string, version: number, from: number, ops: readonly PatchOp[]): boolean {
    const entry = this.#entry(topic)
    if (entry.told?.version !== from) return false
    try {
      const state = applyPatch(entry.told.state, ops)
      if (!isState(state)) return false
      this.#tell(entry, { version, state, at: this.#now() })
      return true
    } catch (error) {
      if (error instanceof MisfitError) return false
      throw error
    }
  }

  /** Forgets a topic that nobody follows. */
  forget(topic: string): void {
    const entry = this.#entries.get(topic)
    if (entry) entry.told = null
  }

  #entry(topic: string): Entry {
    const known = this.#entries.get(topic)
    if (known) return known
    const entry: Entry = { told: null, listeners: new Set() }
    this.#entries.set(topic, entry)
    return entry
  }

  #tell(entry: Entry, told: Told<Topic>): void {
    entry.told = told
    this.#changed.add(entry)
    if (this.#changed.size > 1) return
    this.#onFrame(() => {
      const changed = [...this.#changed]
      this.#changed.clear()
      for (const { listeners } of changed) for (const listener of listeners) listener()
    })
  }
}
