import type { Steps } from './contract/live.ts'
import type { Fields } from './fields.ts'
import { isSame } from './is-same.ts'

/** `2026-11-23T09:15:00.000+05:30`: every time of the API is written so. */
const TIME_LENGTH = 29
const ZONE = '+05:30'
const THOUSAND = 1_000

/** A figure after a step, as every client reckons it. */
export function stepped(was: number, step: number): number {
  const sum = was + step
  return Number.isInteger(sum) ? sum : Math.round(sum * THOUSAND) / THOUSAND
}

const isTime = (value: unknown): value is string =>
  typeof value === 'string' && value.length === TIME_LENGTH && value.endsWith(ZONE)

/** The step from one value to another one; null where none leads there exactly: 0 would say that nothing moved. */
function stepBetween(was: unknown, is: unknown): number | null {
  if (typeof was === 'number' && typeof is === 'number') {
    const step = stepped(is, -was)
    return step !== 0 && Object.is(stepped(was, step), is) ? step : null
  }
  if (!isTime(was) || !isTime(is)) return null
  const step = Date.parse(is) - Date.parse(was)
  return Number.isSafeInteger(step) && step !== 0 ? step : null
}

/** Gathers how far the figures of a collection's rows moved. */
export class RowSteps {
  readonly #at: string
  readonly #fields: readonly string[]
  /** Columns in which anything moved. */
  readonly #moved: boolean[]
  readonly #flat: number[] = []

  constructor(at: string, fields: readonly string[]) {
    this.#at = at
    this.#fields = fields
    this.#moved = fields.map(() => false)
  }

  /** Takes what steps say of a row's change, and answers the fields that changed and that no step says. */
  take(place: number, was: Fields, is: Fields): readonly string[] {
    const flat = this.#flat
    const start = flat.push(place) - 1
    let rest = NONE
    let hasMoved = false
    let column = 0
    for (const name of this.#fields) {
      const before = was[name]
      const value = is[name]
      const step = before === value ? 0 : stepBetween(before, value)
      flat.push(step ?? 0)
      if (step === null) {
        if (!isSame(before, value)) rest = [...rest, name]
      } else if (step !== 0) {
        this.#moved[column] = true
        hasMoved = true
      }
      column += 1
    }
    if (!hasMoved) flat.length = start
    return rest
  }

  /** Without the columns in which nothing moved; null when nothing did. */
  get steps(): Steps | null {
    if (this.#flat.length === 0) return null
    const at = this.#at
    const fields = this.#fields.filter((_, column) => this.#moved[column])
    if (fields.length === this.#fields.length) return { at, fields, rows: this.#flat }
    const width = this.#fields.length + 1
    const rows = this.#flat.filter((_, index) => {
      const column = index % width
      return column === 0 || this.#moved[column - 1] === true
    })
    return { at, fields, rows }
  }
}

const NONE: readonly string[] = []
