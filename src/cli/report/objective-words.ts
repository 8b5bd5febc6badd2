import type { Objective } from '../../domain/sweep.ts'
import { exactRupees, NONE, percentChange, ratio } from './figures.ts'

interface ObjectiveWords {
  /** As it stands in a sentence. */
  readonly name: string
  /** As it stands over a column. */
  readonly title: string
  readonly write: (value: number) => string
}

const exactChange = (paise: number): string => `${paise > 0 ? '+' : ''}${exactRupees(paise)}`

/** Each figure that a sweep may look for, as a person reads it. */
export const OBJECTIVE_WORDS = {
  sharpe: { name: 'Sharpe ratio', title: 'Sharpe', write: ratio },
  sortino: { name: 'Sortino ratio', title: 'Sortino', write: ratio },
  calmar: { name: 'Calmar ratio', title: 'Calmar', write: ratio },
  cagrBps: { name: 'CAGR', title: 'CAGR', write: percentChange },
  totalReturnBps: { name: 'net return', title: 'Net return', write: percentChange },
  profitFactor: { name: 'profit factor', title: 'Profit factor', write: ratio },
  expectancyPaise: { name: 'expectancy', title: 'Expectancy', write: exactChange },
} as const satisfies Record<Objective, ObjectiveWords>

/** What a window out of sample must be to have earned anything. */
export const goodWords = (objective: Objective): string =>
  objective === 'profitFactor' ? 'above one' : 'above zero'

/** The figure as it is written, or a dash. */
export const objectiveText = (objective: Objective, value: number | null): string =>
  value === null ? NONE : OBJECTIVE_WORDS[objective].write(value)
