import { dateWords, percentChange, percentLoss, rupees } from '../figures.ts'
import { numberAt, type PackedEquity } from '../packed-result.ts'
import { Plot } from './plot.ts'
import { type Theme, veiled } from './theme.ts'

export interface EquityPlaces {
  readonly equity: HTMLElement
  readonly drawdown: HTMLElement
  readonly ranges: HTMLElement
}

/** Equity with the benchmark, drawdown below; both read and zoom as one, by years too. */
export function drawEquity(
  places: EquityPlaces,
  equity: PackedEquity,
  benchmark: string | null,
  theme: Theme,
): void {
  const across = equity.date.map((date) => Date.parse(`${date}T00:00:00Z`) / 1_000)
  const theirs = scaledBenchmark(equity)
  const reading = (index: number | null): readonly (readonly [string, string])[] => {
    const row = index ?? across.length - 1
    const other = theirs[row] ?? null
    return [
      [dateWords(equity.date[row] ?? ''), ''],
      ['Equity', rupees(numberAt(equity.equityPaise, row))],
      ...(other === null || benchmark === null ? [] : [[benchmark, rupees(other * 100)] as const]),
      ['Drawdown', percentLoss(numberAt(equity.drawdownBps, row))],
    ]
  }
  const accent = () => theme.palette.accent
  const quiet = () => theme.palette.quiet
  const shared = { key: 'days', scales: {} }
  const upper = new Plot(places.equity, theme, {
    ...shared,
    across: 'none',
    data: [across, equity.equityPaise.map((paise) => paise / 100), theirs],
    series: [
      { stroke: accent, width: 1.5, points: { size: 4, fill: accent } },
      { stroke: quiet, width: 1, dash: [4, 3], spanGaps: true, points: { size: 3, fill: quiet } },
    ],
    up: (value) => rupees(value * 100),
    reading,
  })
  const lower = new Plot(places.drawdown, theme, {
    ...shared,
    across: null,
    scales: { y: { range: (_, min) => [Math.min(min, -0.1), 0] } },
    data: [across, equity.drawdownBps.map((bps) => -bps / 100)],
    series: [
      {
        stroke: () => theme.palette.loss,
        fill: () => veiled(theme.palette.loss, 0.16),
        fillTo: 0,
        width: 1,
        points: { show: false },
      },
    ],
    up: (value) => percentChange(value * 100),
    reading: () => [],
  })
  offerYears(places.ranges, equity.date, (from, to) => {
    for (const plot of [upper, lower]) plot.zoom(across[from] ?? 0, across[to] ?? 0)
  })
}

/** The benchmark in rupees, worth as much as the account on the first day that its close is known. */
function scaledBenchmark({ benchmarkPaise, equityPaise }: PackedEquity): (number | null)[] {
  const first = benchmarkPaise.findIndex((close) => close !== null)
  const scale = numberAt(equityPaise, first) / numberAt(benchmarkPaise, first) / 100
  return benchmarkPaise.map((close) => (close === null ? null : close * scale))
}

const YEARS_MAX = 15

/** Buttons for the whole and for each year. */
function offerYears(
  place: HTMLElement,
  dates: readonly string[],
  zoom: (from: number, to: number) => void,
): void {
  const years = [...new Set(dates.map((date) => date.slice(0, 4)))].slice(-YEARS_MAX)
  if (years.length < 2) return
  const offer = (label: string, from: number, to: number) => {
    const button = place.appendChild(document.createElement('button'))
    button.type = 'button'
    button.textContent = label
    button.ariaPressed = String(label === 'All')
    button.addEventListener('click', () => {
      for (const other of place.querySelectorAll('button')) other.ariaPressed = 'false'
      button.ariaPressed = 'true'
      zoom(from, to)
    })
  }
  offer('All', 0, dates.length - 1)
  for (const year of years) {
    const from = dates.findIndex((date) => date.startsWith(year))
    const to = dates.findLastIndex((date) => date.startsWith(year))
    // One day has no width to draw in.
    if (to > from) offer(year, Math.max(0, from - 1), to)
  }
}
