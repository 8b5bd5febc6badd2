import { setImmediate as nextTurn } from 'node:timers/promises'
import { epochMs } from '../domain/time.ts'
import { ignoreCancellation } from './cancellation.ts'
import type { Clock } from './clock.ts'
import type { Intake } from './intake.ts'
import type { Kernel } from './kernel.ts'
import { firstMoment, momentsOf } from './moments.ts'
import type { MarketBlock, MarketFeed } from './ports.ts'

/** Events from outside that a re-run must be handed again, in their order. */
export interface PastInputs {
  /** Whether the re-run has caught up with what is stored. */
  readonly isResumed: boolean
  /** States the inputs that stand next in the journal and are due; `now` is the kernel's time. */
  hand(kernel: Kernel): void
}

export interface PumpDeps {
  readonly kernel: Kernel
  readonly feed: MarketFeed
  readonly intake: Intake
  readonly past: PastInputs
  /** The machine's time, against which a paced run is held. */
  readonly clock: Clock
  /** Market milliseconds a millisecond; Infinity is as fast as it goes. */
  readonly speed: number
  /** Called between two turns of the loop: the place to wait for a full journal, or to put the state away. */
  readonly onTurn: () => Promise<void>
}

/** Wall time for which the loop may be held before others have their turn. */
const TURN_MS = 8
/** An unpaced run looks at the clock once in so many moments. */
const LOOK_EVERY = 64

/**
 * Draws the market through the kernel: at its pace, letting in what comes from outside between two moments. The only
 * place where the desk waits for market time.
 */
export class FeedPump {
  readonly #deps: PumpDeps
  #marketStart = Number.NaN
  #wallStart = 0

  constructor(deps: PumpDeps) {
    this.#deps = deps
  }

  /** From the kernel's own time until the feed ends, `isDone` says so between two moments, or the signal aborts; a moment is never cut in two. */
  async run(isDone: () => boolean, signal: AbortSignal): Promise<void> {
    const { feed, kernel, past, intake } = this.#deps
    // What came in between the checkpoint and its next moment must come in there again.
    if (!past.isResumed) past.hand(kernel)
    if (past.isResumed) kernel.connect(intake)
    for await (const block of feed.blocks(kernel.clock.now(), signal)) {
      await this.#draw(block, isDone, signal)
      if (signal.aborted || isDone()) return
    }
  }

  async #draw(block: MarketBlock, isDone: () => boolean, signal: AbortSignal): Promise<void> {
    const { kernel, intake, past, onTurn, clock, speed } = this.#deps
    let turnEnds = clock.now() + TURN_MS
    let count = 0
    for (const moment of momentsOf(block)) {
      if (past.isResumed) {
        kernel.connect(intake)
        if (Number.isFinite(speed)) await this.#pace(moment, signal)
        if (signal.aborted || isDone()) return
        intake.admit()
      }
      kernel.deliver(moment)
      if (!past.isResumed) past.hand(kernel)
      if (++count % LOOK_EVERY !== 0 || clock.now() < turnEnds) continue
      await onTurn()
      await nextTurn()
      turnEnds = clock.now() + TURN_MS
    }
    await onTurn()
    await nextTurn()
  }

  /** Waits until the market's time has come on the wall, letting in what comes from outside. Quiet hours are skipped. */
  async #pace(block: MarketBlock, signal: AbortSignal): Promise<void> {
    const { clock, speed, intake } = this.#deps
    const moment = firstMoment(block)
    if (block.kind === 'quiet') {
      this.#marketStart = Number.NaN
      return
    }
    if (Number.isNaN(this.#marketStart)) {
      this.#marketStart = moment
      this.#wallStart = clock.now()
    }
    const due = this.#wallStart + (moment - this.#marketStart) / speed
    while (clock.now() < due && !signal.aborted) {
      const next = Math.min(due, clock.now() + LISTEN_MS)
      await clock.until(epochMs(Math.ceil(next)), signal).catch(ignoreCancellation)
      intake.admit()
    }
  }
}

/** While it waits for a moment, the pump lets others in this often. */
const LISTEN_MS = 50
