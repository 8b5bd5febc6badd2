import { afterEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { type DeadLetter, ObserverLog } from '../../src/core/observer.ts'
import { insightsOf } from '../../src/domain/learning/insights.ts'
import { outcomeOf } from '../../src/domain/learning/outcome.ts'
import { paise } from '../../src/domain/money.ts'
import { PerformanceCalculator } from '../../src/domain/performance.ts'
import { addDays, isoTime, weekdayOf } from '../../src/domain/time.ts'
import { LearningService } from '../../src/services/learning-service.ts'
import { RunLedger } from '../../src/services/run-ledger.ts'
import { TradeHistory } from '../../src/services/trade-history.ts'
import { INFY, PaperDesk } from './paper-desk.ts'

const { signal } = new AbortController()
const sectorOf = () => 'Information Technology'
const SETTINGS = { riskFreeBps: 0, targetBps: 0, tradingDaysAYear: 250, minTrades: 20, minDays: 60 }

/** A durable cursor, which trades in memory must not go by. */
class FarCursor extends ObserverLog {
  override async cursor(): Promise<number | null> {
    return 1_000_000
  }

  override async advance(): Promise<void> {}

  override async bury(letter: DeadLetter): Promise<void> {
    throw new RangeError(`gave up on event ${letter.seq}: ${letter.reason}`)
  }
}

const open: LearningService[] = []

afterEach(async () => {
  for (const service of open.splice(0)) await service.close()
})

/** A service over a desk's own bus and journal. */
function watching({ kernel, journal }: PaperDesk): LearningService {
  const clock = new VirtualClock(kernel.clock.now())
  const log = new SilentLogger()
  const deps = { bus: kernel.bus, journal, clock, log, jitter: () => 0.5 }
  const service = new LearningService({ ...deps, observerLog: new FarCursor(), sectorOf })
  open.push(service)
  return service
}

const EXITS = [101_000, 102_500, 99_500, 103_000, 100_500, 98_000]
const STOP = { stop: paise(98_000), target: null, trail: null }

/** A desk that buys at ₹1,000 on each of some mornings, sells in two parts, and next day sells short and buys back. */
function traded(exits: readonly number[] = EXITS): PaperDesk {
  const desk = new PaperDesk({ share: { isDerivativeEligible: true } })
  for (const exit of exits) {
    desk.bar(9, 15)
    desk.wish({ quantity: 20, product: 'MIS', protection: STOP })
    desk.bar(9, 16)
    desk.wish({ side: 'sell', effect: 'close', quantity: 8, product: 'MIS' })
    desk.bar(9, 17, exit)
    desk.wish({ side: 'sell', effect: 'close', quantity: 12, product: 'MIS' })
    desk.bar(9, 18, exit)
    desk.wish({ side: 'sell', effect: 'open', quantity: 20, product: 'MIS', strategy: 'shorts' })
    desk.bar(9, 19)
    desk.wish({ effect: 'close', quantity: 20, product: 'MIS', strategy: 'shorts' })
    desk.bar(9, 20, exit)
    desk.quiet(23, 0)
    // From Friday to Monday.
    desk.date = addDays(desk.date, weekdayOf(desk.date) === 5 ? 3 : 1)
  }
  return desk
}

async function historyOf(desk: PaperDesk): Promise<TradeHistory> {
  const history = new TradeHistory()
  for (const event of await desk.journal.read(0, 100_000)) history.apply(event as never)
  return history
}

describe('LearningService', () => {
  it('B67 the sign of each trade is right for buys and sells, as the desk made them', async () => {
    const { trades } = await historyOf(traded())
    expect(trades.map(({ side }) => side)).toContain('short')
    expect(trades).toHaveLength(3 * EXITS.length)
    for (const trade of trades) {
      const { entryPaise, exitPaise, side, chargesPaise } = trade
      const moved = exitPaise - entryPaise
      expect(chargesPaise).toBeGreaterThan(0)
      expect(outcomeOf(trade).netPaise).toBe((side === 'long' ? moved : -moved) - chargesPaise)
    }
  })

  it('B67 D6 its trades and their charges are those of the run’s own ledger', async () => {
    const desk = traded()
    const opening = {
      date: addDays(desk.firstDate, -1),
      equityPaise: 10_00_000_00,
      benchmark: null,
    }
    const ledger = new RunLedger({
      calculator: new PerformanceCalculator(SETTINGS, opening),
      excursion: () => ({ maePaise: null, mfePaise: null }),
      benchmark: new Map(),
      linesMax: 1_000,
    })
    for (const event of await desk.events()) ledger.apply(event)
    const { trades } = await historyOf(desk)
    expect(ledger.trades).toMatchObject(
      trades.map(({ openedAt, closedAt, chargesPaise, grossPaise, closeReason, side }) => ({
        openedAt: isoTime(openedAt),
        closedAt: isoTime(closedAt),
        chargesPaise,
        grossPaise,
        closeReason,
        side,
      })),
    )
    const told = trades.reduce((sum, { chargesPaise }) => sum + chargesPaise, 0)
    expect(told).toBe(ledger.charges.totalPaise)
  })

  it('B67 what the stop put at risk goes with each part of its entry, and a trade without one has none', async () => {
    const { trades } = await historyOf(traded([103_000]))
    expect(trades.map(({ side, riskPaise }) => [side, riskPaise])).toEqual([
      ['long', 8 * 2_000],
      ['long', 12 * 2_000],
      ['short', null],
    ])
  })

  it('B67 a stop above the price of a long put nothing at risk that could be told', async () => {
    const desk = new PaperDesk()
    desk.bar(9, 15)
    desk.wish({ protection: { stop: null, target: paise(103_000), trail: null } })
    desk.bar(9, 16)
    desk.bar(9, 17, 104_000)
    desk.bar(9, 18, 104_000)
    expect((await historyOf(desk)).trades.map(({ riskPaise }) => riskPaise)).toEqual([null])
  })

  it('B67 four entries teach nothing, five are told with the sector that the share has', async () => {
    const four = watching(traded(EXITS.slice(0, 4)))
    await four.initialize(signal)
    expect(await four.learnings()).toMatchObject({ samples: 8, insights: [] })
    const five = watching(traded(EXITS.slice(0, 5)))
    await five.initialize(signal)
    const { insights } = await five.learnings()
    expect(insights.map(({ strategy, samples }) => [strategy, samples])).toContainEqual([
      'manual',
      5,
    ])
    expect(insights.every(({ samples }) => samples >= 5)).toBe(true)
  })

  it('B67 B24 what it teaches is what the whole journal folded at once teaches', async () => {
    const desk = traded()
    const service = watching(desk)
    await service.initialize(signal)
    const told = await service.learnings()
    expect(told).toEqual(insightsOf((await historyOf(desk)).trades, sectorOf))
    expect(await service.learnings()).toBe(told)
    const all = told.insights.filter(({ facet }) => facet === 'all')
    expect(all.map(({ strategy, samples }) => [strategy, samples])).toEqual([
      ['manual', 6],
      ['shorts', 6],
    ])
  })

  it('B67 it learns while the desk trades, and an event that comes twice counts once', async () => {
    const desk = new PaperDesk()
    const service = watching(desk)
    await service.initialize(signal)
    expect((await service.learnings()).samples).toBe(0)
    desk.bar(9, 15)
    desk.wish({ quantity: 20 })
    desk.bar(9, 16)
    desk.wish({ side: 'sell', effect: 'close', quantity: 20 })
    desk.bar(9, 17, 104_000)
    const told = await service.learnings()
    expect(told.samples).toBe(1)
    for (const event of await desk.journal.read(0, 1_000)) await service.handleEvent(event as never)
    expect(await service.learnings()).toEqual(told)
  })

  it('B44 B67 after a restart it learns again from the first event, wherever a cursor stands', async () => {
    const desk = traded()
    const first = watching(desk)
    await first.initialize(signal)
    const before = await first.learnings()
    await first.close()
    const second = watching(desk)
    await second.initialize(signal)
    expect(await second.learnings()).toEqual(before)
  })
})

describe('a split between entry and exit', () => {
  it('B67 leaves what was at risk as it was', async () => {
    const date = addDays(new PaperDesk().firstDate, 1)
    const action = {
      kind: 'split',
      instrument: INFY,
      exDate: date,
      newShares: 2,
      oldShares: 1,
      source: 'test',
    } as const
    const desk = new PaperDesk({ actions: [action] })
    desk.bar(9, 15)
    desk.wish({ quantity: 10, protection: STOP })
    desk.bar(9, 16)
    desk.quiet(23, 0)
    desk.date = date
    desk.bar(9, 15, 51_000)
    desk.wish({ side: 'sell', effect: 'close', quantity: 10 })
    desk.bar(9, 16, 51_000)
    const { trades } = await historyOf(desk)
    expect(trades.map(({ entryPaise, riskPaise }) => [entryPaise, riskPaise])).toEqual([
      [500_000, 10_000],
    ])
  })
})
