import { describe, expect, it } from 'vitest'
import { DeskFactory } from '../../src/container.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { EXACT_FILLS } from '../../src/domain/fill-model.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { NO_BARS } from '../../src/domain/merge-bars.ts'
import { paise } from '../../src/domain/money.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import { addDays, epochMs, momentOf, type TradeDate, tradeDate } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { INFY, OPEN_LIMITS } from '../services/paper-desk.ts'
import { BOOK } from './bus-fixture.ts'

const MONDAY = tradeDate('2026-06-01')
/** Guru Nanak’s birthday, a Tuesday. */
const HOLIDAY = tradeDate('2026-11-24')

/** A kernel whose market is silent: only time passes. */
function silentDesk(from: TradeDate) {
  const journal = new MemoryJournal()
  const kernel = new DeskFactory().open({
    name: BOOK,
    mode: 'paper',
    capital: paise(10_00_000_00),
    startsAt: momentOf(from, 0),
    universe: new Universe([{ ...plainEquity(INFY), tickPaise: 5 }]),
    calendar: new MarketCalendar(),
    actions: [],
    plans: [],
    feed: '1m',
    past: NO_BARS,
    limits: OPEN_LIMITS,
    terms: DEFAULT_TERMS,
    fills: EXACT_FILLS,
    journal,
    log: new SilentLogger(),
  })
  kernel.begin()
  const until = (date: TradeDate, hour: number, minute: number, ms = 0) => {
    const moment = epochMs(momentOf(date, hour * 60 + minute) + ms)
    kernel.deliver({ kind: 'quiet', until: moment })
    const { isOpen, date: session } = kernel.session
    return { isOpen, isContinuous: kernel.session.isContinuous(0), session }
  }
  const told = async (type: string) =>
    (await journal.read(0, 10_000)).filter((event) => event.type === type).map(({ at }) => at)
  return { kernel, until, told }
}

describe('the session that the desk sees', () => {
  it('B91 is open from 09:15 to 15:30 in India, to the millisecond', () => {
    const { until } = silentDesk(MONDAY)
    expect(until(MONDAY, 8, 59)).toMatchObject({ isOpen: false, isContinuous: false })
    expect(until(MONDAY, 9, 14, 59_999)).toMatchObject({ isContinuous: false })
    expect(until(MONDAY, 9, 15)).toMatchObject({
      isOpen: true,
      isContinuous: true,
      session: MONDAY,
    })
    expect(until(MONDAY, 12, 0)).toMatchObject({ isOpen: true, isContinuous: true })
    expect(until(MONDAY, 15, 29, 59_999)).toMatchObject({ isContinuous: true })
    expect(until(MONDAY, 15, 30)).toMatchObject({ isContinuous: false })
    expect(until(MONDAY, 18, 0)).toMatchObject({ isOpen: false, isContinuous: false })
  })

  it('B91 opens and closes once a trading day, and not at all on a Saturday, a Sunday or a holiday', async () => {
    const { until, told } = silentDesk(tradeDate('2026-11-20'))
    // Friday, the weekend, Monday, the holiday, Wednesday.
    until(tradeDate('2026-11-25'), 20, 0)
    const days = [tradeDate('2026-11-20'), tradeDate('2026-11-23'), tradeDate('2026-11-25')]
    expect(await told('market.open')).toEqual(days.map((day) => momentOf(day, 9 * 60 + 15)))
    const closes = await told('market.close')
    expect(closes).toHaveLength(3)
    for (const [index, at] of closes.entries()) {
      const day = days[index] ?? MONDAY
      expect(at).toBeGreaterThanOrEqual(momentOf(day, 15 * 60 + 30))
      expect(at).toBeLessThan(momentOf(addDays(day, 1), 0))
    }
  })

  it('B91 a holiday is closed at noon', () => {
    const { until } = silentDesk(HOLIDAY)
    expect(until(HOLIDAY, 12, 0)).toMatchObject({
      isOpen: false,
      isContinuous: false,
      session: null,
    })
  })
})
