/** One test of a run. */
export interface TestResult {
  readonly file: string
  /** From the outermost group to the test itself. */
  readonly titles: readonly string[]
  readonly result: 'passed' | 'failed' | 'skipped'
}

/** What the tests show of one behaviour. */
export interface BehaviourRow {
  readonly number: number
  readonly result: 'passed' | 'failed' | 'skipped' | 'untested'
  readonly tests: readonly { readonly title: string; readonly result: string }[]
}

export interface Behaviours {
  readonly rows: readonly BehaviourRow[]
  readonly unknown: readonly number[]
}

/** What the tests show of each behaviour: its result is that of its worst test. */
export function behavioursIn(results: readonly TestResult[]): Behaviours
/** One line for the end of a run. */
export function summaryOf(behaviours: Behaviours): string
