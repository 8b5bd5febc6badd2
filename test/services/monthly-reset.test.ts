import { describe, expect, it } from 'vitest'
import { paise } from '../../src/domain/money.ts'
import { addDays, tradeDate } from '../../src/domain/time.ts'
import { MonthlyReset } from '../../src/services/monthly-reset.ts'
import { throughJson } from '../domain/through-json.ts'
import { Alone } from './alone.ts'
import { PaperDesk } from './paper-desk.ts'

const BY = { source: 'test' } as const
const CAPITAL = paise(10_00_000_00)

/** The rule alone: a clock that stands in June 2026. */
class ResetDesk extends Alone {
  readonly service: MonthlyReset

  constructor() {
    super()
    this.service = new MonthlyReset({ bus: this.bus, capital: CAPITAL })
  }

  begin(month = ''): this {
    this.bus.inject('portfolio.account_reset', { month, capital: CAPITAL }, BY)
    return this
  }

  opens(day: string): this {
    const date = tradeDate(day)
    this.clock.advance(ninePastMidnight(day))
    this.bus.publish('market.open', { date, isSpecial: false }, BY)
    return this
  }

  async months(): Promise<readonly string[]> {
    return (await this.told('portfolio.account_reset')).map(({ data }) => data.month)
  }
}

const ninePastMidnight = (day: string) => new PaperDesk({ date: tradeDate(day) }).at(9, 15)

describe('the rule of the month', () => {
  it('B92 the month in which a book begins is not begun again, the next is, once', async () => {
    const desk = new ResetDesk().begin().opens('2026-06-01').opens('2026-06-30')
    expect(await desk.months()).toEqual([''])
    desk.opens('2026-07-01').opens('2026-07-02').opens('2026-07-31')
    expect(await desk.months()).toEqual(['', '2026-07'])
    const [, reset] = await desk.told('portfolio.account_reset')
    expect(reset?.data.capital).toBe(CAPITAL)
  })

  it('B92 start on day 3: the reset happens; second start: not again', async () => {
    const desk = new ResetDesk().begin().opens('2026-06-30')
    const started = new ResetDesk()
    started.service.load(throughJson(desk.service.save()))
    started.opens('2026-07-03')
    expect(await started.months()).toEqual(['2026-07'])
    const again = new ResetDesk()
    again.service.load(throughJson(started.service.save()))
    again.opens('2026-07-03').opens('2026-07-06')
    expect(await again.months()).toEqual([])
  })

  it('B92 months in which nothing ran are not made up for, and December is before January', async () => {
    const desk = new ResetDesk().begin().opens('2026-12-31').opens('2027-01-01').opens('2027-05-03')
    expect(await desk.months()).toEqual(['', '2026-12', '2027-01', '2027-05'])
  })

  it('B92 an account that a person began anew this month is left alone until the next', async () => {
    const desk = new ResetDesk().begin().opens('2026-06-30')
    desk.clock.advance(ninePastMidnight('2026-07-01'))
    desk.begin('a name of its own').opens('2026-07-02').opens('2026-08-03')
    expect(await desk.months()).toEqual(['', 'a name of its own', '2026-08'])
  })

  it('B24 stands without a container, says nothing of a book that has not begun, and leaves nothing behind', async () => {
    const desk = new ResetDesk().opens('2026-06-30').opens('2026-07-01')
    expect(await desk.months()).toEqual([])
    await desk.service.close()
    expect(desk.bus.subscriptions).toBe(0)
  })
})

describe('a month on a desk', () => {
  const LAST = tradeDate('2026-07-31')
  const FIRST = tradeDate('2026-08-03')

  /** Holds shares and has orders standing over the end of July. */
  function overnight(part: ConstructorParameters<typeof PaperDesk>[0] = {}): PaperDesk {
    const desk = new PaperDesk({ date: LAST, resets: 'monthly', ...part })
    desk.bars([9, 15], [9, 17])
    desk.wish({ quantity: 40, protection: { stop: paise(98_000), target: null, trail: null } })
    desk.bar(9, 17)
    desk.quiet(18, 0)
    desk.wish({ quantity: 5 })
    desk.date = FIRST
    return desk
  }

  it('B92 begins before anything trades: the order of the evening before never does', async () => {
    const desk = overnight()
    desk.bars([9, 15], [9, 18], 97_000)
    expect(await desk.trades()).toEqual([['buy', 40, 100_000]])
    const types = (await desk.events()).map(({ type }) => type)
    const opened = types.lastIndexOf('market.open')
    expect(types.slice(opened).filter((type) => type !== 'execution.order_accepted')).toEqual([
      'market.open',
      'portfolio.holdings_settled',
      'portfolio.account_reset',
      'execution.order_cancelled',
      'portfolio.cash_change',
      'portfolio.position_change',
      'risk.exposure_change',
    ])
    const [, reset] = await desk.told('portfolio.account_reset')
    expect(reset).toMatchObject({ source: 'MonthlyReset', data: { month: '2026-08' } })
    const [cancelled] = await desk.told('execution.order_cancelled')
    expect(cancelled?.data.reason).toBe('the account begins anew')
    expect((await desk.told('portfolio.cash_change')).at(-1)?.data).toMatchObject({
      cash: CAPITAL,
      reason: 'reset',
    })
  })

  it('B92 with ticks it begins with the first phase of the day, before the opening auction', async () => {
    const desk = new PaperDesk({ date: LAST, resets: 'monthly', feed: 'ticks' })
    desk.quiet(18, 0)
    desk.date = FIRST
    desk.quiet(9, 1)
    const [, reset] = await desk.told('portfolio.account_reset')
    expect(reset?.at).toBe(desk.at(9, 0))
    desk.quiet(18, 0)
    expect(await desk.told('portfolio.account_reset')).toHaveLength(2)
  })

  it('B92 a desk that is told nothing of months, and a live one, never begins anew', async () => {
    for (const part of [{ resets: 'never' }, { mode: 'live', resets: 'monthly' }] as const) {
      const desk = new PaperDesk({ date: LAST, ...part })
      desk.date = FIRST
      desk.bar(9, 15)
      expect(await desk.told('portfolio.account_reset')).toHaveLength(1)
    }
    const plain = new PaperDesk({ date: LAST })
    plain.date = addDays(FIRST, 60)
    plain.bar(9, 15)
    expect(await plain.told('portfolio.account_reset')).toHaveLength(1)
    expect(Object.keys(plain.kernel.save().parts)).not.toContain('resets')
  })

  it('B92 a halt stays, and a person lets the new account trade', async () => {
    const desk = overnight()
    desk.date = LAST
    desk.kernel.bus.inject('system.emergency_stop', { reason: 'stop', by: 'test' }, BY)
    desk.date = FIRST
    desk.bar(9, 15)
    desk.wish()
    expect((await desk.refusals()).at(-1)).toEqual(['trading_halted'])
    desk.kernel.bus.inject('system.emergency_resume', { reason: 'go', by: 'test' }, BY)
    desk.wish()
    desk.bar(9, 16)
    expect(await desk.trades()).toHaveLength(2)
  })
})
