import type { ToolAnswer } from '../core/ai/tool.ts'
import { TradingError } from '../core/errors.ts'

/** The client hands the model no more than 50,000 characters of a result; above it gives a file that nobody can read. */
export const RESULT_CHARACTERS_MAX = 45_000

interface Cut {
  /** `data.bars`. */
  readonly list: string
  readonly shown: number
  readonly of: number
}

/** Lists by their place, with what they weigh. */
interface Weighed {
  readonly path: readonly string[]
  readonly length: number
  readonly characters: number
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function* listsIn(value: unknown, path: readonly string[]): Generator<Weighed> {
  if (Array.isArray(value)) {
    yield { path, length: value.length, characters: JSON.stringify(value).length }
    for (const [index, item] of value.entries()) yield* listsIn(item, [...path, String(index)])
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) yield* listsIn(item, [...path, name])
  }
}

/** The same value with the list at a place shortened to its first items. */
function shortened(value: unknown, path: readonly string[], length: number): unknown {
  const [name, ...rest] = path
  if (name === undefined) return Array.isArray(value) ? value.slice(0, length) : value
  if (Array.isArray(value)) {
    const place = Number(name)
    return value.map((item: unknown, index) =>
      index === place ? shortened(item, rest, length) : item,
    )
  }
  if (!isObject(value)) return value
  return { ...value, [name]: shortened(value[name], rest, length) }
}

const written = (answer: ToolAnswer, data: unknown, cuts: readonly Cut[]): string => {
  const { source, asOf } = answer
  const cut =
    cuts.length === 0 ? {} : { cut: { says: 'Too long: ask for less or page on', lists: cuts } }
  return JSON.stringify({ source, asOf, ...cut, data })
}

/**
 * An answer as JSON below the limit. Too long a one loses whole items from the end of its heaviest list, and says which
 * list and how many; one that cannot be cut throws INPUT_INVALID: the question was too wide.
 */
export function boundedAnswer(answer: ToolAnswer, most = RESULT_CHARACTERS_MAX): string {
  let data: unknown = plain(answer.data)
  const cuts = new Map<string, Cut>()
  for (;;) {
    const text = written(answer, data, [...cuts.values()])
    const over = text.length - most
    if (over <= 0) return text
    const heaviest = [...listsIn(data, [])]
      .filter(({ length }) => length > 0)
      .reduce<Weighed | null>(heavier, null)
    if (heaviest === null) throw tooWide()
    const { path, length, characters } = heaviest
    const list = ['data', ...path].join('.')
    const kept = Math.min(length - 1, Math.floor(length * Math.max(0, 1 - over / characters)))
    data = shortened(data, path, kept)
    cuts.set(list, { list, shown: kept, of: cuts.get(list)?.of ?? length })
  }
}

/** Outer lists weigh more than what is in them, so whole rows go before parts of rows. */
const heavier = (best: Weighed | null, each: Weighed): Weighed =>
  best === null || each.characters > best.characters ? each : best

/** What JSON makes of a value: undefined, infinities and the rest are settled before anything is measured. */
function plain(value: unknown): unknown {
  const made: unknown = JSON.parse(JSON.stringify(value ?? null))
  return made
}

const tooWide = (): TradingError =>
  new TradingError('INPUT_INVALID', 'The answer is too long to be given: ask for less')
