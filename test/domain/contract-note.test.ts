import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instrumentId, orderId } from '../../src/domain/brand.ts'
import { addCharges, type Charges, NO_CHARGES } from '../../src/domain/charges.ts'
import { type NoteFill, RunningNote } from '../../src/domain/contract-note.ts'
import { paise, rupees } from '../../src/domain/money.ts'
import type { Product, Side } from '../../src/domain/order.ts'
import { type ChargeTerms, DEFAULT_TERMS } from '../../src/domain/rulebook/charge-rates.ts'
import { allotted } from '../../src/domain/rulebook/note-lines.ts'
import { tradeDate } from '../../src/domain/time.ts'
import { ORACLE_DAYS, type OracleFill, oracleNote } from './rulebook/note-oracle.ts'

const INFY = instrumentId('NSE:INFY')
const SBIN = instrumentId('BSE:SBIN')

let orders = 0
/** One execution of an order of its own. */
const fill = (
  product: Product,
  side: Side,
  quantity: number,
  price: number,
  more: Partial<NoteFill> = {},
): NoteFill => ({
  orderId: orderId(`order${++orders}`),
  instrument: INFY,
  kind: 'equity',
  exchange: 'NSE',
  side,
  product,
  quantity,
  price: rupees(price),
  ...more,
})

const noteOf = (
  day: string,
  fills: readonly NoteFill[],
  terms: Partial<ChargeTerms> = {},
): Charges => {
  const note = new RunningNote(tradeDate(day), { ...DEFAULT_TERMS, ...terms })
  for (const one of fills) note.add(one)
  return note.charges
}

const bought = (value: number, price = 100) => fill('CNC', 'buy', value / price, price)
const sold = (value: number, price = 100) => fill('CNC', 'sell', value / price, price)

describe('a contract note worked by hand', () => {
  it('charges a delivery purchase of ₹5,000 ₹5.94 on 23 November 2026', () => {
    expect(noteOf('2026-11-23', [bought(5_000)])).toEqual({
      brokeragePaise: 0,
      sttPaise: 500,
      transactionPaise: 15, // 0.153495
      ipftPaise: 0,
      sebiPaise: 1, // half a paisa, up
      gstPaise: 3, // 18 % of 0.16
      stampPaise: 75,
      dpPaise: 0,
      squareOffPaise: 0,
      totalPaise: 594,
    })
  })

  it('charges its sale ₹20.53, most of it for the demat account', () => {
    const note = noteOf('2026-11-25', [sold(5_000)])
    expect(note.dpPaise).toBe(1_534)
    expect(note.totalPaise).toBe(500 + 15 + 1 + 3 + 1_534)
  })

  it('charges a day trade of ₹1,00,000 ₹82.72', () => {
    const trades = [fill('MIS', 'buy', 100, 1_000), fill('MIS', 'sell', 100, 1_010)]
    expect(noteOf('2026-11-23', trades)).toEqual({
      brokeragePaise: 4_000,
      sttPaise: 2_500, // 0.025 % of 100 shares at the average 1,005 is 25.125
      transactionPaise: 617,
      ipftPaise: 0,
      sebiPaise: 20,
      gstPaise: 835, // 18 % of 46.37 is 8.3466
      stampPaise: 300,
      dpPaise: 0,
      squareOffPaise: 0,
      totalPaise: 8_272,
    })
  })

  it('averages a day of buys and sells in one share as the broker does', () => {
    const trades = [
      fill('CNC', 'buy', 500, 100),
      fill('CNC', 'sell', 500, 105),
      fill('CNC', 'buy', 200, 110),
    ]
    expect(noteOf('2024-10-01', trades)).toEqual({
      brokeragePaise: 3_735, // 15.00, 15.75 and 6.60: every delivery order of the share bears it
      sttPaise: 3_400, // ₹13 for 500 shares within the day, ₹21 for 200 kept, at 103.75
      transactionPaise: 370,
      ipftPaise: 12,
      sebiPaise: 12,
      gstPaise: 743,
      stampPaise: 463, // 1.54 and 3.09 at the average purchase of 102.857
      dpPaise: 0,
      squareOffPaise: 0,
      totalPaise: 8_735,
    })
  })

  it('charges an order of many fills as one order', () => {
    const order = orderId('many')
    const fills = [40, 30, 30].map((quantity) =>
      fill('MIS', 'buy', quantity, 1_000, { orderId: order }),
    )
    expect(noteOf('2026-11-23', fills).brokeragePaise).toBe(2_000)
    const apart = [40, 30, 30].map((quantity) => fill('MIS', 'buy', quantity, 1_000))
    expect(noteOf('2026-11-23', apart).brokeragePaise).toBe(1_200 + 900 + 900)
  })

  it('takes the demat fee once a share and day', () => {
    const sales = [sold(5_000), sold(5_000), sold(10_000, 50)]
    expect(noteOf('2026-11-25', sales).dpPaise).toBe(1_534)
    const another = { instrument: instrumentId('NSE:TCS') }
    expect(noteOf('2026-11-25', [sold(5_000), { ...sold(5_000), ...another }]).dpPaise).toBe(3_068)
  })

  it('takes no demat fee for shares bought the same day', () => {
    expect(noteOf('2026-11-25', [bought(5_000), sold(5_000)]).dpPaise).toBe(0)
  })

  it('gives a woman the reduced demat fee', () => {
    expect(noteOf('2026-11-25', [sold(5_000)], { isWoman: true }).dpPaise).toBe(1_505)
  })

  it('charges the desk’s square-off ₹59 an order, and each block of 30,000 shares again', () => {
    const desk = { isSquareOff: true }
    expect(noteOf('2026-11-23', [fill('MIS', 'sell', 100, 50, desk)]).squareOffPaise).toBe(5_900)
    const large = fill('MIS', 'sell', 30_001, 50, desk)
    expect(noteOf('2026-11-23', [large]).squareOffPaise).toBe(11_800)
  })

  it('taxes a fund’s units on sale only, at a thousandth of a percent', () => {
    const etf = { kind: 'etf' as const }
    expect(noteOf('2026-11-23', [fill('CNC', 'buy', 1_000, 250, etf)]).sttPaise).toBe(0)
    const sale = fill('CNC', 'sell', 4_000, 250, etf)
    expect(noteOf('2026-11-23', [sale]).sttPaise).toBe(1_000)
  })

  it('rounds transaction tax as configured', () => {
    const trades = [fill('CNC', 'buy', 3, 150), fill('CNC', 'buy', 3, 150)] // ₹0.45 each
    expect(noteOf('2026-11-23', trades).sttPaise).toBe(100)
    expect(noteOf('2026-11-23', trades, { sttRounding: 'order_rupee' }).sttPaise).toBe(0)
    expect(noteOf('2026-11-23', trades, { sttRounding: 'paisa' }).sttPaise).toBe(90)
  })
})

