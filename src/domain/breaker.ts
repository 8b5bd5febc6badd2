/** What `FailureBreaker` remembers. */
export interface BreakerState {
  readonly failures: number
  readonly openUntil: number
}

const FAILURES_MAX = 5
const OPEN_MS = 300_000

/** Opens after five failures in a row and stays open for 300 seconds: a broker that refuses is not to be hammered. */
export class FailureBreaker {
  #failures = 0
  #openUntil = Number.NEGATIVE_INFINITY

  fail(now: number): void {
    this.#failures += 1
    if (this.#failures < FAILURES_MAX) return
    this.#failures = 0
    this.#openUntil = now + OPEN_MS
  }

  succeed(): void {
    this.#failures = 0
  }

  isOpen(now: number): boolean {
    return now < this.#openUntil
  }

  save(): BreakerState {
    return { failures: this.#failures, openUntil: Math.max(0, this.#openUntil) }
  }

  load({ failures, openUntil }: BreakerState): void {
    this.#failures = failures
    this.#openUntil = openUntil
  }
}
