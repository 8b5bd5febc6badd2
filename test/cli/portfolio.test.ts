import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, useProgram } from './cli.ts'

interface Scanned {
  readonly source: string
  readonly label: string
  readonly fileDate: string
  readonly unpriced: number
  readonly costPaise: number
  readonly valuePaise: number
  readonly holdings: readonly {
    readonly instrument: string
    readonly valuePaise: number | null
    readonly advice: readonly string[]
    readonly price: { readonly source: string; readonly madeOn: string } | null
  }[]
}

interface Screened {
  readonly asOf: string
  readonly screened: number
  readonly matched: number
  readonly candidates: readonly { readonly instrument: string; readonly momentumRank: number }[]
}

/** Business days on which a share goes from one price by a step a day. */
function bars(days: number, first: number, step: number): string {
  const lines = ['date,open,high,low,close,volume']
  for (let at = Date.parse('2024-01-01'); lines.length <= days; at += 86_400_000) {
    const day = new Date(at)
    if (day.getUTCDay() === 0 || day.getUTCDay() === 6) continue
    const close = first + step * (lines.length - 1)
    lines.push(
      `${day.toISOString().slice(0, 10)},${close},${close + 1},${close - 1},${close},10000`,
    )
  }
  return `${lines.join('\n')}\n`
}

const HOLDINGS = `Instrument,Qty.,Avg. cost,LTP,Cur. val,P&L,Net chg.,Day chg.
RISER,10,100.00,150.00,1500.00,500.00,50.00,0.00
FALLER,10,200.00,140.00,1400.00,-600.00,-30.00,0.00
NEVERHEARD,5,100.00,,,,,
`

describe('a portfolio and a market at the command line', () => {
  const { desk } = useProgram()
  let my: Desk
  beforeAll(async () => {
    my = await desk()
    const riser = await my.file('RISER.csv', bars(200, 100, 1))
    const faller = await my.file('FALLER.csv', bars(200, 400, -1))
    const { code, err } = await my.run(['data', 'import', riser, faller])
    expect(code, err).toBe(0)
  })
  afterAll(() => my[Symbol.asyncDispose]())

  it('B143 without a broker the scan reads a CSV, labelled as such with its date, and values it', async () => {
    const file = await my.file('holdings-2024-06-28.csv', HOLDINGS)
    const scanned = await my.json<Scanned>(['scan', file])
    expect(scanned.source).toBe('csv')
    expect(scanned.label).toBe(`FROM CSV OF ${scanned.fileDate}`)
    expect(scanned.unpriced).toBe(1)
    const of = (name: string) =>
      scanned.holdings.find(({ instrument }) => instrument === `NSE:${name}`)
    expect(of('RISER')?.advice).toEqual(['outsized', 'take_profit'])
    expect(of('NEVERHEARD')).toMatchObject({ price: null, valuePaise: null })
    const sum = scanned.holdings.reduce((total, { valuePaise }) => total + (valuePaise ?? 0), 0)
    expect(scanned.valuePaise).toBe(sum)
    const { out } = await my.run(['scan', file])
    expect(out).toMatch(/^FROM CSV OF \d{4}-\d\d-\d\d, [\d,]+ days? old/)
    expect(out).toContain('1 holding without a price: in none of the sums.')
  })

  it('B143 without a broker and without a file it says what it needs', async () => {
    const { code, out } = await my.run(['scan', '--json'])
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'NOT_AVAILABLE', details: { needs: 'holdings_file' } },
    })
    expect((await my.run(['scan', '/nowhere/holdings.csv'])).code).toBe(1)
  })

  it('screens stored bars: the riser ranks before the faller, and rules leave out what they say', async () => {
    const all = await my.json<Screened>(['screen'])
    expect(all).toMatchObject({ screened: 2, matched: 2 })
    expect(all.candidates.map(({ instrument }) => instrument)).toEqual(['NSE:RISER', 'NSE:FALLER'])
    const rising = await my.json<Screened>(['screen', '--above-ema', '50'])
    expect(rising.candidates.map(({ instrument }) => instrument)).toEqual(['NSE:RISER'])
    const none = await my.json<Screened>(['screen', '--above-ema', '50', '--rsi-below', '10'])
    expect(none).toMatchObject({ matched: 0, candidates: [] })
    const past = await my.json<Screened>(['screen', '--as-of', '2024-06-03'])
    expect(past.asOf).toBe('2024-06-03')
    for (const wrong of [
      ['--rsi-below', '200'],
      ['--as-of', 'then'],
      ['--as-of', '1999-01-01'],
    ]) {
      expect((await my.run(['screen', ...wrong])).code).toBe(2)
    }
  })
})
