import { describe, expect, it } from 'vitest'
import { type RunFlags, wishOf } from '../../src/cli/run-wish.ts'
import { loadConfig } from '../../src/core/config.ts'
import { ConfigurationError, TradingError } from '../../src/core/errors.ts'

const configOf = async (values: Readonly<Record<string, unknown>> = {}) =>
  (await loadConfig({ dataDir: '/nowhere/at-all', ...values }, {})).config

/** What a refused wish says, and of which field. */
async function refusal(flags: RunFlags, values: Readonly<Record<string, unknown>> = {}) {
  const config = await configOf(values)
  try {
    wishOf(config, flags)
  } catch (error) {
    if (error instanceof ConfigurationError) return `${error.field}: ${error.message}`
    if (error instanceof TradingError) return `${error.code}: ${error.message}`
    throw error
  }
  return 'accepted'
}

describe('the options of a run', () => {
  it('are understood before anything is opened', async () => {
    const flags = { until: 'end', strategies: ' ema-cross, supertrend,ema-cross', speed: 500 }
    expect(wishOf(await configOf(), flags)).toEqual({
      from: null,
      to: null,
      until: 'end',
      strategies: ['ema-cross', 'supertrend'],
      symbols: null,
      interval: null,
      speed: 500,
    })
    const replay = { from: '2024-01-01', to: '2024-01-31', symbols: 'infy,NSE:TCS' }
    const wish = wishOf(await configOf({ market: 'replay' }), { ...replay, interval: 'minute' })
    expect(wish).toMatchObject({ symbols: ['NSE:INFY', 'NSE:TCS'], interval: '1m', speed: 60 })
  })

  it.each([
    [{ from: '2026-13-45' }, /^from: --from 2026-13-45 is not a day, write it like 2024-01-31/],
    [{ until: '2026-02-30' }, /^until: --until 2026-02-30 is not a day/],
    [{ from: '2026-11-25', to: '2026-11-23' }, /^from: --from 2026-11-25 is after --to/],
    [{ strategies: 'ema-cros' }, /^strategy: .*"ema-cros"; did you mean ema-cross\?/],
    [
      { symbols: 'INFY' },
      /^symbols: --symbols chooses among stored bars: use it with --market replay/,
    ],
    [{ interval: 'day' }, /^interval: --interval chooses among stored bars/],
    [{ interval: '7m' }, /^interval: --interval 7m is not known; choose 1m, 5m/],
    [{ symbols: 'NSE:' }, /^symbols: "NSE:" does not name an instrument/],
  ])('%o is refused with its field and what would do', async (flags, says) => {
    expect(await refusal(flags)).toMatch(says)
  })

  it('of a market or a mode that is not there yet say so', async () => {
    expect(await refusal({}, { market: 'kite' })).toMatch(/^NOT_AVAILABLE: .*use sim or replay/)
    expect(await refusal({}, { mode: 'live' })).toMatch(
      /^NOT_AVAILABLE: Live trading needs a broker/,
    )
  })
})
