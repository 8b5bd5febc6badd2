import { count, exactRupees, NONE, percent, rupees } from './format.ts'
import { duration } from './times.ts'

/** What a number of the desk's rules counts. */
export const UNITS = ['paise', 'bps', 'shares', 'count', 'ms', 'ratio', 'none'] as const
export type Unit = (typeof UNITS)[number]

const times = new Intl.NumberFormat('en-IN', { minimumFractionDigits: 1, maximumFractionDigits: 2 })

const WRITE: Readonly<Record<Unit, (value: number) => string>> = {
  paise: (value) => (Math.abs(value) >= 1_00_000_00 ? rupees(value) : exactRupees(value)),
  bps: percent,
  shares: count,
  count,
  ms: (value) => (value < 1_000 ? `${count(value)} ms` : duration(value)),
  // The desk keeps ratios in hundredths.
  ratio: (value) => times.format(value / 100),
  none: count,
}

/** A figure of a rule with its unit. */
export const measure = (value: number | null, unit: Unit): string =>
  value === null ? NONE : WRITE[unit](value)
