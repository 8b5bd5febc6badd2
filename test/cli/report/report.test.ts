import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { METRIC_GROUPS } from '../../../src/cli/report/metric-catalogue.ts'
import { unpackResult } from '../../../src/cli/report/packed-result.ts'
import { renderReport } from '../../../src/cli/report/report.ts'
import type { BacktestResult } from '../../../src/domain/backtest.ts'
import { formatChange, formatPaise } from '../../../src/domain/money.ts'
import { throughJson } from '../../domain/through-json.ts'
import { type SampleBacktest, sampleBacktest } from '../../services/sample-backtest.ts'
import { backtestPayloadOf, bodyOf, reachesOf, textOf } from './page.ts'

const SCRIPT = 'document.title = "</script><!-- not the end -->"'

describe('the report of a run', () => {
  let sample: SampleBacktest
  let result: BacktestResult
  let page: string
  const render = (changed: BacktestResult) =>
    renderReport({ result: changed, series: sample.data.series, clientScript: SCRIPT })
  beforeAll(async () => {
    sample = await sampleBacktest()
    result = await sample.run()
    page = render(result)
  })

  it('is the same text for the same run, also after the run was stored and read again', async () => {
    expect(render(result)).toBe(page)
    expect(render(throughJson(result))).toBe(page)
    expect(render(await sample.run())).toBe(page)
  })

  it('says the figures that the metrics are: final equity, result, trades, charges', () => {
    const text = textOf(page)
    const { metrics, charges } = result
    expect(metrics.trades.trades).toBeGreaterThan(20)
    expect(text).toContain(`Trades ${metrics.trades.trades} `)
    expect(text).toContain(formatPaise(result.finalEquityPaise))
    expect(text).toContain(`${formatChange(metrics.profitPaise)} on ₹10,00,000`)
    expect(text).toContain(formatPaise(charges.totalPaise).slice(1))
    for (const hash of [result.dataHash, result.journalHash]) expect(text).toContain(hash)
  })

  it('shows every metric of the catalogue once, as the catalogue reads it', () => {
    const text = textOf(page)
    const all = text.slice(text.indexOf('All metrics'))
    for (const { name, meaning, read } of METRIC_GROUPS.flatMap(({ lines }) => lines)) {
      const { text: figure, reason } = read(result.metrics)
      const words = `${name} ${meaning} ${figure}${reason === null ? '' : ` ${reason}`}`
      expect(all).toContain(words.replaceAll(/\s+/g, ' '))
    }
  })

  it('carries the whole run: what its script reads is what was run, field by field', () => {
    expect(unpackResult(backtestPayloadOf(page).result)).toEqual(throughJson(result))
  })

  it('asks nothing of a network, and its policy lets nothing run but its own script and style', () => {
    expect(reachesOf(page)).toEqual([])
    const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text = '']) => text)
    const styles = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map(([, text = '']) => text)
    expect(scripts).toHaveLength(1)
    expect(styles).toHaveLength(1)
    expect(bodyOf(page)).not.toMatch(/\sstyle=/)
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
    expect(policy).toContain('default-src &#39;none&#39;')
    for (const text of [...scripts, ...styles]) {
      expect(policy).toContain(`sha256-${createHash('sha256').update(text).digest('base64')}`)
    }
  })

  it('lets no name out of its place: hostile instruments and reasons stay text', () => {
    const hostile = `NSE:<img src=x onerror=alert(1)>"'&</script><!--`
    const changed: BacktestResult = throughJson(result)
    const quoted = JSON.stringify(hostile).slice(1, -1)
    const text = JSON.stringify(changed)
      .replaceAll('NSE:ALPHA', quoted)
      .replaceAll('the fast average crossed above the slow one', quoted)
    const evil = render(JSON.parse(text))
    expect(reachesOf(evil)).toEqual([])
    expect(evil.match(/<script/g)).toHaveLength(2)
    expect(evil.match(/<\/script>/g)).toHaveLength(2)
    expect(evil).not.toContain('<img')
    expect(evil).not.toContain('<!--')
    expect(textOf(evil)).toContain(hostile.slice(4))
    expect(backtestPayloadOf(evil).result.trades.instrument.words).toContain(hostile)
  })

  it('has the parts that its links lead to, each once', () => {
    const anchors = [...bodyOf(page).matchAll(/href="#([\w-]+)"/g)].map(([, id = '']) => id)
    const ids = [...bodyOf(page).matchAll(/\sid="([\w-]+)"/g)].map(([, id = '']) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const anchor of anchors) expect(ids).toContain(anchor)
  })

  it('says why it is empty and what to do where nothing was traded', async () => {
    const idle = render(
      await sample.run({
        parameters: { fast: 900, slow: 1_900, quantity: null },
        to: '2022-03-01',
      }),
    )
    const text = textOf(idle)
    expect(text).toContain('No trades: ema-cross saw no reason to trade; try a longer range')
    expect(text).toContain('Nothing was bought or sold, so nothing was charged.')
    expect(text).toContain('sample too small')
    expect(idle).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  it('warns before it shows', () => {
    const warned = render({ ...result, warnings: ['a <gap> in the data'] })
    expect(textOf(warned)).toContain('Before you believe it A <gap> in the data.')
    expect(textOf(page)).not.toContain('Before you believe it')
  })

  it('folds many warnings behind the first few, and keeps them all', () => {
    const warnings = Array.from({ length: 20 }, (_, place) => `gap number ${place}`)
    const warned = render({ ...result, warnings })
    expect(warned).toContain('<summary>14 more warnings</summary>')
    for (const warning of warnings) expect(warned).toContain(warning.slice(1))
  })
})
