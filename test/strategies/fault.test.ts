import { expect, it } from 'vitest'
import type { Bar } from '../../src/domain/bar.ts'
import {
  type Desk,
  defineStrategy,
  InstrumentStrategy,
  PortfolioStrategy,
} from '../../src/domain/strategy.ts'
import { tradeDate } from '../../src/domain/time.ts'
import { emaCross } from '../../src/strategies/ema-cross.ts'
import { type Book, columns, opensOf, type Row, run, sessionsFrom } from './book.ts'

const described = {
  title: 'Faulty',
  summary: 'Fails, and loses nothing by it.',
  source: 'this test',
  interval: 'day',
  product: 'CNC',
  parameters: {},
} as const

/** Buys with a stop that is no number. */
class Nonsense extends InstrumentStrategy {
  override readonly memory = []
  override onBar(_bar: Bar, desk: Desk): void {
    desk.buy({ quantity: 1, stop: Number.NaN, target: null, reason: 'none' })
  }
}
const nonsense = defineStrategy({
  ...described,
  name: 'nonsense',
  scope: 'instrument',
  create: () => new Nonsense(),
})

class Loop extends PortfolioStrategy {
  override readonly memory = []
  override onBar(): void {}
  override onMoment(): void {
    throw new RangeError('the loop has no end')
  }
}
const loop = defineStrategy({
  ...described,
  name: 'loop',
  scope: 'portfolio',
  create: () => new Loop(),
})

const closes = [100_000, 100_000, 100_000, 103_000, 104_000, 100_000, 99_000, 99_000]
const dates = sessionsFrom(tradeDate('2026-06-01'), closes.length)
const series = [
  columns(
    opensOf(dates),
    closes.map((close): Row => [close, close, close, close]),
  ),
]
const market = { definition: emaCross, given: { fast: 2, slow: 3, quantity: 10 }, series }

const stoppedIn = ({ events }: Book) =>
  events.flatMap((event) => (event.type === 'strategy.stopped' ? [event.data] : []))

it('a strategy that fails is stopped alone, once, and says why', async () => {
  const alone = await run(market)
  const book = await run({ ...market, others: [nonsense, loop] })
  expect(stoppedIn(book)).toEqual([
    { strategy: 'nonsense', reason: 'it failed: NaN is not a whole number of paise' },
    { strategy: 'loop', reason: 'it failed: the loop has no end' },
  ])
  expect(book.trades).toEqual(alone.trades)
  expect(book.trades).toHaveLength(2)
})

it('stays stopped when the power comes back', async () => {
  const book = await run({ ...market, others: [nonsense, loop], powerCuts: [2, 5] })
  expect(stoppedIn(book)).toHaveLength(2)
  expect(book.trades).toHaveLength(2)
})
