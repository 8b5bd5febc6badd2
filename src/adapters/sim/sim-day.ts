import { MINUTE_MS } from '../../domain/time.ts'
import type { DayPlan } from './sim-day-plan.ts'
import { SimIndex } from './sim-index.ts'
import { fillMinute, volumeBefore } from './sim-minute.ts'
import { INDICATIVE, SILENT, SimTape, TRADE } from './sim-tape.ts'

/** Hears a day as it is told, in order of time. */
export interface SimListener {
  /** A share spoke: `tape` says how at `step`; `last` and `volume` are where it stands since (paise, shares). */
  onShare(
    share: number,
    tape: SimTape,
    step: number,
    at: number,
    last: number,
    volume: number,
  ): void
  /** The index was reckoned, paise. */
  onLevel(at: number, level: number): void
}

/** A day told minute by minute, from any minute on: what came before is worked out, not remembered. */
export class SimDay {
  readonly plan: DayPlan
  readonly #stepMs: number
  readonly #tapes: readonly SimTape[]
  readonly #index: SimIndex
  readonly #last: Float64Array
  readonly #volume: Float64Array

  constructor(plan: DayPlan, stepMs: number) {
    this.plan = plan
    this.#stepMs = stepMs
    this.#tapes = plan.shares.map(() => new SimTape(MINUTE_MS / stepMs))
    this.#index = new SimIndex(plan.day)
    this.#last = Float64Array.from(plan.shares, ({ day }) => day.base)
    this.#volume = new Float64Array(plan.shares.length)
  }

  /** Puts last prices and volumes where they stand at the start of a minute of the day. */
  resume(minute: number): void {
    for (const [index, share] of this.plan.shares.entries()) {
      this.#volume[index] = volumeBefore(this.plan, share, minute)
      this.#last[index] = this.#lastBefore(index, minute) ?? share.day.base
    }
  }

  /** Tells a minute; minutes are told in order from where the day was begun or resumed. */
  tell(minute: number, listener: SimListener): void {
    const { shares, session } = this.plan
    for (const [index, share] of shares.entries()) {
      const tape = this.#tapes[index]
      if (tape) fillMinute(tape, this.plan, share, minute)
    }
    const startsAt = session.midnight + minute * MINUTE_MS
    const isOpen = session.tables.cash_with_derivatives.phases[minute] === 'continuous'
    const steps = MINUTE_MS / this.#stepMs
    let hasMoved = false
    for (let step = 0; step < steps; step++) {
      const at = startsAt + step * this.#stepMs
      for (let index = 0; index < this.#tapes.length; index++) {
        const tape = this.#tapes[index]
        if (!tape || tape.kind[step] === SILENT) continue
        hasMoved = this.#take(index, tape, step) || hasMoved
        listener.onShare(index, tape, step, at, this.#last[index] ?? 0, this.#volume[index] ?? 0)
      }
      const isReckoned = isOpen || (hasMoved && step === steps - 1)
      if (isReckoned) listener.onLevel(at, this.#index.level(this.#last))
    }
  }

  /** Lets a share move on; true when it traded and belongs to the index. */
  #take(index: number, tape: SimTape, step: number): boolean {
    const kind = tape.kind[step] ?? SILENT
    if (kind < INDICATIVE) return false
    this.#last[index] = tape.price[step] ?? 0
    if (kind !== TRADE) return false
    this.#volume[index] = (this.#volume[index] ?? 0) + (tape.shares[step] ?? 0)
    return (this.plan.shares[index]?.day.share.weight ?? 0) > 0
  }

  #lastBefore(index: number, minute: number): number | null {
    const share = this.plan.shares[index]
    const tape = this.#tapes[index]
    if (!share || !tape) return null
    for (let before = minute - 1; before >= 0; before--) {
      fillMinute(tape, this.plan, share, before)
      for (let step = tape.steps - 1; step >= 0; step--) {
        if ((tape.kind[step] ?? SILENT) >= INDICATIVE) return tape.price[step] ?? null
      }
    }
    return null
  }
}
