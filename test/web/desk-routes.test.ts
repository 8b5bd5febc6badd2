import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { useRunThread } from '../cli/run-thread-files.ts'
import { type Held, heldBy, nameOf, REFUSED, requestTo, SAMPLES, WORKING } from './route-samples.ts'
import { type Client, openWebDesk, type WebDesk } from './web-desk.ts'

/** What holds for the figures of this moment comes first: the others change them. */
const FIRST = ['POST /api/approvals/:id/approve', 'POST /api/approvals/:id/reject']
/** What changes what the others need comes last. */
const LAST = [
  'POST /api/orders/:id/cancel',
  'POST /api/emergency/stop',
  'POST /api/emergency/resume',
]
const INNER =
  /\n\s+at |\/(?:home|work|tmp|root|src)\/|node_modules|\bselect\b.+\bfrom\b|TradingError|ZodError/

describe('every route that works', () => {
  const runThread = useRunThread()
  let desk: WebDesk
  let page: Client
  let held: Held
  beforeAll(async () => {
    desk = await openWebDesk({}, runThread())
    page = await desk.page()
    held = await heldBy(desk, page)
  })
  afterAll(() => desk[Symbol.asyncDispose]())

  it('B118 GET /api/dashboard tells the desk at a glance, and 304 to whoever knows it', async () => {
    const first = await desk.ask({ url: '/api/dashboard' }, page)
    expect(first.statusCode).toBe(200)
    expect(first.json()).toMatchObject({
      status: { identity: { environment: 'paper' }, source: { kind: 'SIMULATED' } },
      positions: { 'CNC NSE:INFY': { quantity: 2 } },
    })
    const etag = String(first.headers['etag'])
    const known = { 'if-none-match': etag }
    const again = await desk.ask({ url: '/api/dashboard', headers: known }, page)
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  it('B119 has a sample that shows it', () => {
    expect(WORKING.map(nameOf).filter((name) => SAMPLES[name] === undefined)).toEqual([])
  })

  const named = (names: readonly string[]) =>
    names.flatMap((name) => WORKING.filter((route) => nameOf(route) === name))
  const rest = WORKING.filter((route) => ![...FIRST, ...LAST].includes(nameOf(route)))
  it.each(
    [...named(FIRST), ...rest, ...named(LAST)].map((route) => [nameOf(route), route] as const),
  )('B118 B119 %s answers as its schema says', async (name, route) => {
    const sample = SAMPLES[name]?.(held, desk.web.desk.state('risk').version)
    if (sample === undefined) throw new RangeError(`there is no sample of ${name}`)
    const answer = await desk.ask(requestTo(route, sample), await desk.page())
    expect(answer.statusCode, answer.body).toBe(REFUSED[name] ?? route.status ?? 200)
    expect(answer.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/)
    if (answer.statusCode >= 400) return
    const isJson = String(answer.headers['content-type']).startsWith('application/json')
    const body = isJson ? answer.json() : answer.body
    expect(route.reply.safeParse(body)).toMatchObject({ success: true })
    if (isJson) expect(answer.body.replace(/"dataDir":"[^"]*"/, '')).not.toMatch(INNER)
  })
})
