import type { BacktestWish, StoredBody } from '../../../src/web/contract/strategies.ts'
import { wholeOf } from '../../amounts.ts'
import { parameterOf, type Strategy } from '../strategies/parameters.ts'
import { valuesOf } from './values-of.ts'

/** A run as it is being asked for. */
export interface RunDraft {
  readonly strategy: string
  /** By parameter: a value, or values where it is optimised. */
  readonly parameters: Readonly<Record<string, string>>
  readonly instruments: string
  readonly from: string
  readonly to: string
  readonly interval: string
  readonly capital: string
  readonly benchmark: string
  readonly risk: 'on' | 'off'
  readonly slippage: 'default' | 'none'
  readonly isSweep: boolean
  readonly objective: NonNullable<BacktestWish['objective']>
  /** Of a walk-forward; empty for none. */
  readonly windows: string
}

/** What a new run begins with: all that is stored of the interval with the most bars. */
export function firstDraft(strategy: string, { series }: Pick<StoredBody, 'series'>): RunDraft {
  const [most] = series.toSorted((a, b) => b.count - a.count)
  const interval = most?.interval ?? 'day'
  const same = series.filter((one) => one.interval === interval)
  const day = (moments: readonly string[]) => moments.map((text) => text.slice(0, 10)).toSorted()
  return {
    strategy,
    parameters: {},
    instruments: '',
    from: day(same.map(({ first }) => first))[0] ?? '',
    to: day(same.map(({ last }) => last)).at(-1) ?? '',
    interval,
    capital: '100000',
    benchmark: '',
    risk: 'on',
    slippage: 'default',
    isSweep: false,
    objective: 'sharpe',
    windows: '',
  }
}

/** More would leave too few days in each. */
const WINDOWS_MAX = 50

const named = (symbol: string): string => (symbol.includes(':') ? symbol : `NSE:${symbol}`)

/** The wish that a draft stands for, with what is wrong in it by field. */
export function readRun(
  draft: RunDraft,
  { parameters }: Pick<Strategy, 'parameters'>,
): { readonly wish: BacktestWish; readonly faults: Readonly<Record<string, string>> } {
  const faults: Record<string, string> = {}
  const values: Record<string, number | null> = {}
  const ranges: Record<string, number[]> = {}
  for (const parameter of parameters) {
    const { name } = parameter
    const text = draft.parameters[name]?.trim() ?? ''
    if (text === '') continue
    if (draft.isSweep && /,|\.\./.test(text)) {
      const several = valuesOf(text)
      const isGood = several?.every((value) => 'value' in parameterOf(String(value), parameter))
      if (several && isGood) ranges[name] = [...several]
      else faults[name] = 'write values like 5, 9, 13 or a range like 5..21/4'
    } else {
      const read = parameterOf(text, parameter)
      if ('fault' in read) faults[name] = read.fault
      else values[name] = read.value
    }
  }
  const capital = wholeOf(draft.capital)
  if (capital === null || capital < 1_000) faults['capital'] = 'write rupees, 1,000 or more'
  for (const day of ['from', 'to'] as const) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(draft[day])) faults[day] = 'choose a day'
  }
  if (draft.isSweep && Object.keys(ranges).length === 0 && Object.keys(faults).length === 0) {
    faults['ranges'] = 'give at least one parameter several values, like 5, 9, 13'
  }
  const windows = draft.windows.trim() === '' ? null : wholeOf(draft.windows)
  const isCount = windows !== null && windows >= 1 && windows <= WINDOWS_MAX
  if (draft.isSweep && draft.windows.trim() !== '' && !isCount)
    faults['walkForward'] = `write a number from 1 to ${WINDOWS_MAX}, or leave it empty`
  const { strategy, from, to, interval, risk, slippage, objective } = draft
  const asked = draft.instruments
    .toUpperCase()
    .split(/[,\s]+/)
    .filter((one) => one !== '')
  const wish = {
    strategy,
    from,
    to,
    interval,
    risk,
    slippage,
    instruments: asked.map(named),
    capital: capital ?? 0,
    parameters: values,
    benchmark: draft.benchmark.trim() === '' ? null : named(draft.benchmark.trim().toUpperCase()),
    ...(draft.isSweep ? { ranges, objective, walkForward: windows } : {}),
  }
  return { wish, faults }
}
