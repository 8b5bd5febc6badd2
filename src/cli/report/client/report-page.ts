import { unpackResult, wordAt } from '../packed-result.ts'
import { isReportPayload, isSweepPayload, type ReportPayload } from '../report-payload.ts'
import { matchingTrades, type TradeFilter, tradeSource } from '../trade-table.ts'
import { drawDistribution } from './distribution-chart.ts'
import { drawEquity } from './equity-chart.ts'
import { drawExcursions } from './excursion-chart.ts'
import { offerJson } from './offer-json.ts'
import { PagedTable } from './paged-table.ts'
import { PriceChart, tradeWords } from './price-chart.ts'
import { startSweep } from './sweep-view.ts'
import { Theme } from './theme.ts'

const place = (id: string): HTMLElement | null => document.getElementById(id)

/** Shows a trade on its candles; says nothing where its bars are not in the page. */
type ShowTrade = (row: number) => void

function startBacktest({ result, bars }: ReportPayload, theme: Theme): void {
  const equity = place('equity-chart')
  const drawdown = place('drawdown-chart')
  const ranges = place('ranges')
  if (equity && drawdown && ranges) {
    drawEquity({ equity, drawdown, ranges }, result.equity, result.spec.benchmark, theme)
  }
  const showTrade = startPrices({ result, bars }, theme)
  const distribution = place('distribution-chart')
  if (distribution) drawDistribution(distribution, result.trades.returnBps, theme)
  const excursions = place('excursion-chart')
  if (excursions) drawExcursions(excursions, result.trades, theme, showTrade)
  startTrades(result, showTrade)
  offerJson(place('save'), `${result.spec.strategy}.json`, () => unpackResult(result))
}

function startPrices(
  { result, bars }: Pick<ReportPayload, 'result' | 'bars'>,
  theme: Theme,
): ShowTrade {
  const at = place('price-chart')
  const choice = document.querySelector<HTMLSelectElement>('#price-instrument')
  const words = place('trade-words')
  const [first] = bars
  if (!at || !choice || !words || !first) return () => undefined
  const { trades, spec } = result
  const tell = (row: number) => {
    words.textContent = tradeWords(trades, row, spec.interval)
  }
  const chart = new PriceChart(at, trades, theme, tell)
  const before = document.querySelector<HTMLButtonElement>('#trade-before')
  const after = document.querySelector<HTMLButtonElement>('#trade-after')
  let chosen = -1
  const settle = () => {
    const { rows } = chart
    const index = rows.indexOf(chosen)
    if (before) before.disabled = index === 0 || rows.length === 0
    if (after) after.disabled = index === rows.length - 1
  }
  const show = (shown: ReportPayload['bars'][number]) => {
    chart.show(shown)
    settle()
  }
  const choose = (row: number) => {
    chosen = row
    chart.choose(row)
    tell(row)
    settle()
  }
  const step = (by: 1 | -1) => {
    const { rows } = chart
    const index = rows.indexOf(chosen)
    const next = rows[index < 0 ? (by > 0 ? 0 : rows.length - 1) : index + by]
    if (next !== undefined) choose(next)
  }
  show(first)
  choice.addEventListener('change', () => {
    const next = bars[choice.selectedIndex]
    if (next) show(next)
  })
  before?.addEventListener('click', () => step(-1))
  after?.addEventListener('click', () => step(1))
  return (row) => {
    const instrument = wordAt(trades.instrument, row)
    const index = bars.findIndex((other) => other.instrument === instrument)
    const found = bars[index]
    if (!found) {
      words.textContent = `${tradeWords(trades, row, spec.interval)} Its bars are not in this page.`
      return
    }
    choice.selectedIndex = index
    show(found)
    choose(row)
  }
}

function startTrades({ trades, spec }: ReportPayload['result'], showTrade: ShowTrade): void {
  const table = document.querySelector<HTMLTableElement>('#trades')
  const pager = place('trades-pager')
  if (!table || !pager) return
  const paged = new PagedTable(tradeSource(trades, spec.interval), { table, pager })
  const form = document.querySelector<HTMLFormElement>('#trade-filter')
  form?.addEventListener('submit', (event) => event.preventDefault())
  form?.addEventListener('input', () =>
    paged.keep(matchingTrades(trades, filterOf(new FormData(form)))),
  )
  table.addEventListener('click', ({ target }) => {
    const row = target instanceof Element ? target.closest<HTMLElement>('a[data-row]') : null
    if (row) showTrade(Number(row.dataset['row']))
  })
}

function filterOf(form: FormData): TradeFilter {
  const text = form.get('text')
  const side = form.get('side')
  const result = form.get('result')
  return {
    text: typeof text === 'string' ? text : '',
    side: side === 'long' || side === 'short' ? side : 'all',
    result: result === 'gain' || result === 'loss' ? result : 'all',
  }
}

function start(payload: unknown): void {
  const button = document.querySelector<HTMLButtonElement>('#theme')
  if (!button) return
  const theme = new Theme(button)
  if (isReportPayload(payload)) startBacktest(payload, theme)
  if (isSweepPayload(payload)) startSweep(payload.sweep, theme)
}

start(JSON.parse(place('data')?.textContent ?? 'null'))
