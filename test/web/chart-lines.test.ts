import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Bollinger } from '../../src/domain/indicators/bollinger.ts'
import { Ema } from '../../src/domain/indicators/ema.ts'
import { Supertrend } from '../../src/domain/indicators/supertrend.ts'
import type { BarsBody } from '../../src/web/contract/market.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

describe('lines over the bars of a chart', () => {
  let desk: WebDesk
  let page: Client
  beforeAll(async () => {
    desk = await openWebDesk()
    page = await desk.page()
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  const ask = (query: string) =>
    desk.ask({ url: `/api/market/bars?instrument=NSE:INFY&interval=day&${query}` }, page)
  const bars = async (query: string): Promise<BarsBody> => (await ask(query)).json()
  const lineOf = ({ lines }: BarsBody, id: string) => lines.find((line) => line.id === id)?.paise
  const whole = (value: number) => (Number.isNaN(value) ? null : Math.round(value))

  it('are what the studies of the strategies say of the same bars, to the paisa', async () => {
    const body = await bars('limit=5000&over=ema21,bollinger,supertrend')
    const { closePaise, highPaise, lowPaise } = body
    expect(closePaise.length).toBeGreaterThan(60)
    const ema = new Ema(21)
    expect(lineOf(body, 'ema21')).toEqual(closePaise.map((close) => whole(ema.next(close))))
    const bands = new Bollinger(20, 2)
    const upper = closePaise.map((close) => {
      bands.next(close)
      return whole(bands.upper)
    })
    expect(lineOf(body, 'bollinger-upper')).toEqual(upper)
    const trend = new Supertrend(10, 3)
    const below = closePaise.map((close, row) => {
      const value = trend.next(highPaise[row] ?? 0, lowPaise[row] ?? 0, close)
      return trend.isRising ? whole(value) : null
    })
    expect(lineOf(body, 'supertrend-below')).toEqual(below)
    expect(body.lines.map(({ id }) => id)).toEqual([
      'ema21',
      'bollinger-upper',
      'bollinger-middle',
      'bollinger-lower',
      'supertrend-below',
      'supertrend-above',
    ])
  })

  it('of the newest bars have seen those before them', async () => {
    const all = await bars('limit=5000&over=ema9')
    const newest = await bars('limit=3&over=ema9,ema9')
    expect(newest.lines).toHaveLength(1)
    expect(lineOf(newest, 'ema9')).toEqual(lineOf(all, 'ema9')?.slice(-3))
    expect(lineOf(newest, 'ema9')).not.toContain(null)
  })

  it('none is drawn that was not asked for, and one that does not exist is refused', async () => {
    expect((await bars('limit=3')).lines).toEqual([])
    expect((await ask('over=macd')).statusCode).toBe(422)
  })
})
