import type { Shown } from './figures.ts'
import { type Html, html, type Part } from './html.ts'

/** One part of a report: a heading, what it says of itself, and its body. */
export const panel = (id: string, title: string, note: Part, ...body: readonly Part[]): Html =>
  html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>${note === null ? null : html`<p class="note">${note}</p>`}
${body}</section>
`

/** Why a part is empty and what would fill it. */
export const emptyText = (...sentences: readonly Part[]): Html =>
  html`<p class="empty">${sentences}</p>`

/** A figure in the colour of its sign. */
export const figure = ({ text, tone }: Shown): Html =>
  tone === 'plain' ? html`${text}` : html`<span class="${tone}">${text}</span>`

/** A figure, followed by the reason where it is withheld. */
export const figureWithReason = (shown: Shown): Html =>
  html`${figure(shown)}${shown.reason === null ? null : html` <small>${shown.reason}</small>`}`

/** Terms and what they are. */
export const factList = (facts: readonly (readonly [string, Part])[]): Html =>
  html`<dl class="facts">${facts.map(
    ([term, text]) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`,
  )}</dl>`

const figureRow = (cells: readonly Part[]): Html =>
  html`<tr>${cells.map((cell, index) =>
    index === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="n">${cell}</td>`,
  )}</tr>`

/** A table with a heading a column; cells of the first are row headings, the others are figures. */
export const figureTable = (
  caption: string,
  heads: readonly string[],
  rows: readonly (readonly Part[])[],
  sums: readonly Part[] | null = null,
): Html => html`<div class="wide"><table>
<caption class="unseen">${caption}</caption>
<thead><tr>${heads.map((head, index) =>
  index === 0 ? html`<th scope="col">${head}</th>` : html`<th scope="col" class="n">${head}</th>`,
)}</tr></thead>
<tbody>${rows.map(figureRow)}</tbody>${sums === null ? null : html`<tfoot>${figureRow(sums)}</tfoot>`}</table></div>`

/** A length between nothing and all, for the eye; the number stands beside it. */
export const shareBar = (share: number): Html =>
  html`<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${(Math.max(0, Math.min(1, share)) * 100).toFixed(1)}" height="8"/></svg>`

/** A place that the script fills with a chart, and what it shows for those who cannot see it. */
export const chartPlace = (id: string, label: string): Html =>
  html`<div id="${id}" class="chart" role="img" tabindex="0" aria-label="${label}"><noscript>The script in this page draws this chart; the figures stand in the tables.</noscript></div>`
