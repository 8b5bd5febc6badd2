import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  numberAt,
  packResult,
  unpackResult,
  wordAt,
  wordsOf,
} from '../../../src/cli/report/packed-result.ts'
import type { BacktestResult, TradeLine } from '../../../src/domain/backtest.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import { isoTime } from '../../../src/domain/time.ts'
import { throughJson } from '../../domain/through-json.ts'
import { sampleBacktest } from '../../services/sample-backtest.ts'

const paise = fc.integer({ min: -9_000_000_000, max: 9_000_000_000 })
const moment = fc.integer({ min: 0, max: 1_900_000_000_000 }).map(isoTime)

const trade: fc.Arbitrary<TradeLine> = fc.record({
  instrument: fc.constantFrom('NSE:ALPHA', 'NSE:M&M').map(instrumentId),
  product: fc.constantFrom('CNC', 'MIS'),
  strategy: fc.constantFrom('ema-cross', 'momentum'),
  side: fc.constantFrom('long', 'short'),
  quantity: fc.integer({ min: 1, max: 100_000 }),
  openedAt: moment,
  closedAt: moment,
  entryPricePaise: paise,
  exitPricePaise: paise,
  entryPaise: paise,
  exitPaise: paise,
  grossPaise: paise,
  chargesPaise: paise,
  netPaise: paise,
  returnBps: fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
    .map((n) => n + 0),
  holdingDays: fc.integer({ min: 0, max: 4_000 }),
  maePaise: fc.option(paise),
  mfePaise: fc.option(paise),
  riskPaise: fc.option(paise),
  openOrderId: fc.option(fc.string({ minLength: 1 })),
  openReason: fc.string(),
  closeReason: fc.string(),
})

describe('a packed result', () => {
  it('unpacks to what was packed, whatever the trades are', async () => {
    const result = await (await sampleBacktest(['ALPHA'])).run({ to: '2022-04-01' })
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 20 }), (trades) => {
        const changed: BacktestResult = throughJson({ ...result, trades })
        expect(unpackResult(throughJson(packResult(changed)))).toEqual(changed)
      }),
    )
  })

  it('keeps each text once', () => {
    const words = wordsOf(['b', 'a', 'b', 'b'])
    expect(words).toEqual({ words: ['b', 'a'], places: [0, 1, 0, 0] })
    expect([0, 1, 2, 3, 4].map((row) => wordAt(words, row))).toEqual([
      'b',
      'a',
      'b',
      'b',
      undefined,
    ])
  })

  it('a number outside the column is no number', () => {
    expect(numberAt([1, null], 0)).toBe(1)
    expect(numberAt([1, null], 1)).toBeNaN()
    expect(numberAt([1, null], 2)).toBeNaN()
  })
})
