import type { PerformanceReport } from '../../domain/performance.ts'
import { type Html, html } from './html.ts'
import { METRIC_GROUPS, type MetricGroup } from './metric-catalogue.ts'
import { figureWithReason, panel } from './panel.ts'

/** Every metric with what it means. */
export const metricsSection = (metrics: PerformanceReport): Html =>
  panel(
    'metrics',
    'All metrics',
    'A dash is withheld, with its reason.',
    html`<div class="metrics">${METRIC_GROUPS.map((group) => groupTable(group, metrics))}</div>`,
  )

const groupTable = ({ title, lines }: MetricGroup, metrics: PerformanceReport): Html =>
  html`<table><caption>${title}</caption><thead class="unseen"><tr><th scope="col">Metric</th><th scope="col">Value</th></tr></thead><tbody>${lines.map(
    ({ name, meaning, read }) =>
      html`<tr><th scope="row">${name} <small>${meaning}</small></th><td class="n">${figureWithReason(read(metrics))}</td></tr>`,
  )}</tbody></table>`
