import { describe, expect, it } from 'vitest'
import { calculate, mark, trade, traded } from './worked.ts'

describe('closed trades', () => {
  it('B69 counts losses and charges: what gained less than it cost is a loss', () => {
    const { trades } = traded([
      trade(300),
      trade(-200),
      trade(500),
      trade(-100),
      trade(0),
      trade(-50, { grossPaise: 50, chargesPaise: 100 }),
    ])
    expect(trades).toMatchObject({
      trades: 6,
      wins: 2,
      losses: 3,
      netPaise: 450,
      chargesPaise: 600,
    })
    expect(trades.winRateBps.value).toBeCloseTo(10_000 / 3, 9)
    expect(trades.profitFactor.value).toBeCloseTo(800 / 350, 12)
    expect(trades.expectancyPaise.value).toBe(75)
    expect(trades.payoff.value).toBeCloseTo(400 / (350 / 3), 12)
    expect(trades.averageWinPaise.value).toBe(400)
    expect(trades.averageLossPaise.value).toBe(117)
    expect(trades.largestWinPaise.value).toBe(500)
    expect(trades.largestLossPaise.value).toBe(200)
  })

  it('B69 without a loss there is no profit factor and no payoff, and the reason says so', () => {
    const { trades } = traded([trade(300), trade(100)])
    expect(trades.profitFactor).toEqual({ value: null, reason: 'no losing trade' })
    expect(trades.payoff).toEqual({ value: null, reason: 'no losing trade' })
    expect(trades.largestLossPaise).toEqual({ value: null, reason: 'no losing trade' })
    expect(trades.winRateBps.value).toBe(10_000)
  })

  it('B69 without a win the profit factor is zero, not missing', () => {
    const { trades } = traded([trade(-300), trade(-100)])
    expect(trades.profitFactor).toEqual({ value: 0, reason: null })
    expect(trades.payoff).toEqual({ value: null, reason: 'no winning trade' })
    expect(trades.winRateBps.value).toBe(0)
  })

  it('streaks follow the order of closing, and a trade that came out even ends them', () => {
    const nets = [1, 1, 0, 1, 1, 1, -1, -1, 0, -1]
    const { trades } = traded(nets.map((net) => trade(net)))
    expect(trades).toMatchObject({ longestWinStreak: 3, longestLossStreak: 2, streak: -1 })
  })

  it('excursions are averaged over the trades that were watched', () => {
    const { trades } = traded([
      trade(300, { maePaise: -50, mfePaise: 400 }),
      trade(-200, { maePaise: -250, mfePaise: 0 }),
      trade(100),
    ])
    expect(trades.averageMaePaise.value).toBe(-150)
    expect(trades.worstMaePaise.value).toBe(-250)
    expect(trades.averageMfePaise.value).toBe(200)
    expect(trades.bestMfePaise.value).toBe(400)
    expect(traded([trade(100)]).trades.worstMaePaise.reason).toBe('no trade was watched while open')
  })

  it('B68 each strategy has its own figures, and together they are the account', () => {
    const { trades, strategies } = traded([
      trade(300),
      trade(-200, { strategy: 'reversion' }),
      trade(500, { strategy: 'reversion' }),
      trade(-100),
    ])
    expect(strategies.map(({ strategy }) => strategy)).toEqual(['momentum', 'reversion'])
    expect(strategies.map((each) => each.trades.netPaise)).toEqual([200, 300])
    expect(strategies.map((each) => each.trades.longestWinStreak)).toEqual([1, 1])
    expect(trades.netPaise).toBe(500)
    expect(trades.streak).toBe(-1)
  })

  it('turnover, exposure and cost drag are those of the account a year', () => {
    const calculator = calculate([
      mark('2026-11-06', 1_000_000, { deployedPaise: 500_000 }),
      mark('2026-11-09', 1_000_000, { deployedPaise: 0 }),
    ])
    calculator.addTrade(trade(-100, { entryPaise: 250_000, exitPaise: 250_000, grossPaise: 0 }))
    const { activity } = calculator.report(null)
    expect(activity.turnoverAYear.value).toBeCloseTo((0.25 / 2) * 250, 9)
    expect(activity.exposureBps.value).toBeCloseTo(2_500, 9)
    expect(activity.investedDaysBps.value).toBeCloseTo(5_000, 9)
    expect(activity.costPaise).toBe(100)
    expect(activity.costDragBps.value).toBeCloseTo((100 / 1_000_000 / 2) * 250 * 10_000, 9)
  })
})
