import { describe, expect, it } from 'vitest'
import { deskOf, planOf } from '../../src/cli/run-book.ts'
import { type RunFlags, wishOf } from '../../src/cli/run-wish.ts'
import { installation } from '../../src/container.ts'
import { describeConfig, loadConfig } from '../../src/core/config.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { NO_BARS } from '../../src/domain/merge-bars.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { epochMs } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'

const calendar = new MarketCalendar()
const { signal } = new AbortController()
const REPLAY = { from: '2026-06-01', to: '2026-07-31' }

const configOf = async (values: Readonly<Record<string, unknown>>, environment = {}) =>
  (await loadConfig({ dataDir: '/nowhere/at-all', ...values }, environment)).config

/** What decides which book a run is of. */
async function keyOf(values: Readonly<Record<string, unknown>>, flags: RunFlags = {}) {
  const config = await configOf(values)
  const settings = { config, calendar, log: new SilentLogger(), signal, onProgress: () => {} }
  const parts = installation(settings)
  try {
    const { kind, key } = planOf({ config, parts }, wishOf(config, flags))
    return { kind, key, config }
  } finally {
    await parts.close()
  }
}

/** Whether the kernel of such a run begins its account anew. */
async function resetsOf(values: Readonly<Record<string, unknown>>, environment = {}) {
  const config = await configOf(values, environment)
  const nothing = { universe: new Universe([]), actions: [], past: NO_BARS, startsAt: epochMs(0) }
  const feed = { label: { source: 'SIMULATED', detail: '' } as const, async *blocks() {} }
  const market = { ...nothing, feed, brings: 'ticks' } as const
  return deskOf({ config, calendar }, { market, plans: [] }).resets
}

describe('whether a run begins its account anew each month', () => {
  it('B92 a paper account on a market that goes on does, unless told otherwise', async () => {
    expect(await resetsOf({})).toBe('monthly')
    expect(await resetsOf({ resets: 'never' })).toBe('never')
    expect(await resetsOf({}, { ROBO_RESETS: 'never' })).toBe('never')
    await expect(configOf({ resets: 'weekly' })).rejects.toThrow(/allowed: monthly, never/)
  })

  it('B92 a replay, a dry run and a live account never do, whatever the setting says', async () => {
    for (const part of [{ market: 'replay' }, { mode: 'dry-run' }, { mode: 'live' }]) {
      expect(await resetsOf({ ...part, resets: 'monthly' })).toBe('never')
    }
  })

  it('B92 the setting makes another book, and never is the book from before there was one', async () => {
    const monthly = await keyOf({})
    const never = await keyOf({ resets: 'never' })
    expect(monthly.key).toEqual({ ...never.key, resets: 'monthly' })
    const { market, mode, seed, capital, limits, charges, slippage, strategies } = never.config
    const before = { market, mode, seed, capital, limits, charges, slippage, strategies }
    // The name is a hash of the text, so that the order counts too.
    expect(JSON.stringify(never.key)).toBe(JSON.stringify(before))
  })

  it('B92 the book of a replay is the same whatever the setting', async () => {
    const one = await keyOf({ market: 'replay', resets: 'monthly' }, REPLAY)
    const other = await keyOf({ market: 'replay', resets: 'never' }, REPLAY)
    expect(one.key).toEqual(other.key)
    expect(one.key).not.toHaveProperty('resets')
  })

  it('B92 the configuration shows it with where it came from', async () => {
    const loaded = await loadConfig({ dataDir: '/nowhere/at-all' }, { ROBO_RESETS: 'never' })
    const line = describeConfig(loaded).find(({ key }) => key === 'resets')
    expect(line).toEqual({ key: 'resets', value: 'never', from: 'environment' })
  })
})