describe('a contract note at a boundary', () => {
  const both = (before: string, after: string, fills: readonly NoteFill[]) =>
    [noteOf(before, fills), noteOf(after, fills)] as const

  it('30 September and 1 October 2024: cheaper exchange and demat fee', () => {
    const [before, after] = both('2024-09-30', '2024-10-01', [sold(100_000)])
    expect(before).toMatchObject({
      transactionPaise: 322,
      ipftPaise: 10,
      gstPaise: 62,
      dpPaise: 1_593,
    })
    expect(after).toMatchObject({
      transactionPaise: 297,
      ipftPaise: 10,
      gstPaise: 57,
      dpPaise: 1_534,
    })
  })

  it('28 February and 1 March 2026: the levy moves into the charge, the total stays', () => {
    const [before, after] = both('2026-02-28', '2026-03-01', [bought(100_000)])
    expect(before).toMatchObject({ transactionPaise: 297, ipftPaise: 10 })
    expect(after).toMatchObject({ transactionPaise: 307, ipftPaise: 0 })
    expect(after.totalPaise).toBe(before.totalPaise)
  })

  it('31 March and 1 April 2023: 345 a crore becomes 325 and 10', () => {
    const [before, after] = both('2023-03-31', '2023-04-01', [bought(100_000)])
    expect(before).toMatchObject({ transactionPaise: 345, ipftPaise: 0, gstPaise: 64 })
    expect(after).toMatchObject({ transactionPaise: 325, ipftPaise: 10, gstPaise: 62 })
  })

  it('17 and 18 July 2022: GST also on SEBI’s fee', () => {
    const [before, after] = both('2022-07-17', '2022-07-18', [bought(1_000_000)])
    expect(before).toMatchObject({ transactionPaise: 3_450, sebiPaise: 100, gstPaise: 621 })
    expect(after).toMatchObject({ transactionPaise: 3_450, sebiPaise: 100, gstPaise: 639 })
  })

  it('30 June and 1 July 2020: one stamp duty for the country, on purchases only', () => {
    const [buyBefore, buyAfter] = both('2020-06-30', '2020-07-01', [bought(100_000)])
    expect([buyBefore.stampPaise, buyAfter.stampPaise]).toEqual([1_000, 1_500])
    const [sellBefore, sellAfter] = both('2020-06-30', '2020-07-01', [sold(100_000)])
    expect([sellBefore.stampPaise, sellAfter.stampPaise]).toEqual([1_000, 0])
  })

  it('before July 2020 some states stop at ₹50 a day', () => {
    const note = noteOf('2020-06-30', [bought(1_500_000)], { state: 'odisha' })
    expect(note.stampPaise).toBe(5_000)
  })

  it('2 and 3 June 2021: shares sold before delivery begin to bear the demat fee', () => {
    const btst = fill('CNC', 'sell', 50, 100, { unsettledQuantity: 50 })
    const [before, after] = both('2021-06-02', '2021-06-03', [btst])
    expect([before.dpPaise, after.dpPaise]).toEqual([0, 1_593])
    const mixed = fill('CNC', 'sell', 50, 100, { unsettledQuantity: 49 })
    expect(noteOf('2021-06-02', [mixed]).dpPaise).toBe(1_593)
  })

  it('30 June and 1 July 2017: service tax becomes GST', () => {
    const [before, after] = both('2017-06-30', '2017-07-01', [bought(1_000_000)])
    expect([before.gstPaise, after.gstPaise]).toEqual([488, 585]) // 15 % and 18 % of 32.50
  })

  it('30 November and 1 December 2015: delivery becomes free of brokerage', () => {
    const [before, after] = both('2015-11-30', '2015-12-01', [bought(10_000)])
    expect([before.brokeragePaise, after.brokeragePaise]).toEqual([1_000, 0])
  })

  it('bears each year’s charges on a crore of purchases, in rupees', () => {
    const rows = [
      // day, NSE, its levy, BSE, SEBI
      ['2016-06-01', 325, 0.01, 275, 20],
      ['2017-03-31', 325, 0.01, 275, 20],
      ['2018-12-31', 325, 0.01, 300, 15],
      ['2019-04-01', 325, 0.01, 300, 10],
      ['2020-06-01', 325, 0.01, 300, 5],
      ['2020-12-31', 325, 0.01, 300, 5],
      ['2021-01-01', 345, 0.01, 300, 5],
      ['2021-04-01', 345, 0.01, 300, 10],
      ['2022-12-01', 345, 0.01, 375, 10],
      ['2023-04-01', 325, 10, 375, 10],
      ['2024-04-01', 322, 10, 375, 10],
      ['2024-10-01', 297, 10, 375, 10],
      ['2026-03-01', 306.99, 0.01, 375, 10],
    ] as const
    for (const [day, nse, levy, bse, sebi] of rows) {
      const crore = { quantity: 10_000, price: rupees(1_000) }
      const onNse = noteOf(day, [{ ...bought(5_000), ...crore }])
      const onBse = noteOf(day, [{ ...bought(5_000), ...crore, instrument: SBIN, exchange: 'BSE' }])
      const paid = [
        onNse.transactionPaise,
        onNse.ipftPaise,
        onBse.transactionPaise,
        onNse.sebiPaise,
      ]
      expect([day, ...paid]).toEqual([day, ...[nse, levy, bse, sebi].map(rupees)])
      expect(onBse.ipftPaise).toBe(0)
    }
  })

  it('bears BSE’s charge a trade from April 2017 and a thousandth for its exclusive groups', () => {
    const share = { instrument: SBIN, exchange: 'BSE' as const }
    const order = orderId('parts')
    const parts = [1, 2, 3].map((n) => fill('CNC', 'buy', n, 100, { ...share, orderId: order }))
    expect(noteOf('2017-05-02', parts).transactionPaise).toBe(300)
    const exclusive = fill('CNC', 'buy', 100, 100, { ...share, exchange: 'BSE_X' })
    expect(noteOf('2026-11-23', [exclusive]).transactionPaise).toBe(1_000)
  })

  it('names the rules of the day that no source confirms', () => {
    const may2024 = new RunningNote(tradeDate('2024-05-15'))
    may2024.add(bought(5_000))
    expect(may2024.note().doubts).toEqual(['NSE transaction charge, billionths of value'])
    const today = new RunningNote(tradeDate('2026-11-23'))
    today.add(bought(5_000))
    expect(today.note().doubts).toEqual([])
  })
})

