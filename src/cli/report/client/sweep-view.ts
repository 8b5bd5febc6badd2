import { OBJECTIVE_WORDS, objectiveText } from '../objective-words.ts'
import type { PackedSweep } from '../packed-sweep.ts'
import { lineOf, surfaceOf, surfaceTable } from '../sweep-surface.ts'
import { trialSource } from '../trial-table.ts'
import { PagedTable } from './paged-table.ts'
import { Plot } from './plot.ts'
import type { Theme } from './theme.ts'

/** Brings a sweep's page to life: the line, the choice of two sides, the ranking. */
export function startSweep(sweep: PackedSweep, theme: Theme): void {
  const line = document.getElementById('surface-chart')
  const [only] = Object.keys(sweep.varied)
  if (line && only !== undefined) drawLine(line, sweep, only, theme)
  offerSides(sweep)
  const table = document.querySelector<HTMLTableElement>('#trials')
  const pager = document.getElementById('trials-pager')
  if (table && pager) new PagedTable(trialSource(sweep), { table, pager })
}

/** The objective along the one parameter that was varied. */
function drawLine(place: HTMLElement, sweep: PackedSweep, name: string, theme: Theme): void {
  const { objective } = sweep
  const points = lineOf(sweep, name)
  const colour = () => theme.palette.accent
  new Plot(place, theme, {
    key: null,
    data: [points.map(({ at }) => at), points.map(({ value }) => value)],
    series: [{ stroke: colour, width: 1.5, points: { show: true, size: 6, fill: colour } }],
    scales: { x: { time: false } },
    across: String,
    up: (value) => objectiveText(objective, value),
    reading: (index) => {
      const point = index === null ? undefined : points[index]
      const best = points.find(({ row }) => row === 0)
      const told = point ?? best
      if (told === undefined) return []
      return [
        [point === undefined ? `Best at ${name}` : name, String(told.at)],
        [OBJECTIVE_WORDS[objective].title, objectiveText(objective, told.value)],
        ['rank', String(told.row + 1)],
      ]
    },
  })
}

/** Lets a reader choose which two of three or more parameters to look at; never the same twice. */
function offerSides(sweep: PackedSweep): void {
  const across = document.querySelector<HTMLSelectElement>('#surface-across')
  const down = document.querySelector<HTMLSelectElement>('#surface-down')
  const place = document.getElementById('surface-table')
  if (!across || !down || !place) return
  const held = { across: across.value, down: down.value }
  const show = () => {
    // Choosing what the other side has swaps the two.
    if (across.value === down.value) {
      if (across.value === held.across) across.value = held.down
      else down.value = held.across
    }
    held.across = across.value
    held.down = down.value
    const surface = surfaceOf(sweep, across.value, down.value)
    // Every text in it is escaped by `html`.
    place.innerHTML = surfaceTable(surface, sweep.objective).text
  }
  across.addEventListener('change', show)
  down.addEventListener('change', show)
}
