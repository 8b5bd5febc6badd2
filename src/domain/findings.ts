import {
  DENIALS,
  type Denial,
  type DenialReason,
  explain,
  explainPassed,
  type Unit,
} from './denial.ts'

/** One check of an order, passed or not, with its number. */
export interface CheckRow {
  /** The check's stable code: that of the denial it would be. */
  readonly id: DenialReason
  /** `mode`, `state`, `form`, `session`, `data`, `money`, `size`, `protection`, `pace` or `once`. */
  readonly group: string
  readonly isPassed: boolean
  readonly value: number | null
  readonly limit: number | null
  readonly unit: Unit
  /** A sentence with its numbers: "Order value is within the limit: ₹22,104.00, limit ₹50,000.00". */
  readonly says: string
}

const NOTHING_DENIED: readonly Denial[] = []
const NO_ROWS: readonly CheckRow[] = []

/**
 * Collects what fails, and what passes too where it is full. A check that passes is not even told to one that is not:
 * `if (!isFine || findings.isFull) findings.note(isFine, …)` costs nothing while nothing fails.
 */
export class Findings {
  readonly isFull: boolean
  #rows: CheckRow[] | null = null
  #denials: Denial[] | null = null

  constructor(isFull: boolean) {
    this.isFull = isFull
  }

  note(
    isPassed: boolean,
    reason: DenialReason,
    value: number | null = null,
    limit: number | null = null,
    unit: Unit = 'none',
  ): void {
    const check = { reason, value, limit, unit }
    if (this.isFull) {
      this.#rows ??= []
      this.#rows.push(rowOf(isPassed, check))
    }
    if (isPassed) return
    this.#denials ??= []
    this.#denials.push(check)
  }

  get denials(): readonly Denial[] {
    return this.#denials ?? NOTHING_DENIED
  }

  /** Every check that was made, in its order; none when not full. */
  get rows(): readonly CheckRow[] {
    return this.#rows ?? NO_ROWS
  }
}

const rowOf = (isPassed: boolean, check: Denial): CheckRow => ({
  id: check.reason,
  group: DENIALS[check.reason].group,
  isPassed,
  value: check.value,
  limit: check.limit,
  unit: check.unit,
  says: isPassed ? explainPassed(check) : explain(check),
})
