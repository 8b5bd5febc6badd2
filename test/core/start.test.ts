import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import type { Context } from '../../src/cli/context.ts'
import { runCommand } from '../../src/cli/run.ts'
import { installation } from '../../src/container.ts'
import { loadConfig } from '../../src/core/config.ts'
import { BroadcastCoordinator } from '../../src/core/coordinators/broadcast-coordinator.ts'
import { SessionCoordinator } from '../../src/core/coordinators/session-coordinator.ts'
import { StatusCoordinator } from '../../src/core/coordinators/status-coordinator.ts'
import { DependencyContainer } from '../../src/core/di.ts'
import { TradingError } from '../../src/core/errors.ts'
import { LogRing } from '../../src/core/log-ring.ts'
import { identityOf } from '../../src/core/runtime-identity.ts'
import { ProjectionRunner } from '../../src/core/state/projection-runner.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { AnalyticsService } from '../../src/services/analytics-service.ts'
import { LearningService } from '../../src/services/learning-service.ts'
import { type TestDatabase, testDatabase } from '../postgres.ts'
import { Lines } from './bus-fixture.ts'
import { START } from './state/journal-fixture.ts'

const DAY = { from: '2026-11-23', until: '2026-11-23', speed: Number.POSITIVE_INFINITY }

let database: TestDatabase
let dataDir = ''

beforeEach(async () => {
  database = await testDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'robo-start-'))
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(dataDir, { recursive: true, force: true })
  await database[Symbol.asyncDispose]()
})

/** Runs the desk for a day as the command does; what it answered and logged. */
async function runADay() {
  const effective = await loadConfig({ dataDir, databaseUrl: database.url, port: 0 }, {})
  const { config } = effective
  const { signal } = new AbortController()
  const calendar = new MarketCalendar()
  const log = new Lines()
  const answers: unknown[] = []
  const parts = installation({ config, calendar, log, signal, onProgress: () => {} })
  const context: Context = {
    identity: identityOf(config, { pid: process.pid, startedAt: START }),
    config,
    effective,
    reload: async () => effective,
    calendar,
    parts,
    log,
    logs: new LogRing({ write: () => undefined }),
    signal,
    output: { isJson: true, say: () => {}, answer: (document) => answers.push(document) },
    [Symbol.asyncDispose]: async () => {
      await parts.close()
    },
  }
  await using _ = context
  await runCommand(context, DAY)
  return { log, answers }
}

const PARTS = [
  StatusCoordinator,
  BroadcastCoordinator,
  SessionCoordinator,
  AnalyticsService,
  LearningService,
  ProjectionRunner,
] as const

describe('a whole start', () => {
  it('B29 initialises each part once, and builds each that is asked for once', async () => {
    const ups: [string, MockInstance][] = PARTS.map((part) => [
      part.name,
      vi.spyOn(part.prototype as StatusCoordinator, 'initialize'),
    ])
    const built = new Map<DependencyContainer, string[]>()
    const { register } = DependencyContainer.prototype
    const noting: typeof register = function (this: DependencyContainer, token, factory) {
      return register.call(this, token, (container) => {
        built.set(container, [...(built.get(container) ?? []), token.name])
        return factory(container)
      })
    }
    vi.spyOn(DependencyContainer.prototype, 'register').mockImplementation(noting)
    const { answers } = await runADay()
    expect(answers).toHaveLength(1)
    for (const [name, initialize] of ups) expect(initialize.mock.calls, name).toHaveLength(1)
    for (const names of built.values()) expect(names).toEqual([...new Set(names)])
    const all = [...built.values()].flat()
    expect(all).toEqual(expect.arrayContaining(['EventBus', 'RiskService', 'Orchestrator']))
  }, 60_000)

  it('B30 with one part broken names it, and the rest trade to the end of the day', async () => {
    vi.spyOn(BroadcastCoordinator.prototype, 'initialize').mockRejectedValue(
      new TradingError('NOT_AVAILABLE', 'the picture is torn'),
    )
    const { log, answers } = await runADay()
    expect(log.said('a part did not come up')).toEqual([
      { component: 'BroadcastCoordinator', code: 'NOT_AVAILABLE', error: expect.any(TradingError) },
    ])
    expect(answers).toHaveLength(1)
    const state = await database.open()
    const { trades } = await state.db
      .selectFrom('journal')
      .select(({ fn }) => fn.countAll<number>().as('trades'))
      .where('type', '=', 'execution.order_filled')
      .executeTakeFirstOrThrow()
    expect(trades).toBeGreaterThan(0)
  }, 60_000)
})
