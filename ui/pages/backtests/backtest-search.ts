/** What of the runs is looked at, as the address has it. */
export interface BacktestSearch {
  /** A run that is open. */
  readonly run?: string
  /** Two to four runs side by side, with commas between. */
  readonly compare?: string
  /** What a new run begins with. */
  readonly strategy?: string
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** What an address asks for; what it asks wrongly is left out. */
export const backtestSearch = ({
  run,
  compare,
  strategy,
}: Readonly<Record<string, unknown>>): BacktestSearch => ({
  ...(isText(run) ? { run } : {}),
  ...(isText(compare) ? { compare } : {}),
  ...(isText(strategy) ? { strategy } : {}),
})
