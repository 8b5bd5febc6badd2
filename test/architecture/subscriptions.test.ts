import { describe, expect, it } from 'vitest'
import { DeskFactory } from '../../src/container.ts'
import type { KernelSettings } from '../../src/core/kernel.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { EXACT_FILLS } from '../../src/domain/fill-model.ts'
import { NO_BARS } from '../../src/domain/merge-bars.ts'
import { paise } from '../../src/domain/money.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import { midnightOf, tradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { scanFlow } from './flow-scan.ts'
import { readSources } from './source.ts'

const ROUNDS = 100

const settings = (): KernelSettings => ({
  name: '5eed5eed5eed5ee5',
  mode: 'paper',
  capital: paise(100_000_00),
  startsAt: midnightOf(tradeDate('2026-11-23')),
  universe: new Universe(),
  calendar: new MarketCalendar(),
  actions: [],
  plans: [],
  feed: 'day',
  past: NO_BARS,
  limits: DEFAULT_LIMITS,
  terms: DEFAULT_TERMS,
  fills: EXACT_FILLS,
  journal: new MemoryJournal(),
  log: new SilentLogger(),
})

/** Subscriptions that the source asks for by the names of its kernel's handlers. */
async function subscriptionsOf(handlers: ReadonlySet<string>): Promise<number> {
  const { to } = scanFlow(await readSources('src'))
  return [...to.values()].flatMap((names) => [...names]).filter((name) => handlers.has(name)).length
}

const KERNEL = new Set([
  'StrategyService',
  'MarketDataService',
  'RiskService',
  'ProtectionService',
  'PaperExchange',
  'ExecutionService',
  'PortfolioService',
])

describe('the services of a desk', () => {
  it('B35 each subscribes to every type that it handles when it is made', async () => {
    const kernel = new DeskFactory().open(settings())
    expect(kernel.bus.subscriptions).toBeGreaterThanOrEqual(await subscriptionsOf(KERNEL))
    await kernel.close()
  })

  it(`B36 made and closed ${ROUNDS} times they leave no subscription behind`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const kernel = new DeskFactory().open(settings())
      expect(kernel.bus.subscriptions).toBeGreaterThan(0)
      await kernel.close()
      expect(kernel.bus.subscriptions).toBe(0)
    }
  })
})
