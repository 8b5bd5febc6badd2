import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyBars } from '../../src/domain/bar.ts'
import type { CorporateAction } from '../../src/domain/corporate-action.ts'
import { DEFAULT_FILLS } from '../../src/domain/fill-model.ts'
import { paise } from '../../src/domain/money.ts'
import { addDays } from '../../src/domain/time.ts'
import { throughJson } from '../domain/through-json.ts'
import { DATE, INFY, PaperDesk, type PaperDeskOptions } from './paper-desk.ts'

type Step =
  | { readonly kind: 'bar'; readonly path: readonly [number, number, number] }
  | {
      readonly kind: 'wish'
      readonly side: 'buy' | 'sell'
      readonly effect: 'open' | 'close'
      readonly product: 'CNC' | 'MIS'
      readonly quantity: number
      readonly type: 'MARKET' | 'LIMIT' | 'SL-M'
      readonly away: number
      readonly isGuarded: boolean
    }
  | { readonly kind: 'day' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('bar' as const),
      path: fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 400 }), fc.nat({ max: 400 })),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('wish' as const),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      effect: fc.constantFrom('open' as const, 'open' as const, 'close' as const),
      product: fc.constantFrom('CNC' as const, 'MIS' as const),
      quantity: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 1_100 })),
      type: fc.constantFrom('MARKET' as const, 'LIMIT' as const, 'SL-M' as const),
      away: fc.integer({ min: -300, max: 300 }),
      isGuarded: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'day' as const }) },
)
const STEPS = fc.array(step, { maxLength: 80, size: 'max' })

const ACTIONS: readonly CorporateAction[] = [
  {
    kind: 'dividend',
    instrument: INFY,
    exDate: addDays(DATE, 1),
    dividendPaise: 1_250,
    source: 'test',
  },
  {
    kind: 'bonus',
    instrument: INFY,
    exDate: addDays(DATE, 2),
    newShares: 3,
    oldShares: 2,
    source: 'test',
  },
  {
    kind: 'split',
    instrument: INFY,
    exDate: addDays(DATE, 3),
    newShares: 1,
    oldShares: 5,
    source: 'test',
  },
]
const SETTINGS: PaperDeskOptions = {
  fills: DEFAULT_FILLS,
  actions: ACTIONS,
  share: { isDerivativeEligible: true },
}

/** Plays steps on a desk, a bar a minute; the price stands near ₹1,000 in the shares of the day. */
class Play {
  desk = new PaperDesk(SETTINGS)
  #minute = 0
  #day = 0
  #last = 100_000

