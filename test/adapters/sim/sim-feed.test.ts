import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SimExchange } from '../../../src/adapters/sim/sim-exchange.ts'
import { SimFeed } from '../../../src/adapters/sim/sim-feed.ts'
import { SIM_INDEX, SIM_SHARES } from '../../../src/adapters/sim/sim-universe.ts'
import { ConfigurationError } from '../../../src/core/errors.ts'
import { Sessions } from '../../../src/domain/rulebook/sessions.ts'
import { clockTime, type EpochMs, epochMs, HOUR_MS, MINUTE_MS } from '../../../src/domain/time.ts'
import { Universe } from '../../../src/domain/universe.ts'
import { day, exchangeOf, never, startOf, textOf } from './sim-market-fixture.ts'

/** A row or the end of a quiet time, as one line. */
interface Item {
  readonly at: number
  readonly text: string
}

const feedOf = (from: string, to: string | null, seed = 1, stepMs = 5_000) =>
  new SimFeed({ exchange: exchangeOf(from, seed, stepMs), to: to === null ? null : day(to) })

/** What a feed says after a moment, up to a number of blocks. */
async function itemsOf(feed: SimFeed, after: EpochMs, blocksMax = Number.POSITIVE_INFINITY) {
  const items: Item[] = []
  let blocks = 0
  for await (const block of feed.blocks(after, never)) {
    if (block.kind === 'quiet') items.push({ at: block.until, text: `quiet until ${block.until}` })
    if (block.kind === 'ticks') {
      const { ticks } = block
      for (let row = 0; row < ticks.length; row++) {
        items.push({ at: ticks.at[row] ?? Number.NaN, text: textOf(ticks, row) })
      }
    }
    if (++blocks >= blocksMax) break
  }
  return items
}

// Friday to Tuesday, Tuesday 24 November a holiday.
const FROM = '2026-11-20'
const TO = '2026-11-24'
const whole = await itemsOf(feedOf(FROM, TO), startOf(FROM))

