import type { BacktestResult } from '../../domain/backtest.ts'
import type { EmbeddedBars } from './embedded-bars.ts'
import { count, counted, sentence } from './figures.ts'
import { type Html, html } from './html.ts'
import type { PackedTrades } from './packed-result.ts'
import { chartPlace, emptyText, panel } from './panel.ts'
import { intervalWords } from './run-section.ts'
import { firstPage, ROWS_A_PAGE } from './table-source.ts'
import { tradeSource } from './trade-table.ts'

/** Why there are no trades, as far as the result knows. */
function whyNoTrades({ spec, orders, positions }: BacktestResult): string {
  if (positions.length > 0) return 'no trade is closed yet; what is open stands below'
  if (orders.approved > 0) return 'orders were approved, but none closed a trade'
  if (orders.denied > 0)
    return 'every order was denied; the reasons stand under "Orders and denials"'
  if (orders.dropped > 0)
    return 'the limits left room for no share; raise the capital or the limits'
  return `${spec.strategy} saw no reason to trade; try a longer range or other parameters`
}

/** How trades came out: one by one, and against how far they went meanwhile. */
export function distributionSection(result: BacktestResult): Html {
  const { trades } = result
  if (trades.length === 0) {
    return panel(
      'distribution',
      'How trades came out',
      null,
      emptyText(sentence(`No trades: ${whyNoTrades(result)}`)),
    )
  }
  const watched = trades.filter(({ maePaise }) => maePaise !== null).length
  return html`<div class="pair">${panel(
    'distribution',
    'How trades came out',
    'Net return of each trade, in percent of what it cost to enter.',
    chartPlace(
      'distribution-chart',
      `Histogram of the net return of ${counted(trades.length, 'trade')}`,
    ),
  )}${panel(
    'excursions',
    'How far trades went',
    `Worst (MAE) and best (MFE) open result before charges, in percent of the entry; the bars of entry and exit count whole. ${count(watched)} of ${counted(trades.length, 'trade')} known.`,
    watched === 0
      ? emptyText('No trade was watched while it was open.')
      : chartPlace(
          'excursion-chart',
          `Scatter of worst against best open result of ${counted(watched, 'trade')}`,
        ),
  )}</div>`
}

/** Bars of a traded instrument with each entry and exit. */
export function pricesSection(result: BacktestResult, { bars, omitted }: EmbeddedBars): Html {
  if (bars.length === 0) {
    const why =
      result.fills.length === 0
        ? 'Nothing was traded, so there are no entries and exits to show.'
        : 'The bars of what was traded are not in this report, so the trades stand in the table only.'
    return panel('prices', 'Trades on the candles', null, emptyText(why))
  }
  const longer = bars.filter(({ interval }) => interval !== result.spec.interval)
  const notes = [
    'Hollow candles closed above their open, filled ones below. A solid line joins a trade that gained, a dashed one a trade that lost.',
    ...(omitted > 0
      ? [`${counted(omitted, 'less traded instrument')} left out to keep the page small.`]
      : []),
    ...longer
      .slice(0, 1)
      .map(
        ({ interval }) =>
          `Drawn in ${intervalWords(interval)}: shorter ones would be too many for one page.`,
      ),
  ]
  return panel(
    'prices',
    'Trades on the candles',
    notes.join(' '),
    html`<div class="tools"><label>Instrument <select id="price-instrument">${bars.map(
      ({ instrument }, index) => html`<option value="${index}">${instrument}</option>`,
    )}</select></label>
<span class="buttons"><button type="button" id="trade-before">Earlier trade</button><button type="button" id="trade-after">Later trade</button></span></div>
<div id="price-chart" class="chart tall" role="img" aria-label="Candles with the entries and exits of trades; the buttons above step through them"><noscript>The script in this page draws this chart; the trades stand in the table below.</noscript></div>
<p id="trade-words" class="note" role="status">Point at a trade, or step through them.</p>
<p class="credit">Candles drawn with <a href="https://www.tradingview.com/" rel="noreferrer">TradingView Lightweight Charts™</a>, © 2025 TradingView, Inc., Apache License 2.0</p>`,
  )
}

/** The trades themselves, a page at a time. */
export function tradesSection(result: BacktestResult, trades: PackedTrades): Html {
  const listed = trades.length
  const tradeCount = result.metrics.trades.trades
  if (listed === 0) {
    return panel('list', 'Trades', null, emptyText(sentence(`No trades: ${whyNoTrades(result)}`)))
  }
  const note =
    listed < tradeCount
      ? `The first ${count(listed)} of ${count(tradeCount)}; all of them count in the figures.`
      : `${counted(listed, 'trade')}, in the order of closing. Net is after the charges of both orders.`
  return panel(
    'list',
    'Trades',
    note,
    html`<form class="tools" id="trade-filter"><label>Find <input type="search" name="text" placeholder="instrument or reason"></label>
<label>Side <select name="side"><option value="all">all</option><option value="long">long</option><option value="short">short</option></select></label>
<label>Result <select name="result"><option value="all">all</option><option value="gain">gains</option><option value="loss">losses</option></select></label></form>
${firstPage(tradeSource(trades, result.spec.interval))}
<div class="pager" id="trades-pager"><span role="status">1 to ${count(Math.min(listed, ROWS_A_PAGE))} of ${count(listed)}</span></div>`,
  )
}
