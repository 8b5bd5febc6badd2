import { isSame } from './is-same.ts'
import { diff, diffInSteps } from './websocket-differ.ts'

/** A state as the bytes that HTTP answers, and their tag. */
export interface StateBytes {
  readonly body: Buffer
  readonly etag: string
}

/** How a client wants its patches: as RFC 6902 alone, or with `Steps`. */
export type PatchForm = 'ops' | 'steps'

interface Past<S> {
  readonly version: number
  readonly state: S
}

/** Versions that a client may lag behind and still be handed a patch; farther back it gets the whole. */
const PAST_MAX = 8

const diffInOps = (from: unknown, to: unknown) => ({ ops: diff(from, to) })

const message = (fields: object): Buffer => Buffer.from(JSON.stringify(fields))

/**
 * One topic: its state, a version that grows when the state is another, and everything that is sent of it, made once a
 * version for all who ask. States are never changed in place, so an earlier one can still be compared with.
 */
export class LiveTopic<S> {
  readonly name: string
  readonly #make: () => S
  /** Tells the versions of this process from those of another. */
  readonly #era: string
  #past: Past<S>[] = []
  #held: { readonly state: S } | null = null
  #version = 1
  #isMarked = false
  #bytes: StateBytes | null = null
  #snapshot: Buffer | null = null
  /** Of the last snapshot: what a patch must be shorter than, without making one for the sake of comparing. */
  #wholeBytes = Number.POSITIVE_INFINITY
  readonly #updates = { ops: new Map<number, Buffer>(), steps: new Map<number, Buffer>() }

  constructor(name: string, era: string, make: () => S) {
    this.name = name
    this.#era = era
    this.#make = make
  }

  /** As it was when it was last refreshed; made when it is first asked for. */
  get state(): S {
    this.#held ??= { state: this.#make() }
    return this.#held.state
  }

  get version(): number {
    return this.#version
  }

  /** It may be another from now on. */
  mark(): void {
    this.#isMarked = true
  }

  /** Looks again if it is marked; true when there is a newer version. */
  refresh(): boolean {
    const isFirst = this.#held === null
    const before = this.state
    if (!this.#isMarked) return false
    this.#isMarked = false
    if (isFirst) return false
    const state = this.#make()
    if (state === before) return false
    if (isSame(before, state)) return false
    this.#past = [...this.#past, { version: this.#version, state: before }].slice(-PAST_MAX)
    this.#held = { state }
    this.#version += 1
    this.#bytes = null
    this.#snapshot = null
    this.#updates.ops.clear()
    this.#updates.steps.clear()
    return true
  }

  get bytes(): StateBytes {
    this.#bytes ??= {
      body: Buffer.from(JSON.stringify(this.state)),
      etag: `"${this.name}-${this.#era}-${this.#version}"`,
    }
    return this.#bytes
  }

  /** The message that hands the whole state over. */
  get snapshot(): Buffer {
    const { name: topic, version, state } = this
    this.#snapshot ??= message({ type: 'snapshot', topic, version, state })
    this.#wholeBytes = this.#snapshot.length
    return this.#snapshot
  }

  /** The message that leads from a version to the newest: a patch, or the whole where that is unknown or shorter. */
  updateFrom(from: number, form: PatchForm = 'ops'): Buffer {
    const known = this.#updates[form].get(from)
    if (known !== undefined) return known
    const update = this.#makeUpdate(from, form)
    this.#updates[form].set(from, update)
    return update
  }

  #makeUpdate(from: number, form: PatchForm): Buffer {
    const past = this.#past.find(({ version }) => version === from)
    if (past === undefined) return this.snapshot
    const { name: topic, version } = this
    const head = { type: 'patch', topic, version, from }
    const change = form === 'steps' ? diffInSteps : diffInOps
    const patch = message({ ...head, ...change(past.state, this.state) })
    return patch.length < this.#wholeBytes ? patch : this.snapshot
  }
}