describe('the running difference', () => {
  it('turns negative when a same-day sale makes delivery intraday', () => {
    const note = new RunningNote(tradeDate('2026-11-23'))
    const purchase = note.add(bought(100_000))
    expect(purchase).toMatchObject({ sttPaise: 10_000, stampPaise: 1_500, brokeragePaise: 0 })
    const sale = note.add(sold(100_000))
    expect(sale).toMatchObject({ sttPaise: -7_500, stampPaise: -1_200, brokeragePaise: 4_000 })
    expect(sale.dpPaise).toBe(0)
  })

  it('takes the demat fee back when shares sold are bought again the same day', () => {
    const note = new RunningNote(tradeDate('2026-11-23'))
    expect(note.add(sold(10_000)).dpPaise).toBe(1_534)
    expect(note.add(bought(10_000)).dpPaise).toBe(-1_534)
  })

  it('refuses what cannot be a trade and stays as it was', () => {
    const note = new RunningNote(tradeDate('2026-11-23'))
    const first = bought(5_000)
    note.add(first)
    const before = note.charges
    const wrong: readonly NoteFill[] = [
      fill('CNC', 'buy', 0, 100),
      fill('CNC', 'buy', 1.5, 100),
      fill('CNC', 'buy', Number.NaN, 100),
      fill('CNC', 'buy', 1, 100, { price: paise(-1) }),
      fill('CNC', 'buy', 1, 100, { kind: 'index' }),
      fill('CNC', 'sell', 1, 100, { unsettledQuantity: 2 }),
      fill('MIS', 'sell', 1, 100, { unsettledQuantity: 1 }),
      fill('CNC', 'sell', 1, 100, { orderId: first.orderId }),
      fill('CNC', 'buy', 1, 100, { exchange: 'BSE' }),
    ]
    for (const one of wrong) expect(() => note.add(one)).toThrow(RangeError)
    expect(note.charges).toEqual(before)
    expect(note.note().lines).toHaveLength(1)
  })
})