describe('the simulated feed', () => {
  it('says that it is simulated', () => {
    expect(feedOf(FROM, TO).label).toEqual({
      source: 'SIMULATED',
      detail: 'simulated exchange, seed 1',
    })
  })

  it('tells the same market for the same seed, and another for another', async () => {
    const again = await itemsOf(feedOf(FROM, TO), startOf(FROM))
    expect(again.length).toBe(whole.length)
    expect(again.findIndex(({ text }, index) => text !== whole[index]?.text)).toBe(-1)
    const other = await itemsOf(feedOf(FROM, FROM, 2), startOf(FROM))
    expect(
      other.filter(({ text }, index) => text === whole[index]?.text && !text.startsWith('q')),
    ).toEqual([])
  })

  it('started after any moment, goes on exactly as if it had never stopped', async () => {
    const feed = feedOf(FROM, TO)
    const session = fc
      .tuple(fc.constantFrom(FROM, '2026-11-23'), fc.integer({ min: 535 * 60, max: 965 * 60 }))
      .map(([date, second]) => startOf(date) + second * 1_000)
    const anywhere = fc.integer({ min: startOf(FROM) - HOUR_MS, max: startOf('2026-11-25') })
    // The end of a quarter of an hour that was not quiet.
    const edge = fc
      .constantFrom(597 * 60 + 58, 599 * 60 + 57, 929 * 60 + 59)
      .map((second) => startOf(FROM) + second * 1_000)
    await fc.assert(
      fc.asyncProperty(fc.oneof(session, session, anywhere, edge), async (moment) => {
        const told = await itemsOf(feed, epochMs(moment), 4)
        const first = whole.findIndex(({ at }) => at > moment)
        const expected = first < 0 ? [] : whole.slice(first, first + told.length)
        expect(told.map(({ text }) => text)).toEqual(expected.map(({ text }) => text))
        expect(told.length > 0 || first < 0).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('never goes back in time, and tells each minute in a block of its own', async () => {
    let before = 0
    for await (const block of feedOf(FROM, FROM).blocks(startOf(FROM), never)) {
      if (block.kind === 'quiet') {
        expect(block.until).toBeGreaterThan(before)
        before = block.until
      }
      if (block.kind !== 'ticks') continue
      const times = [...block.ticks.at]
      expect(times[0]).toBeGreaterThanOrEqual(before)
      expect(times.every((at, row) => at >= (times[row - 1] ?? 0))).toBe(true)
      expect(new Set(times.map((at) => Math.floor(at / MINUTE_MS))).size).toBe(1)
      before = times.at(-1) ?? before
    }
  })

  it('passes nights, weekends and holidays in quarters of an hour', () => {
    const quiet = whole.filter(({ text }) => text.startsWith('quiet'))
    expect(quiet.every(({ at }) => at % (15 * MINUTE_MS) === 0)).toBe(true)
    const within = (date: string) => {
      const midnight = startOf(date)
      return whole.filter(({ at }) => at > midnight && at <= midnight + 24 * HOUR_MS)
    }
    for (const closed of ['2026-11-21', '2026-11-22', '2026-11-24']) {
      expect(within(closed)).toHaveLength(96)
    }
    expect(within('2026-11-23').length).toBeGreaterThan(20_000)
  })

  it('begins with the market, ends at midnight after its last day', () => {
    expect(whole[0]?.at).toBe(startOf(FROM) + 15 * MINUTE_MS)
    expect(whole.at(-1)?.at).toBe(startOf('2026-11-25'))
  })

  it('has nothing to tell after its last day', async () => {
    expect(await itemsOf(feedOf(FROM, TO), startOf('2026-11-25'))).toEqual([])
  })

  it('goes on without end when there is no last day', async () => {
    const late = await itemsOf(feedOf(FROM, null), epochMs(startOf('2026-12-31') + 10 * HOUR_MS), 2)
    expect(clockTime(late[0]?.at ?? 0)).toBe('10:00:05')
  })

  it('stops at the abort, between two blocks', async () => {
    const stop = new AbortController()
    let blocks = 0
    for await (const _ of feedOf(FROM, null).blocks(startOf(FROM), stop.signal)) {
      if (++blocks === 50) stop.abort('enough')
    }
    expect(blocks).toBe(50)
  })

  it('writes each block over the one before, so that nothing is allocated for a row', async () => {
    const buffers = new Set<ArrayBufferLike>()
    for await (const block of feedOf(FROM, FROM).blocks(startOf(FROM), never)) {
      if (block.kind === 'ticks') buffers.add(block.ticks.last.buffer)
    }
    expect(buffers.size).toBe(1)
  })

  it('tells of the instruments of a smaller universe exactly what it tells of them in the whole', async () => {
    const few = [SIM_SHARES[3], SIM_SHARES[60]].map((share) => share?.instrument)
    const some = [SIM_INDEX, ...few].filter((instrument) => instrument !== undefined)
    const small = new Universe(some)
    const options = { seed: 1, from: day(FROM), stepMs: 5_000, sessions: new Sessions() }
    const feed = new SimFeed({
      exchange: new SimExchange({ ...options, universe: small }),
      to: day(FROM),
    })
    const told: string[] = []
    for await (const block of feed.blocks(startOf(FROM), never)) {
      if (block.kind !== 'ticks') continue
      for (let row = 0; row < block.ticks.length; row++) {
        told.push(textOf(block.ticks, row, small))
      }
    }
    const names = some.map(({ id }) => `${id}|`)
    const wanted = whole.filter(
      ({ at, text }) => at < startOf('2026-11-21') && names.some((name) => text.startsWith(name)),
    )
    expect(told.length).toBeGreaterThan(5_000)
    expect(told).toEqual(wanted.map(({ text }) => text))
  })

  it('refuses a step that does not divide a minute, and a seed that is no whole number', () => {
    for (const stepMs of [0, 7_000, 1.5, 90_000, Number.NaN]) {
      expect(() => exchangeOf(FROM, 1, stepMs)).toThrow(ConfigurationError)
    }
    expect(() => exchangeOf(FROM, 0.5)).toThrow(ConfigurationError)
    expect(exchangeOf(FROM, -3, 60_000).stepMs).toBe(60_000)
  })
})