  run(each: Step): void {
    const { desk } = this
    switch (each.kind) {
      case 'bar': {
        if (this.#minute >= 370) return this.run({ kind: 'day' })
        const price = (part: number) => this.#last - 1_000 + part * 5
        const [open, close, far] = each.path.map(price)
        if (open === undefined || close === undefined || far === undefined) return
        const [high, low] = [Math.max(open, close, far), Math.min(open, close, far)]
        const shape = { open, close, high, low, volume: 4_000 }
        desk.bar(9 + Math.floor((15 + this.#minute) / 60), (15 + this.#minute) % 60, shape)
        this.#minute += 1
        return
      }
      case 'wish': {
        const { away, isGuarded, ...wish } = each
        const level = paise(this.#last + away * 5)
        const stop = paise(this.#last + (wish.side === 'buy' ? -1_500 : 1_500))
        const target = paise(this.#last + (wish.side === 'buy' ? 2_000 : -2_000))
        desk.wish({
          ...wish,
          limit: wish.type === 'LIMIT' ? level : null,
          trigger: wish.type === 'SL-M' ? level : null,
          decisionPrice: paise(this.#last),
          protection: isGuarded && wish.effect === 'open' ? { stop, target, trail: null } : null,
        })
        return
      }
      case 'day':
        if (this.#day === 3) return
        desk.quiet(23, 0)
        this.#day += 1
        this.#minute = 0
        this.#last = [100_000, 100_000, 66_665, 333_325][this.#day] ?? 100_000
        desk.date = addDays(DATE, this.#day)
        return
    }
  }
}

const played = (steps: readonly Step[]): PaperDesk => {
  const play = new Play()
  for (const each of steps) play.run(each)
  return play.desk
}

interface SavedParts {
  readonly risk: {
    readonly account: {
      readonly cash: number
      readonly lines: readonly { readonly product: string; readonly quantity: number }[]
    }
    readonly holds: readonly { readonly cash: number; readonly orderId: string }[]
  }
  readonly execution: readonly {
    readonly order: { readonly id: string }
    readonly status: string
  }[]
  readonly portfolio: {
    readonly cash: number
    readonly deposits: number
    readonly realised: number
    readonly dividends: number
    readonly charges: { readonly totalPaise: number }
    readonly positions: readonly {
      readonly product: string
      readonly quantity: number
      readonly lots: readonly { readonly quantity: number; readonly costPaise: number }[]
    }[]
  }
}

const partsOf = (desk: PaperDesk): SavedParts =>
  throughJson(desk.kernel.save().parts) as unknown as SavedParts

/** What does not add up in a desk at rest; empty when all does. */
function faultsOf(desk: PaperDesk): readonly string[] {
  const faults: string[] = []
  const { risk, portfolio, execution } = partsOf(desk)
  let cost = 0
  for (const { product, quantity, lots } of portfolio.positions) {
    for (const lot of lots) cost += Math.sign(quantity) * lot.costPaise
    const shares = lots.reduce((sum, lot) => sum + lot.quantity, 0)
    if (shares !== Math.abs(quantity)) faults.push(`${product}: ${shares} shares in lots`)
    const line = risk.account.lines.find((other) => other.product === product)
    if ((line?.quantity ?? 0) !== quantity) faults.push(`${product}: risk knows ${line?.quantity}`)
  }
  const uses = portfolio.cash + cost + portfolio.charges.totalPaise
  const sources = portfolio.deposits + portfolio.realised + portfolio.dividends
  if (uses !== sources) faults.push(`uses ${uses}, sources ${sources}`)
  if (risk.account.cash !== portfolio.cash) faults.push(`risk knows cash of ${risk.account.cash}`)
  const working = new Set(
    execution.flatMap(({ order, status }) => (ENDED.includes(status) ? [] : [order.id])),
  )
  for (const { orderId, cash } of risk.holds) {
    if (!working.has(orderId) || cash < 0) faults.push(`${cash} held for ${orderId}`)
  }
  return faults
}

const ENDED = ['filled', 'rejected', 'cancelled', 'expired']

describe('D6 a desk over days of orders, fills, charges and corporate actions', () => {
  it('D6 B132 cash, lots, charges, holds and orders agree after every step, in whole paise', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, async (steps) => {
        const play = new Play()
        for (const each of steps) {
          play.run(each)
          expect(faultsOf(play.desk)).toEqual([])
        }
        expect(await play.desk.told('system.error')).toEqual([])
        if ((await play.desk.trades()).length > 0) return
        expect(partsOf(play.desk).portfolio.positions).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('D6 B132 an entry never spends cash that is not free, charges counted, whatever the fill costs', async () => {
    const entry = fc.record({
      quantity: fc.integer({ min: 930, max: 1_000 }),
      product: fc.constantFrom('CNC' as const, 'MIS' as const),
      opens: fc.array(fc.nat({ max: 500 }), { minLength: 1, maxLength: 3 }),
      volume: fc.constantFrom(4_000, 10_000, 100_000),
      type: fc.constantFrom('MARKET' as const, 'SL-M' as const),
    })
    let filled = 0
    await fc.assert(
      fc.asyncProperty(entry, async ({ opens, volume, type, ...wish }) => {
        const desk = new PaperDesk(SETTINGS)
        desk.bar(9, 15)
        desk.wish({ ...wish, type, trigger: type === 'SL-M' ? paise(100_500) : null })
        for (const [minute, open] of opens.entries()) {
          desk.bar(9, 16 + minute, { open: 99_500 + open * 5, volume })
        }
        filled += (await desk.trades()).length
        for (const { data } of await desk.told('portfolio.cash_change')) {
          expect(data.cash).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 300 },
    )
    expect(filled).toBeGreaterThan(50)
  })

  it('D6 the same inputs give the same journal; a restart at any step changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, fc.nat({ max: 80 }), async (steps, stop) => {
        const straight = played(steps)
        const again = played(steps)
        const play = new Play()
        for (const [index, each] of steps.entries()) {
          if (index === stop) play.desk = new PaperDesk({ ...SETTINGS, from: play.desk })
          play.run(each)
        }
        expect(again.journal.hash).toBe(straight.journal.hash)
        expect(play.desk.journal.hash).toBe(straight.journal.hash)
      }),
      { numRuns: 60 },
    )
  })

  it('D6 bars handed over one by one and all at once give the same journal', async () => {
    const shape = fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 400 })), {
      minLength: 2,
      maxLength: 300,
    })
    await fc.assert(
      fc.asyncProperty(shape, async (prices) => {
        const wishes = (desk: PaperDesk) => {
          desk.quiet(8, 30)
          desk.wish({ protection: { stop: paise(98_800), target: paise(101_200), trail: null } })
          desk.wish({ type: 'LIMIT', limit: paise(99_500), quantity: 600, strategy: 'b' })
        }
        const live = new PaperDesk(SETTINGS)
        wishes(live)
        const batch = new PaperDesk(SETTINGS)
        wishes(batch)
        const bars = emptyBars(prices.length)
        for (const [row, [open, close]] of prices.entries()) {
          const [from, to] = [99_000 + open * 5, 99_000 + close * 5]
          const [hour, minute] = [9 + Math.floor((15 + row) / 60), (15 + row) % 60]
          const [high, low] = [Math.max(from, to), Math.min(from, to)]
          live.bar(hour, minute, { open: from, close: to, high, low, volume: 3_000 })
          bars.at[row] = batch.at(hour, minute)
          bars.open[row] = from
          bars.close[row] = to
          bars.high[row] = high
          bars.low[row] = low
          bars.volume[row] = 3_000
        }
        const instrument = new Int32Array(prices.length)
        batch.kernel.deliver({ kind: 'bars', interval: '1m', instrument, bars })
        expect(batch.journal.hash).toBe(live.journal.hash)
        expect(throughJson(batch.kernel.save())).toEqual(throughJson(live.kernel.save()))
      }),
      { numRuns: 40 },
    )
  })
})
