import { createHash } from 'node:crypto'
import { type Html, html } from './html.ts'
import { REPORT_STYLE } from './report-style.ts'

export interface Frame {
  /** What kind of page it is and what its figures are made of. */
  readonly kind: string
  readonly title: string
  readonly subtitle: string
  /** Anchors to parts that are there. */
  readonly parts: readonly (readonly [id: string, title: string])[]
  readonly body: Html
  /** What the script draws from: anything that JSON can hold. */
  readonly payload: unknown
  readonly clientScript: string
}

/**
 * One self-contained page: it asks nothing of any network, and its policy lets nothing run but its own script and
 * style, which it names by their hashes.
 */
export function framed(frame: Frame): string {
  const { kind, title, subtitle, parts, body, payload } = frame
  const script = embeddable(frame.clientScript)
  const policy = policyOf(frame.clientScript)
  const page = html`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>`
  const top = html`<body>
<a class="skip" href="#main">To the figures</a>
<header><div><p class="kind">${kind}</p><h1>${title}</h1><p class="note">${subtitle}</p></div><div class="buttons"><button type="button" id="save" hidden>Save as JSON</button><button type="button" id="theme" hidden>Dark</button></div></header>
<nav aria-label="Parts">${parts.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
<main id="main">
${body}</main>
${FOOTER}`
  return `<!doctype html>
<html lang="en">
<head>
${page.text}
<style>${REPORT_STYLE}</style>
</head>
${top.text}
<script type="application/json" id="data">${JSON.stringify(payload).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`
}

/** What a page with that script allows itself, as the text of a Content-Security-Policy. */
export const policyOf = (clientScript: string): string =>
  `default-src 'none'; script-src '${digest(embeddable(clientScript))}'; style-src '${digest(REPORT_STYLE)}'; ` +
  "img-src data:; base-uri 'none'; form-action 'none'"

/** As it stands in the page, and is hashed. */
const embeddable = (script: string): string =>
  script.replaceAll('\r\n', '\n').replaceAll(/<(?=\/script|!--)/gi, '\\x3C')

const digest = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`

const FOOTER = html`<footer><p>Recorded prices, pretend fills: what was is no promise of what will be.</p>
<details><summary>Licences of what this page carries</summary>
<p>Lightweight Charts™, © 2025 TradingView, Inc., under the Apache License, Version 2.0.</p>
<p>uPlot, © Leon Sorokin; fancy-canvas, © TradingView, Inc.; both under the MIT License:</p>
<pre>Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the “Software”), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions: the above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.
The Software is provided “as is”, without warranty of any kind, express or implied, including but not limited to the warranties of merchantability, fitness for a particular purpose and noninfringement. In no event shall the authors or copyright holders be liable for any claim, damages or other liability, whether in an action of contract, tort or otherwise, arising from, out of or in connection with the Software or the use or other dealings in the Software.</pre></details></footer>
`
