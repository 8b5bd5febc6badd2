import { NONE } from './figures.ts'
import { type Html, html } from './html.ts'
import { OBJECTIVE_WORDS, objectiveText } from './objective-words.ts'
import type { PackedSweep, PackedTrials } from './packed-sweep.ts'

/** One trial in a picture of the objective. */
export interface SurfacePoint {
  /** Its row among the trials: rank 1 is row 0. */
  readonly row: number
  /** null is withheld. */
  readonly value: number | null
}

/** The objective along two parameters; what was forbidden has no point. */
export interface Surface {
  readonly across: string
  readonly down: string
  readonly columns: readonly number[]
  readonly rows: readonly (readonly (SurfacePoint | null)[])[]
  readonly heads: readonly number[]
}

const SHADES = 8

/** Rows of the trials that agree with the best in every parameter but these. */
function sliceThroughBest(
  { varied, trials }: PackedSweep,
  free: readonly string[],
): readonly number[] {
  const fixed = Object.keys(varied).filter((name) => !free.includes(name))
  return Array.from({ length: trials.length }, (_, row) => row).filter((row) =>
    fixed.every((name) => trials.parameters[name]?.[row] === trials.parameters[name]?.[0]),
  )
}

const pointOf = ({ objective, trials }: PackedSweep, row: number): SurfacePoint => ({
  row,
  value: trials.figures[objective][row] ?? null,
})

/** The objective over two parameters, all others held at the best's values. */
export function surfaceOf(sweep: PackedSweep, across: string, down: string): Surface {
  const { varied, trials } = sweep
  const columns = ascending(varied[across])
  const heads = ascending(varied[down])
  const valueAt = (name: string, row: number) => trials.parameters[name]?.[row] ?? Number.NaN
  const found = new Map(
    sliceThroughBest(sweep, [across, down]).map((row) => [
      `${valueAt(across, row)} ${valueAt(down, row)}`,
      pointOf(sweep, row),
    ]),
  )
  const rows = heads.map((y) => columns.map((x) => found.get(`${x} ${y}`) ?? null))
  return { across, down, columns, rows, heads }
}

/** The objective along one parameter, all others held at the best's values; by the parameter. */
export function lineOf(
  sweep: PackedSweep,
  name: string,
): readonly (SurfacePoint & { readonly at: number })[] {
  const column: PackedTrials['parameters'][string] = sweep.trials.parameters[name] ?? []
  return sliceThroughBest(sweep, [name])
    .map((row) => ({ ...pointOf(sweep, row), at: column[row] ?? Number.NaN }))
    .toSorted((a, b) => a.at - b.at)
}

const ascending = (values: readonly number[] | undefined): readonly number[] =>
  (values ?? []).toSorted((a, b) => a - b)

/** A surface as a table whose cells are shaded from the lowest value to the highest; the best is outlined. */
export function surfaceTable(surface: Surface, objective: PackedSweep['objective']): Html {
  const { across, down, columns, rows, heads } = surface
  const known = rows.flat().flatMap((point) => point?.value ?? [])
  const low = known.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  const { title } = OBJECTIVE_WORDS[objective]
  const cell = (point: SurfacePoint | null): Html => {
    if (point === null)
      return html`<td class="n none" title="Forbidden by the strategy’s own rules"></td>`
    const { row, value } = point
    if (value === null)
      return html`<td class="n none" title="Rank ${row + 1}: withheld">${NONE}</td>`
    const shade = `heat${shadeOf(value, low, high)}${row === 0 ? ' best' : ''}`
    return html`<td class="n ${shade}" title="Rank ${row + 1}">${objectiveText(objective, value)}</td>`
  }
  return html`<table class="surface"><caption class="unseen">${title} by ${across} and ${down}</caption>
<thead><tr><th scope="col">${down} ↓ ${across} →</th>${columns.map(
    (x) => html`<th scope="col" class="n">${x}</th>`,
  )}</tr></thead>
<tbody>${rows.map((row, index) => html`<tr><th scope="row">${heads[index]}</th>${row.map(cell)}</tr>`)}</tbody></table>`
}

const shadeOf = (value: number, low: number, high: number): number =>
  high === low ? SHADES : Math.round(((value - low) / (high - low)) * SHADES)
