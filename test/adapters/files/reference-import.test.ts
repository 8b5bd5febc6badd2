import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isIsin } from '../../../src/adapters/files/constituents-file.ts'
import { simpleRatio } from '../../../src/adapters/files/corporate-actions-file.ts'
import { SystemClock } from '../../../src/core/clock.ts'
import {
  PostgresReferenceStore,
  type ReferenceTables,
} from '../../../src/core/state/reference-store.ts'
import type { ResearchTables } from '../../../src/core/state/research-rows.ts'
import { PostgresResearchStore } from '../../../src/core/state/research-store.ts'
import type { StateManager } from '../../../src/core/state/state-manager.ts'
import { tradeDate } from '../../../src/domain/time.ts'
import { marketData, warnWithoutData } from '../../market-data.ts'
import { type TestDatabase, testDatabase } from '../../postgres.ts'
import { type ImportDesk, importDesk } from './import-fixture.ts'

warnWithoutData('imports of real reference data')

describe('files of reference data', () => {
  let database: TestDatabase
  let state: StateManager
  let reference: PostgresReferenceStore
  let desk: ImportDesk

  beforeEach(async () => {
    database = await testDatabase()
    state = await database.open()
    reference = new PostgresReferenceStore(state.db.withTables<ReferenceTables>())
    const db = state.db.withTables<ResearchTables>()
    const research = new PostgresResearchStore({ db, clock: new SystemClock(), reference })
    desk = await importDesk({ reference, research })
  })
  afterEach(async () => {
    await desk[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
  })

  const LIST =
    'instrument_token,exchange_token,tradingsymbol,name,last_price,expiry,strike,tick_size,lot_size,instrument_type,segment,exchange'

  it('a list of instruments keeps shares, funds and indices apart from what is not traded here', async () => {
    const text = `${LIST}
256265,1001,NIFTY 50,NIFTY 50,0.0,,0.0,0.0,0,EQ,INDICES,NSE
408065,1594,INFY,INFOSYS,0.0,,0.0,0.1,1,EQ,NSE,NSE
595969,2328,CPSEETF,CPSE ETF,0.0,,0.0,0.01,1,EQ,NSE,NSE
1,2,NONAME,,0.0,,0.0,0.05,1,EQ,NSE,NSE
3,4,SMALL-SM,SMALL CO,0.0,,0.0,0.05,1200,EQ,NSE,NSE
5,6,7GS2033-GS,GOI LOAN,0.0,,0.0,0.01,100,EQ,NSE,NSE
7,8,INFY25JULFUT,,0.0,2025-07-31,0.0,0.1,400,FUT,NFO-FUT,NFO
9,10,INFY25JUL1500CE,INFY,0.0,2025-07-31,1500.0,0.05,400,CE,NFO-OPT,NFO
11,12,GOLD25AUG,GOLD,0.0,2025-08-05,0.0,1.0,1,FUT,MCX-FUT,MCX
13,14,BADTICK,BAD,0.0,,0.0,n/a,1,EQ,NSE,NSE
`
    const report = await desk.importText('instruments-2025-07-03.csv', text)
    expect(report).toMatchObject({ outcome: 'imported', new: 7, refused: 1 })
    expect(report.refusals).toEqual([{ line: 11, reason: '"n/a" is no tick size' }])
    expect(report.notes).toEqual(['1 row left out: options', '1 row left out: exchange MCX'])
    const found = await reference.instruments()
    expect(
      found.map(({ symbol, kind, name, lotSize, tickPaise, isDerivativeEligible }) => [
        symbol,
        kind,
        name,
        lotSize,
        tickPaise,
        isDerivativeEligible,
      ]),
    ).toEqual([
      ['CPSEETF', 'etf', 'CPSE ETF', 1, 1, false],
      ['INFY', 'equity', 'INFOSYS', 1, 10, true],
      ['NIFTY 50', 'index', 'NIFTY 50', 1, null, false],
      ['NONAME', 'equity', 'NONAME', 1, 5, false],
      ['SMALL-SM', 'equity', 'SMALL CO', 1_200, 5, false],
    ])
    const again = await desk.importText('instruments-2025-07-03.csv', text)
    expect(again).toMatchObject({ new: 0, same: 7, changed: 0, refused: 1 })
    const newer = await desk.importText(
      'instruments-2025-07-04.csv',
      text.replace('INFOSYS,0.0,,0.0,0.1', 'INFOSYS,0.0,,0.0,0.05'),
    )
    expect(newer).toMatchObject({ changed: 1 })
    expect((await reference.instruments())[1]?.tickPaise).toBe(5)
  })

  it('members of an index give sector and ISIN; stand-ins of a demerger are refused', async () => {
    const text = `Company Name,Industry,Symbol,Series,ISIN Code
Infosys Ltd.,Information Technology,INFY,EQ,INE009A01021
Dummy Valor Estate Ltd.,Consumer Services,DUMMYDBRLT,BE,DUM879I01012
Wrong Ltd.,Consumer Services,WRONG,EQ,INE009A01022
`
    const report = await desk.importText('nifty-50-2025-08.csv', text)
    expect(report).toMatchObject({ new: 1, refused: 2 })
    expect(report.refusals).toEqual([
      { line: 3, reason: '"DUMMYDBRLT" is a stand-in during a demerger, not a share' },
      { line: 4, reason: '"INE009A01022" is no ISIN' },
    ])
    expect(await reference.instruments()).toMatchObject([
      {
        id: 'NSE:INFY',
        sector: 'Information Technology',
        isin: 'INE009A01021',
        name: 'Infosys Ltd.',
      },
    ])
    const members = await reference.constituents('nifty-50', tradeDate('2026-01-01'))
    expect(members).toMatchObject([
      { instrument: 'NSE:INFY', asOf: '2025-08-01', list: 'nifty-50' },
    ])
    expect(await reference.constituents('nifty-50', tradeDate('2025-07-31'))).toEqual([])
  })

  it('corporate actions of NSE are read in both layouts and both ways of writing a date', async () => {
    const text = `SERIES,SYMBOL,SECURITY,RECORD_DT,BC_STRT_DT,BC_END_DT,EX_DT,ND_STRT_DT,ND_END_DT,PURPOSE
EQ,HCLTECH,HCL Technologies Ltd.,07/12/2019, , ,05/12/2019, , ,BONUS 1:1
EQ,BOROSIL,Borosil Glass Works Ltd, ,20/12/2019,26/12/2019,18/12/2019, , ,AGM/DIV- RS 0.65 PER SH
EQ,TATAMOTORS,Tata Motors Limited,2025-10-14,,,2025-10-14,,,DEMERGER
EQ,INFY,Infosys,,,,05/12/2019,,,ANNUAL GENERAL MEETING
N1,INFY,Infosys,,,,05/12/2019,,,INTEREST PAYMENT
EQ,TCS,Tata Consultancy,,,, ,,,BONUS 1:1
EQ,MIX,Mixed Ltd,,,,06/12/2019,,,DIV-RS6/SPLIT RS 10TORE 1
`
    const report = await desk.importText('bc05122019.csv', text)
    expect(report).toMatchObject({ new: 5, refused: 1 })
    expect(report.refusals).toEqual([{ line: 7, reason: 'it has no ex-date' }])
    expect(await reference.corporateActions()).toEqual([
      {
        instrument: 'NSE:BOROSIL',
        exDate: '2019-12-18',
        kind: 'dividend',
        dividendPaise: 65,
        source: 'nse',
      },
      {
        instrument: 'NSE:HCLTECH',
        exDate: '2019-12-05',
        kind: 'bonus',
        newShares: 2,
        oldShares: 1,
        source: 'nse',
      },
      {
        instrument: 'NSE:MIX',
        exDate: '2019-12-06',
        kind: 'dividend',
        dividendPaise: 600,
        source: 'nse',
      },
      {
        instrument: 'NSE:MIX',
        exDate: '2019-12-06',
        kind: 'split',
        newShares: 10,
        oldShares: 1,
        source: 'nse',
      },
      {
        instrument: 'NSE:TATAMOTORS',
        exDate: '2025-10-14',
        kind: 'other',
        purpose: 'DEMERGER',
        source: 'nse',
      },
    ])
    expect(await desk.importText('bc05122019.csv', text)).toMatchObject({ new: 0, same: 5 })
  })

  it('Yahoo restates dividends in later shares: they are put back to what was paid, or are of unknown size', async () => {
    const text = `symbol,ex_date,dividend_split_adjusted,split_ratio
INFY,2015-06-15,7.375,2.0
INFY,2018-09-04,0.0,2.0
BHARTIARTL,2010-08-18,0.901257,0.0
ICICIBANK,2017-06-20,2.272727,1.1
`
    expect(await desk.importText('actions.csv', text)).toMatchObject({ new: 6, refused: 0 })
    expect(await reference.corporateActions()).toMatchObject([
      { instrument: 'NSE:BHARTIARTL', kind: 'other' },
      { instrument: 'NSE:ICICIBANK', kind: 'dividend', dividendPaise: 250 },
      { instrument: 'NSE:ICICIBANK', kind: 'split', newShares: 11, oldShares: 10 },
      { instrument: 'NSE:INFY', exDate: '2015-06-15', kind: 'dividend', dividendPaise: 2_950 },
      { instrument: 'NSE:INFY', exDate: '2015-06-15', kind: 'split', newShares: 2, oldShares: 1 },
      { instrument: 'NSE:INFY', exDate: '2018-09-04', kind: 'split' },
    ])
  })

  it('a price factor that no small ratio explains is no split', async () => {
    const text = `symbol,ex_date,price_factor,method
POWERGRID,2021-07-29,1.3333,step
RELIANCE,2023-07-20,1.0834,step
RELIANCE,2024-10-28,2.0,step
TCS,2024-10-28,0,step
`
    expect(await desk.importText('factors.csv', text)).toMatchObject({ new: 3, refused: 1 })
    expect(await reference.corporateActions()).toMatchObject([
      { instrument: 'NSE:POWERGRID', kind: 'split', newShares: 4, oldShares: 3, source: 'derived' },
      { instrument: 'NSE:RELIANCE', kind: 'other' },
      { instrument: 'NSE:RELIANCE', kind: 'split', newShares: 2, oldShares: 1 },
    ])
  })

  it('changed symbols are kept with their first day', async () => {
    const text = `old_symbol,new_symbol,first_date_new,close_carried
IIFLWAM,360ONE,2023-01-23,1922.25
AMARAJABAT,ARE&M,2023-10-27,604.15
SAME,SAME,2023-10-27,1
X,Y,never,1
`
    const report = await desk.importText('symbol-changes.csv', text)
    expect(report).toMatchObject({ new: 2, refused: 2 })
    expect(await reference.symbolChanges()).toEqual([
      { before: 'NSE:IIFLWAM', after: 'NSE:360ONE', from: '2023-01-23' },
      { before: 'NSE:AMARAJABAT', after: 'NSE:ARE&M', from: '2023-10-27' },
    ])
  })

  it('lines that contradict each other are refused, repeated ones kept once, cut ones named', async () => {
    const text = `old_symbol,new_symbol,first_date_new,close_carried
A,B,2023-01-23,1
A,B,2023-01-23,1
A,C
`
    const report = await desk.importText('symbol-changes.csv', text)
    expect(report).toMatchObject({ new: 1, refused: 1 })
    expect(report.refusals).toEqual([{ line: 4, reason: 'the line is cut: it has 2 of 4 cells' }])
    expect(report.notes).toEqual(['1 row repeated an earlier one: kept once'])
  })

  it('without a database a file of reference data fails, and bars do not need one', async () => {
    await using alone = await importDesk()
    const bars = 'date,open,high,low,close,volume\n2024-01-01,100,101,99,100,10\n'
    expect(await alone.importText('infy.csv', bars)).toMatchObject({ new: 1 })
    const changes = 'old_symbol,new_symbol,first_date_new\nA,B,2023-01-23\n'
    await expect(alone.importText('changes.csv', changes)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    })
  })

  it.each([
    ['INE009A01021', true],
    ['US0378331005', true],
    ['INE009A01022', false],
    ['INE009A0102', false],
    ['DUM879I01012', false],
    ['', false],
  ])('"%s" as an ISIN: %s', (text, isOne) => {
    expect(isIsin(text)).toBe(isOne)
  })

  it.each([
    [2, { newShares: 2, oldShares: 1 }],
    [1.3333, { newShares: 4, oldShares: 3 }],
    [0.1, { newShares: 1, oldShares: 10 }],
    [1, null],
    [1.0313, null],
  ])('a factor of %d is %o', (factor, shares) => {
    expect(simpleRatio(factor)).toEqual(shares)
  })

  describe.skipIf(marketData === null)('of the real world', () => {
    const at = (file: string) => join(marketData ?? '', file)

    it('the list of 8,019 instruments is taken whole, twice without a change', async () => {
      const path = at('kite/instruments-nse-2025-07-03.csv.gz')
      expect(await desk.import([path])).toMatchObject({ new: 8_019, refused: 0, filesRefused: 0 })
      expect(await desk.import([path])).toMatchObject({ new: 0, same: 8_019, changed: 0 })
      const found = await reference.instruments()
      const ofKind = (kind: string) => found.filter((one) => one.kind === kind).length
      expect(ofKind('index')).toBe(117)
      expect(ofKind('equity')).toBeGreaterThan(2_000)
      expect(new Set(found.map(({ tickPaise }) => tickPaise))).toEqual(
        new Set([1, 5, 10, 50, 100, 500, null]),
      )
      expect(found.every(({ name }) => name !== '')).toBe(true)
    })

    it('futures of 2017 tell which shares had derivatives', async () => {
      const report = await desk.import([at('kite/instruments-nfo-2017-01.csv.gz')])
      expect(report).toMatchObject({ refused: 0, filesRefused: 0 })
      expect(report.new).toBeGreaterThan(100)
    })

    it('the index lists are taken but for their stand-ins', async () => {
      const report = await desk.import([at('reference/constituents')])
      expect(report).toMatchObject({ filesRefused: 0, refused: 3 })
      expect(report.new).toBe(50 + 100 + 100 + 250 + 250 + 500 + 750 - 0)
      const members = await reference.constituents('nifty-50', tradeDate('2025-12-31'))
      expect(members).toHaveLength(50)
    })

    it('the whole folder of reference data is imported, with what is not for us left out', async () => {
      const report = await desk.import([at('reference')])
      expect(report).toMatchObject({ filesRefused: 0 })
      expect(await reference.symbolChanges()).toHaveLength(177)
      expect(
        report.files
          .filter(({ file, outcome }) => outcome === 'left out' && file.endsWith('.csv'))
          .map(({ file }) => file.slice(file.lastIndexOf('/') + 1)),
      ).toEqual([
        'nse-corporate-action-purpose-strings.csv',
        'nse-holidays-2015-2026.csv',
        'nse-special-sessions-2019-2026.csv',
        'nse-trading-days-2019-10-to-2026-08.csv',
        'price-breaks-derived-2019-2024.csv',
      ])
      const samples = report.files.filter(({ file }) => file.includes('/nse-api-samples/'))
      expect(samples.filter(({ outcome }) => outcome === 'imported')).toMatchObject([
        { layout: 'board meetings (NSE)', new: 1 },
      ])
      const again = await desk.import([at('reference')])
      expect(again).toMatchObject({ new: 0, changed: 0, refused: report.refused })
    })
  })
})