const SHARES = [
  { instrument: INFY, exchange: 'NSE' },
  { instrument: instrumentId('NSE:TCS'), exchange: 'NSE' },
  { instrument: SBIN, exchange: 'BSE' },
] as const

interface Draft {
  readonly share: number
  readonly side: Side
  readonly product: Product
  readonly isSquareOff: boolean
  readonly parts: readonly { readonly quantity: number; readonly price: number }[]
}

const drafts: fc.Arbitrary<readonly Draft[]> = fc.array(
  fc.record({
    share: fc.nat({ max: SHARES.length - 1 }),
    side: fc.constantFrom('buy', 'sell'),
    product: fc.constantFrom('CNC', 'MIS'),
    isSquareOff: fc.boolean(),
    parts: fc.array(
      fc.record({
        quantity: fc.integer({ min: 1, max: 5_000 }),
        price: fc.integer({ min: 1, max: 5_000_000 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  { minLength: 1, maxLength: 12 },
)

const fillsOf = (list: readonly Draft[]): readonly NoteFill[] =>
  list.flatMap(({ share, side, product, isSquareOff, parts }, index) =>
    parts.map(({ quantity, price }) => ({
      ...(SHARES[share] ?? SHARES[0]),
      orderId: orderId(`o${index}`),
      kind: 'equity' as const,
      side,
      product,
      quantity,
      price: paise(price),
      isSquareOff: product === 'MIS' && isSquareOff,
    })),
  )

const asOracle = (one: NoteFill): OracleFill => ({
  order: one.orderId,
  share: one.instrument,
  exchange: one.exchange === 'NSE' ? 'NSE' : 'BSE',
  side: one.side,
  product: one.product,
  quantity: one.quantity,
  price: one.price,
  isSquareOff: one.isSquareOff ?? false,
})

const anyDay = fc.constantFrom(...Object.keys(ORACLE_DAYS))
const shuffled = drafts.chain((list) => {
  const fills = fillsOf(list)
  return fc.shuffledSubarray([...fills], { minLength: fills.length, maxLength: fills.length })
})

describe('the lines of a note', () => {
  it('share what the day owes as a whole by what each traded', () => {
    const note = new RunningNote(tradeDate('2026-11-23'))
    note.add(fill('MIS', 'buy', 300, 1_000))
    note.add(fill('MIS', 'buy', 100, 1_000, { instrument: instrumentId('NSE:TCS') }))
    note.add(fill('CNC', 'buy', 100, 1_000, { instrument: SBIN, exchange: 'BSE' }))
    const [infy, tcs, sbin] = note.note().lines
    expect([infy, tcs, sbin].map((line) => line?.charges.transactionPaise)).toEqual([921, 307, 375])
    expect([infy, tcs, sbin].map((line) => line?.charges.sebiPaise)).toEqual([30, 10, 10])
    // 18 % of 29.51, 23.17 and 3.85 is 5.31, 4.17 and 0.69, of their sum 10.18: one line bears the odd paisa
    expect([infy, tcs, sbin].map((line) => line?.charges.gstPaise)).toEqual([531, 418, 69])
    expect(sbin).toMatchObject({ buyQuantity: 100, deliveryQuantity: 100, intradayQuantity: 0 })
    expect(infy).toMatchObject({ buyValuePaise: 30_000_000, intradayQuantity: 300 })
  })

  it('lose nothing in allotting, even where nothing weighs', () => {
    expect(allotted(100, [1, 1, 1])).toEqual([33, 34, 33])
    expect(allotted(100, [0, 0])).toEqual([0, 100])
    expect(allotted(0, [])).toEqual([])
  })
})

describe('any day of fills', () => {
  it('D6 differences add up, whatever the order, to the note reckoned from all fills at once', () => {
    fc.assert(
      fc.property(anyDay, shuffled, (day, fills) => {
        const rates = ORACLE_DAYS[day]
        if (rates === undefined) throw new Error(`no rates for ${day}`)
        const note = new RunningNote(tradeDate(day))
        const total = fills.map((one) => note.add(one)).reduce(addCharges, NO_CHARGES)
        const { totalPaise, ...items } = total
        const expected = oracleNote(fills.map(asOracle), rates)
        expect(items).toEqual({
          brokeragePaise: expected.brokerage,
          sttPaise: expected.stt,
          transactionPaise: expected.transaction,
          ipftPaise: expected.ipft,
          sebiPaise: expected.sebi,
          gstPaise: expected.gst,
          stampPaise: expected.stamp,
          dpPaise: expected.dp,
          squareOffPaise: expected.squareOff,
        })
        expect(totalPaise).toBe(Object.values(expected).reduce((sum, item) => sum + item, 0))
        expect(note.charges).toEqual(total)
      }),
      { numRuns: 400 },
    )
  })

  it('every difference is whole paise', () => {
    fc.assert(
      fc.property(anyDay, shuffled, (day, fills) => {
        const note = new RunningNote(tradeDate(day))
        for (const one of fills) {
          for (const item of Object.values(note.add(one))) expect(Number.isInteger(item)).toBe(true)
        }
      }),
    )
  })

  it('the lines of the note add up to it, item by item', () => {
    fc.assert(
      fc.property(anyDay, shuffled, (day, fills) => {
        const running = new RunningNote(tradeDate(day), { ...DEFAULT_TERMS, state: 'odisha' })
        for (const one of fills) running.add(one)
        const note = running.note()
        expect(note.lines.map((line) => line.charges).reduce(addCharges, NO_CHARGES)).toEqual(
          note.charges,
        )
      }),
    )
  })

  it('a note restored from its saved text goes on as if nothing had happened', () => {
    fc.assert(
      fc.property(anyDay, shuffled, fc.nat(), (day, fills, cut) => {
        const at = cut % (fills.length + 1)
        const whole = new RunningNote(tradeDate(day))
        const before = new RunningNote(tradeDate(day))
        for (const one of fills.slice(0, at)) {
          whole.add(one)
          before.add(one)
        }
        const state = before.save()
        expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state)
        const after = RunningNote.restore(structuredClone(state))
        expect(after.charges).toEqual(whole.charges)
        for (const one of fills.slice(at)) expect(after.add(one)).toEqual(whole.add(one))
        expect(after.note()).toEqual(whole.note())
      }),
    )
  })
})
