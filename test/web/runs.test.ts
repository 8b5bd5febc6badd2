import { randomUUID } from 'node:crypto'
import { cp, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RunRow } from '../../src/web/contract/strategies.ts'
import { RANGE, useBarDesk } from '../cli/bar-desk.ts'
import { backtestPayloadOf, reachesOf } from '../cli/report/page.ts'
import { useRunThread } from '../cli/run-thread-files.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

const LONG = 120_000
const WISH = {
  strategy: 'ema-cross',
  from: RANGE[1],
  to: RANGE[3],
  capital: 1_000_000,
  parameters: { fast: 3, slow: 8 },
}
const SWEEP = { ...WISH, parameters: { quantity: null }, ranges: { fast: [3, 5], slow: [8, 13] } }
/** Thousands of trials: long enough to be stopped in the middle. */
const ENDLESS = {
  ...WISH,
  parameters: {},
  ranges: {
    fast: Array.from({ length: 100 }, (_, place) => 2 + place),
    slow: Array.from({ length: 100 }, (_, place) => 200 + place),
  },
}
const COMMAND = ['--strategy', 'ema-cross', ...RANGE, '--capital', '1000000']

describe('runs over the web', { timeout: LONG }, () => {
  const runThread = useRunThread()
  const { my } = useBarDesk()
  let desk: WebDesk
  let page: Client
  beforeAll(async () => {
    desk = await openWebDesk({ DATABASE_URL: my().database.url }, runThread())
    page = await desk.page()
    await cp(join(my().dataDir, 'bars'), join(desk.dataDir, 'bars'), { recursive: true })
  }, LONG)
  afterAll(() => desk[Symbol.asyncDispose]())

  const get = async (url: string) => desk.ask({ url }, page)
  const post = (url: string, payload: object) => desk.ask({ method: 'POST', url, payload }, page)
  const start = async (wish: object): Promise<RunRow> => {
    const answer = await post('/api/backtests', wish)
    if (answer.statusCode !== 202) throw new RangeError(answer.body)
    return answer.json<RunRow>()
  }
  const runOf = async (id: string) => (await get(`/api/backtests/${id}`)).json()
  const ended = (id: string) =>
    vi.waitFor(
      async () => {
        const { run } = await runOf(id)
        if (run.state === 'queued' || run.state === 'running') throw new RangeError(run.says)
        return run
      },
      { timeout: LONG, interval: 20 },
    )
  const fieldsOf = async (wish: object) => {
    const answer = await post('/api/backtests', wish)
    expect(answer.statusCode, answer.body).toBe(422)
    return answer.json().error.details.fields
  }

  it('B118 a run is taken, works beside the desk, and comes to what the command comes to, event by event', async () => {
    const row = await start(WISH)
    expect(row).toMatchObject({ kind: 'backtest', error: null, headline: null })
    expect(['queued', 'running']).toContain(row.state)
    const done = await ended(row.id)
    expect(done).toMatchObject({ state: 'done', progress: 1, id: row.id })
    const kept = await my().json<Record<string, unknown>>([
      'backtest',
      ...COMMAND,
      '--param',
      'fast=3',
      'slow=8',
    ])
    const { runId, ...told } = kept
    const { result, spec } = await runOf(row.id)
    expect(result).toEqual(told)
    expect(spec).toEqual(told['spec'])
    expect(done.headline.trades).toBe(result.metrics.trades.trades)
    expect(runId).not.toBe(row.id)
  })

  it('the command lists the runs of the web, and the web those of the command', async () => {
    const { id } = await start({ ...WISH, parameters: { fast: 4, slow: 9 } })
    await ended(id)
    const listed = await my().json<{ readonly runs: readonly { readonly id: string }[] }>([
      'runs',
      'list',
    ])
    const answer = (await get('/api/backtests')).json<{ readonly runs: readonly RunRow[] }>()
    expect(listed.runs.map((run) => run.id)).toEqual(answer.runs.map((run) => run.id))
    expect(answer.runs.find((run) => run.id === id)?.headline?.['trades']).toBeGreaterThan(0)
  })

  it('its progress grows under the topic runs, its equity among it', async () => {
    const seen: RunRow[] = []
    const { id } = await start(SWEEP)
    await vi.waitFor(
      () => {
        const row = desk.web.desk.state('runs')[id]
        if (row !== undefined) seen.push(row)
        expect(row?.state).toBe('done')
      },
      { timeout: LONG, interval: 5 },
    )
    const parts = seen.map(({ progress }) => progress)
    expect(parts.toSorted((a, b) => a - b)).toEqual(parts)
    const { id: single } = await start(WISH)
    await ended(single)
    const { equity } = desk.web.desk.state('runs')[single] ?? { equity: [] }
    expect(equity.length).toBeGreaterThan(100)
    expect(equity.length).toBeLessThanOrEqual(200)
    const { result } = await runOf(single)
    expect(equity.at(-1)?.[1]).toBe(result.equity.at(-1).equityPaise)
  })

  it('a sweep answers every trial for a heat surface, its neighbours, and what trying so much does to the best', async () => {
    const { id } = await start(SWEEP)
    const run = await ended(id)
    const { result } = await runOf(id)
    expect(result.trials).toHaveLength(4)
    expect(result.trials[0]).toMatchObject({ rank: 1, parameters: { fast: expect.any(Number) } })
    expect(result.stability).toMatchObject({ neighbours: 3 })
    const { count } = result.counted
    expect(run.headline).toMatchObject({ trials: 4, trialsCounted: count })
    expect(run.headline.deflatedSharpe).toBe(result.best.metrics.significance.deflatedSharpe.value)
    const told = await my().json<Record<string, unknown>>([
      'optimize',
      ...COMMAND,
      '--param',
      'fast=3,5',
      'slow=8,13',
    ])
    expect(result.trials).toEqual(told['trials'])
    expect(told['counted']).toEqual(result.counted)
  })

  it('a run that is cancelled ends at once, keeps nothing, and lets the next one go', async () => {
    const { id } = await start(ENDLESS)
    const next = await start(WISH)
    expect(next.state).toBe('queued')
    await vi.waitFor(async () => expect((await runOf(id)).run.state).toBe('running'))
    const answer = await post(`/api/backtests/${id}/cancel`, {})
    expect(answer.json()).toMatchObject({
      state: 'cancelled',
      says: 'It was cancelled, and nothing of it is kept',
    })
    expect(await runOf(id)).toMatchObject({ result: null, learnings: null })
    expect(await ended(next.id)).toMatchObject({ state: 'done' })
    const again = await post(`/api/backtests/${id}/cancel`, {})
    expect([again.statusCode, again.json().error.code]).toEqual([409, 'CONFLICT'])
    expect((await get('/api/backtests')).json().runs).toContainEqual(
      expect.objectContaining({ id, state: 'cancelled' }),
    )
  })

  it('the desk takes wishes and answers while a run works: it is on another thread', async () => {
    const { id } = await start(ENDLESS)
    await vi.waitFor(async () => expect((await runOf(id)).run.state).toBe('running'))
    const { clock } = desk.live.kernel
    const before = clock.now()
    await desk.advance(1)
    expect(clock.now()).toBeGreaterThan(before)
    const placed = await desk.ask(
      {
        method: 'POST',
        url: '/api/trades/place',
        headers: { 'idempotency-key': randomUUID() },
        payload: { instrument: 'NSE:TCS', side: 'buy', quantity: 1 },
      },
      page,
    )
    expect(placed.statusCode, placed.body).toBe(202)
    expect((await runOf(id)).run).toMatchObject({ state: 'running' })
    await post(`/api/backtests/${id}/cancel`, {})
  })

  it('a run that finds no bars any more has failed, with its code, and the desk goes on', async () => {
    const { id: first } = await start(ENDLESS)
    const { id } = await start(WISH)
    const bars = join(desk.dataDir, 'bars')
    await rename(bars, `${bars}-away`)
    try {
      await post(`/api/backtests/${first}/cancel`, {})
      expect(await ended(id)).toMatchObject({
        state: 'failed',
        error: { code: 'DATA_MISSING', message: expect.stringContaining('There are no day bars') },
      })
      expect(await fieldsOf(WISH)).toEqual({
        instruments: expect.stringContaining('robo-trader data import'),
      })
    } finally {
      await rename(`${bars}-away`, bars)
    }
    expect(await ended((await start(WISH)).id)).toMatchObject({ state: 'done' })
  })

  it('what cannot be run is refused by its field, with the nearest choice', async () => {
    expect(await fieldsOf({ ...WISH, strategy: 'ema-cros' })).toEqual({
      strategy: 'There is no strategy "ema-cros"; did you mean ema-cross?',
    })
    expect(await fieldsOf({ ...WISH, parameters: { fsat: 3 } })).toEqual({
      'parameters.fsat': expect.stringContaining('did you mean fast?'),
    })
    expect(await fieldsOf({ ...WISH, parameters: { fast: 0, slow: 8.5 } })).toEqual({
      'parameters.fast': expect.stringContaining('the nearest choice is'),
      'parameters.slow': expect.stringContaining('the nearest choice is'),
    })
    expect(await fieldsOf({ ...WISH, from: WISH.to, to: WISH.from })).toEqual({
      from: expect.stringContaining('swap them'),
    })
    expect(await fieldsOf({ ...WISH, from: '1999-01-01', to: '1999-12-31' })).toEqual({
      to: expect.stringContaining('the stored day bars go from 2022-01-03 to 2023-12-29'),
    })
    expect(await fieldsOf({ ...WISH, from: '2031-01-01', to: '2031-12-31' })).toEqual({
      from: expect.stringContaining('There are no bars'),
    })
    expect(await fieldsOf({ ...WISH, from: '2022-02-30' })).toEqual({
      from: expect.stringContaining('is not a day'),
    })
    expect(await fieldsOf({ ...WISH, instruments: ['NSE:ALPAH'] })).toEqual({
      instruments: 'There are no stored bars of NSE:ALPAH; did you mean NSE:ALPHA?',
    })
    expect(await fieldsOf({ ...WISH, interval: '1m' })).toEqual({
      interval: 'There are no 1m bars of these; stored are day',
    })
    expect(await fieldsOf({ ...WISH, interval: 'week' })).toEqual({
      interval: expect.stringContaining('choose'),
    })
    expect(await fieldsOf({ ...WISH, capital: 10 })).toHaveProperty('capital')
    expect(await fieldsOf({ ...SWEEP, ranges: { fast: [0, 5] } })).toEqual({
      'ranges.fast': expect.stringContaining('the nearest choice is'),
    })
    expect(await fieldsOf({ ...SWEEP, ranges: { fast: [30], slow: [20] } })).toEqual({
      ranges: expect.stringContaining('No combination is allowed'),
    })
    expect((await get(`/api/backtests/${randomUUID()}`)).statusCode).toBe(404)
    expect((await get('/api/backtests/abc')).statusCode).toBe(422)
  })

  it('a report is a page that runs its own script alone, far from the desk', async () => {
    const { id } = await start(WISH)
    await ended(id)
    const answer = await get(`/api/backtests/${id}/report`)
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(reachesOf(answer.body)).toEqual([])
    const { result, bars } = backtestPayloadOf(answer.body)
    expect(result.journalHash).toBe((await runOf(id)).result.journalHash)
    expect(bars.map(({ instrument }) => instrument).toSorted()).toEqual([
      'NSE:ALPHA',
      'NSE:BETA',
      'NSE:GAMMA',
    ])
    const policy = String(answer.headers['content-security-policy'])
    const own = answer.body.match(/Content-Security-Policy" content="([^"]+)"/)?.[1] ?? ''
    expect(policy.startsWith(own.replaceAll('&#39;', "'"))).toBe(true)
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain('sandbox allow-scripts')
    expect(policy).not.toContain('allow-same-origin')
    expect(policy).not.toContain('unsafe')
  })

  it('what trades teach comes with the run: entries, and multiples of what their stops had at risk', async () => {
    const { id } = await start(WISH)
    await ended(id)
    const { learnings, result } = await runOf(id)
    const entries = new Set(
      result.trades.map((trade: { openOrderId: string }) => trade.openOrderId),
    )
    expect(learnings.samples).toBe(entries.size)
    const [all] = learnings.insights
    expect(all).toMatchObject({ facet: 'all', samples: entries.size })
    expect(all.meanR).not.toBeNull()
  })

  it('up to four runs are compared: differences, sameness of data, verdicts as the command gives them', async () => {
    const ids: string[] = []
    for (const fast of [3, 4, 5]) {
      const { id } = await start({ ...WISH, parameters: { fast, slow: 13 } })
      await ended(id)
      ids.push(id)
    }
    const answer = await get(`/api/backtests/compare?ids=${ids.join(',')}`)
    expect(answer.json()).toEqual(await my().json(['runs', 'compare', ...ids]))
    expect(answer.json()).toMatchObject({ isSameData: true, isSameJournal: false })
    expect(answer.json().verdicts).toHaveLength(2)
    for (const wrong of [ids[0], 'abc,def', Array.from({ length: 5 }, () => randomUUID()).join()]) {
      expect((await get(`/api/backtests/compare?ids=${wrong}`)).statusCode).toBe(422)
    }
    const unknown = await get(`/api/backtests/compare?ids=${ids[0]},${randomUUID()}`)
    expect(unknown.statusCode).toBe(404)
  })

  it('a run is forgotten when it has ended, by the list of the command too', async () => {
    const { id } = await start(WISH)
    await ended(id)
    const remove = () => desk.ask({ method: 'DELETE', url: `/api/backtests/${id}` }, page)
    expect((await remove()).json()).toEqual({ deleted: id })
    expect((await get(`/api/backtests/${id}`)).statusCode).toBe(404)
    expect((await remove()).statusCode).toBe(404)
    expect((await my().run(['runs', 'show', id])).code).toBe(2)
    const { id: busy } = await start(ENDLESS)
    const early = await desk.ask({ method: 'DELETE', url: `/api/backtests/${busy}` }, page)
    expect(early.json().error).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('cancel it first'),
    })
    await post(`/api/backtests/${busy}/cancel`, {})
  })

  it('stored bars are listed as the command lists them', async () => {
    expect((await get('/api/data')).json()).toEqual(await my().json(['data', 'list']))
  })
})
