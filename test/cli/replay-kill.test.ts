import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { StateManager } from '../../src/core/state/state-manager.ts'
import { Random } from '../../src/domain/random.ts'
import { MarketCalendar } from '../../src/domain/rulebook/calendar.ts'
import { addDays, type TradeDate, tradeDate } from '../../src/domain/time.ts'
import { type Desk, useProgram } from './cli.ts'

interface Summary {
  readonly journalHash: string
  readonly events: number
  readonly finalEquityPaise: number
  readonly trades: readonly unknown[]
  /** Of what the market brought in one run: another for one that went on. */
  readonly dataHash: string
}

const FIRST = tradeDate('2021-01-01')
const LAST = tradeDate('2023-06-30')
const SHARES = 30
const REPLAY =
  `run --market replay --from ${FIRST} --to ${LAST} --until end --speed max --strategies ema-cross,donchian-breakout`.split(
    ' ',
  )
const LONG = 180_000

function sessions(): readonly TradeDate[] {
  const calendar = new MarketCalendar()
  const dates: TradeDate[] = []
  for (let date = FIRST; date <= LAST; date = addDays(date, 1)) {
    if (calendar.isSession(date)) dates.push(date)
  }
  return dates
}

/** Shares that wander, as a file of daily bars. */
function wandering(seed: number): string {
  const random = new Random(seed)
  const lines = ['symbol,date,open,high,low,close,volume']
  const dates = sessions()
  for (let share = 0; share < SHARES; share++) {
    let last = 40_000 + 5_000 * share
    for (const date of dates) {
      const step = (width: number) =>
        5 * Math.round((last * (1 + width * (random.next() - 0.49))) / 5)
      const open = step(0.01)
      const close = step(0.04)
      const high = Math.max(open, close) + 50
      const low = Math.min(open, close) - 50
      const prices = [open, high, low, close].map((price) => (price / 100).toFixed(2))
      lines.push(`S${share},${date},${prices.join(',')},500000`)
      last = close
    }
  }
  return `${lines.join('\n')}\n`
}

/** Asks until the journal holds more than so many events; how many it holds then. */
async function storedBeyond({ db }: StateManager, count: number): Promise<number> {
  for (;;) {
    const { events } = await db
      .selectFrom('journal')
      .select(({ fn }) => fn.countAll<string>().as('events'))
      .executeTakeFirstOrThrow()
    if (Number(events) > count) return Number(events)
    await nextTurn()
  }
}

describe('a replay whose process is killed', () => {
  const { desk } = useProgram()
  const open: Desk[] = []
  afterEach(async () => {
    for (const one of open.splice(0)) await one[Symbol.asyncDispose]()
  })

  async function installation(): Promise<Desk> {
    const made = await desk()
    open.push(made)
    const file = await made.file('bars.csv', wandering(7))
    const { code, err } = await made.run(['data', 'import', file])
    expect(code, err).toBe(0)
    return made
  }

  it(
    'B44 J8 comes to the journal of an undisturbed run, wherever SIGKILL met it',
    async () => {
      const undisturbed = await (await installation()).json<Summary>(REPLAY)
      const my = await installation()
      const state = await my.database.open()
      for (const share of [0.2, 0.5, 0.8]) {
        const running = my.start(REPLAY)
        const reached = await storedBeyond(state, share * undisturbed.events)
        running.signal('SIGKILL')
        expect((await running.ended).code).toBeNull()
        expect(reached).toBeLessThan(undisturbed.events)
      }
      const resumed = await my.json<Summary>(REPLAY)
      expect(undisturbed.trades.length).toBeGreaterThan(20)
      expect({ ...resumed, dataHash: undisturbed.dataHash }).toEqual(undisturbed)
      expect((await my.run(['journal', 'verify'])).code).toBe(0)
    },
    LONG,
  )
})
