import type { BacktestResult } from '../../domain/backtest.ts'
import type { BarColumns } from '../../domain/bar.ts'
import type { InstrumentId } from '../../domain/brand.ts'
import { STRATEGIES } from '../../strategies/registry.ts'
import { costSection, ordersSection, positionsSection } from './cost-section.ts'
import { type EmbeddedBars, embedBars } from './embedded-bars.ts'
import { rupees } from './figures.ts'
import { headlineSection } from './headline-section.ts'
import { html } from './html.ts'
import { metricsSection } from './metrics-section.ts'
import { type PackedResult, packResult } from './packed-result.ts'
import { framed } from './report-frame.ts'
import type { ReportPayload } from './report-payload.ts'
import { equitySection, fallsSection, monthsSection } from './returns-section.ts'
import {
  assumptionsSection,
  instrumentsTitle,
  intervalWords,
  rangeWords,
  runSection,
  warningsSection,
} from './run-section.ts'
import { distributionSection, pricesSection, tradesSection } from './trades-section.ts'

export interface ReportInput {
  readonly result: BacktestResult
  /** Bars of what was traded; an instrument without any stands in the tables only. */
  readonly series: ReadonlyMap<InstrumentId, BarColumns>
  /** The built text of `client/report-page.ts`. */
  readonly clientScript: string
}

/** A backtest as one HTML page that needs nothing else, now or in ten years. The same input gives the same text. */
export function renderReport({ result, series, clientScript }: ReportInput): string {
  const { spec, instruments } = result
  const packed = packResult(result)
  const embedded = embedBars(tradedMost(result), series, spec.interval)
  const definition = STRATEGIES.get(spec.strategy)
  const payload: ReportPayload = { kind: 'backtest', result: packed, bars: embedded.bars }
  return framed({
    kind: 'Backtest: recorded prices, pretend fills',
    title: `${definition?.title ?? spec.strategy} on ${instrumentsTitle(spec, instruments)}`,
    subtitle: `${rangeWords(spec)}, ${intervalWords(spec.interval)}, ${rupees(spec.capitalPaise)}`,
    parts: PARTS,
    body: sections(result, packed, embedded),
    payload,
    clientScript,
  })
}

const PARTS = [
  ['run', 'What was run'],
  ['equity', 'Equity'],
  ['months', 'Months'],
  ['distribution', 'Distribution'],
  ['prices', 'Candles'],
  ['list', 'Trades'],
  ['costs', 'Costs'],
  ['orders', 'Orders'],
  ['metrics', 'Metrics'],
  ['assumptions', 'Assumptions'],
] as const

const sections = (result: BacktestResult, packed: PackedResult, embedded: EmbeddedBars) =>
  html`${headlineSection(result)}${runSection(result, STRATEGIES.get(result.spec.strategy))}${warningsSection(
    result.warnings,
  )}${equitySection(result)}<div class="pair uneven">${monthsSection(result)}${fallsSection(
    result,
  )}</div>${distributionSection(result)}${pricesSection(result, embedded)}${tradesSection(
    result,
    packed.trades,
  )}${positionsSection(result.positions)}<div class="pair">${costSection(result)}${ordersSection(
    result,
  )}</div>${metricsSection(result.metrics)}${assumptionsSection(result)}`

/** Instruments with a fill, those with the most trades first. */
function tradedMost({ trades, fills }: BacktestResult): readonly InstrumentId[] {
  const counts = new Map<InstrumentId, number>()
  for (const { instrument } of fills) counts.set(instrument, 0)
  for (const { instrument } of trades) counts.set(instrument, (counts.get(instrument) ?? 0) + 1)
  return [...counts]
    .toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
    .map(([instrument]) => instrument)
}
