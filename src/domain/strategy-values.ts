import { nearestName } from './nearest-name.ts'
import { isWithin, type Parameter, type StrategyDefinition } from './strategy.ts'

/** A value for every parameter of a strategy, as a plan holds them. */
export type StrategyValues = Readonly<Record<string, number | null>>
/** The values of a sweep for every parameter: those that were not given have their default alone. */
export type StrategyRanges = Readonly<Record<string, readonly (number | null)[]>>

/** Why a value was refused, for a person and for a form. */
export interface ValueProblem {
  readonly field: string
  readonly value: string | number | null
  /** What would be accepted, in words. */
  readonly allowed: string
  /** The nearest valid choice: a number, the name that was probably meant, or null where nothing is near. */
  readonly nearest: string | number | null
  /** A sentence with all of it. */
  readonly message: string
}

interface Refused {
  readonly outcome: 'refused'
  readonly problems: readonly ValueProblem[]
}
export type ValuesOutcome =
  | Refused
  | { readonly outcome: 'accepted'; readonly values: StrategyValues }
export type RangesOutcome =
  | Refused
  | { readonly outcome: 'accepted'; readonly ranges: StrategyRanges }

/** The values to run a strategy with: those given, defaults for the rest; or everything that is wrong with them. */
export function valuesOf(
  definition: StrategyDefinition,
  given: Readonly<Record<string, string | number>>,
): ValuesOutcome {
  const problems = unknownFields(definition, given)
  const values: Record<string, number | null> = {}
  for (const [field, parameter] of Object.entries(definition.parameters)) {
    const wanted = given[field]
    const value = wanted === undefined ? parameter.fallback : numberOf(wanted)
    const problem = wanted === undefined ? null : boundsProblem(field, parameter, wanted, value)
    if (problem === null) values[field] = value
    else problems.push(problem)
  }
  if (problems.length === 0) problems.push(...brokenRules(definition, values))
  return problems.length > 0 ? { outcome: 'refused', problems } : { outcome: 'accepted', values }
}

/**
 * The values of a sweep: `fast=5..20:5` is 5, 10, 15, 20 (a step of 1 unless one is given), `fast=5,9,12` a list,
 * `fast=9` one value. Rules between parameters are left to `brokenRules`, for each combination.
 */
export function rangesOf(
  definition: StrategyDefinition,
  given: Readonly<Record<string, string>>,
): RangesOutcome {
  const problems = unknownFields(definition, given)
  const ranges: Record<string, readonly (number | null)[]> = {}
  for (const [field, parameter] of Object.entries(definition.parameters)) {
    const text = given[field]
    if (text === undefined) {
      ranges[field] = [parameter.fallback]
      continue
    }
    const values = spread(text)
    const found =
      values === null
        ? [rangeProblem(field, parameter, text)]
        : values.map((value) => boundsProblem(field, parameter, value, value))
    problems.push(...found.filter((problem) => problem !== null).slice(0, 1))
    ranges[field] = values ?? []
  }
  return problems.length > 0 ? { outcome: 'refused', problems } : { outcome: 'accepted', ranges }
}

/** Which of a strategy's rules between parameters these values break, with the nearest repair of each. */
export function brokenRules(
  { rules = [] }: StrategyDefinition,
  values: StrategyValues,
): readonly ValueProblem[] {
  return rules.flatMap((rule) => {
    const { field, says } = rule
    const value = values[field] ?? null
    const nearest = rule.nearest(values)
    if (nearest === value) return []
    const message = `${field} ${says}, not ${value}; the nearest choice is ${nearest}`
    return [{ field, value, allowed: says, nearest, message }]
  })
}

const DECIMAL = String.raw`[+-]?\d+(?:\.\d+)?`
const NUMBER = new RegExp(`^${DECIMAL}$`)
const RANGE = new RegExp(`^(${DECIMAL})\\.\\.(${DECIMAL})(?::(${DECIMAL}))?$`)
/** Values that one parameter may have in a sweep. */
const VALUES_MAX = 10_000

/** A decimal number as a person writes it, or NaN. */
function numberOf(text: string | number): number {
  if (typeof text === 'number') return text
  return NUMBER.test(text.trim()) ? Number(text) : Number.NaN
}

/** The values a text stands for, each once, in its order; null when it cannot be read or stands for too many. */
function spread(text: string): readonly number[] | null {
  const values = new Set<number>()
  for (const piece of text.split(',')) {
    for (const value of steps(piece.trim()) ?? [Number.NaN]) values.add(value)
    if (values.has(Number.NaN) || values.size > VALUES_MAX) return null
  }
  return [...values]
}

/** Reckoned in whole multiples of the last decimal, so that 0.1 + 0.2 is 0.3; null when it leads nowhere. */
function steps(piece: string): readonly number[] | null {
  const [, from, to, by = '1'] = RANGE.exec(piece) ?? []
  if (from === undefined || to === undefined) return [numberOf(piece)]
  const scale = 10 ** Math.max(decimalsOf(from), decimalsOf(to), decimalsOf(by))
  const first = Math.round(Number(from) * scale)
  const step = Math.round(Number(by) * scale)
  const count = Math.floor((Math.round(Number(to) * scale) - first) / step) + 1
  if (!(step > 0 && count >= 1 && count <= VALUES_MAX)) return null
  return Array.from({ length: count }, (_, index) => (first + index * step) / scale)
}

const decimalsOf = (number: string): number => number.split('.')[1]?.length ?? 0

function unknownFields(
  { name, parameters }: StrategyDefinition,
  given: Readonly<Record<string, string | number>>,
): ValueProblem[] {
  const names = Object.keys(parameters)
  const allowed = names.length === 0 ? 'no parameters' : names.join(', ')
  return Object.entries(given)
    .filter(([field]) => !names.includes(field))
    .map(([field, value]) => {
      const nearest = nearestName(field, names)
      const hint = nearest === null ? '' : `; did you mean ${nearest}?`
      const message = `${name} has no parameter "${field}", it takes ${allowed}${hint}`
      return { field, value, allowed, nearest, message }
    })
}

function boundsProblem(
  field: string,
  parameter: Parameter,
  given: string | number,
  value: number | null,
): ValueProblem | null {
  if (value === null || isWithin(parameter, value)) return null
  const { min, max, isWhole, fallback } = parameter
  const inside = Math.min(max, Math.max(min, value))
  const nearest = Number.isNaN(value) ? fallback : isWhole ? Math.round(inside) : inside
  const allowed = allowedBy(parameter)
  const next = nearest === null ? 'leave it out for none' : `the nearest choice is ${nearest}`
  return {
    field,
    value: given,
    allowed,
    nearest,
    message: `${field} must be ${allowed}, not ${given}; ${next}`,
  }
}

function rangeProblem(field: string, parameter: Parameter, text: string): ValueProblem {
  const allowed = `${allowedBy(parameter)}, a list of such (5,9,12) or a range with its step (5..20:5)`
  const message = `${field} must be ${allowed} of at most ${VALUES_MAX} values, not ${text}`
  return { field, value: text, allowed, nearest: parameter.fallback, message }
}

const allowedBy = ({ min, max, isWhole }: Parameter): string =>
  `${isWhole ? 'a whole number' : 'a number'} from ${min} to ${max}`
