import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ImportDesk, importDesk } from './import-fixture.ts'

const OHLCV = 'date,open,high,low,close,volume'

describe('a file with a defect', () => {
  let desk: ImportDesk
  beforeEach(async () => {
    desk = await importDesk()
  })
  afterEach(() => desk[Symbol.asyncDispose]())

  const lines = (...text: string[]) => `${text.join('\n')}\n`

  it('a good one is taken whole, and a second time changes nothing and says so', async () => {
    const path = await desk.file(
      'infy.csv',
      lines(
        OHLCV,
        '2024-01-01,1550,1560.5,1549.05,1552.1,120',
        '2024-01-02,1552,1553,1540,1541,99',
      ),
    )
    const first = await desk.import([path])
    expect(first).toMatchObject({ new: 2, same: 0, changed: 0, refused: 0, isUnchanged: false })
    const second = await desk.import([path])
    expect(second).toMatchObject({ new: 0, same: 2, changed: 0, refused: 0, isUnchanged: true })
    expect(await desk.rows('INFY')).toEqual([
      '2024-01-01T09:15 155000 156050 154905 155210 120',
      '2024-01-02T09:15 155200 155300 154000 154100 99',
    ])
  })

  it('a line cut in the middle is refused by its number, the others are taken', async () => {
    const text = lines(
      OHLCV,
      '2024-01-01,100,101,99,100,10',
      '2024-01-02,100,10',
      '2024-01-03,100,101,99,100,10',
    )
    const report = await desk.importText('infy.csv', text)
    expect(report).toMatchObject({ new: 2, refused: 1 })
    expect(report.refusals).toEqual([{ line: 3, reason: 'the line is cut: it has 3 of 6 cells' }])
  })

  it('a last line without a line end is refused when what is needed stands last: a digit may be missing', async () => {
    const report = await desk.importText(
      'infy.csv',
      `${OHLCV}\n2024-01-01,100,101,99,100,10\n2024-01-02,100,101,99,100,1`,
    )
    expect(report.new).toBe(1)
    expect(report.refusals).toEqual([
      { line: 3, reason: 'the last line has no line end and may be cut; add one if it is whole' },
    ])
  })

  it('a last line without a line end is taken when only unneeded cells stand last', async () => {
    const text =
      'Date ,Open ,High ,Low ,Close ,Shares Traded ,Turnover (₹ Cr)\n01-JAN-2024,100,101,99,100,10,5.1'
    expect(await desk.importText('nifty-50-2024-01-01-to-2024-01-01.csv', text)).toMatchObject({
      new: 1,
      refused: 0,
    })
    expect(await desk.rows('NIFTY 50')).toEqual(['2024-01-01T09:15 10000 10100 9900 10000 10'])
  })

  it('swapped rows are sorted, and it is said', async () => {
    const text = lines(
      'Code,Date,Open,High,Low,Close,Volume',
      'INFY,2016-08-16 09:15:00, 100, 101, 99, 100, 10',
      'INFY,2016-08-16 09:17:00, 102, 103, 101, 102, 12',
      'INFY,2016-08-16 09:16:00, 101, 102, 100, 101, 11',
      'INFY,2016-08-16 09:18:00, 103, 104, 102, 103, 13',
    )
    const report = await desk.importText('infy.csv', text)
    expect(report).toMatchObject({ new: 4, refused: 0, layout: 'Kite candles' })
    expect(report.notes).toEqual(['1 row out of time order: sorted'])
    const rows = await desk.rows('INFY', { interval: '1m', source: 'kite' })
    expect(rows.map((row) => row.slice(11, 16))).toEqual(['09:15', '09:16', '09:17', '09:18'])
  })

  it('a dash where a number is needed is refused with the column', async () => {
    const header =
      'SYMBOL, SERIES, DATE1, PREV_CLOSE, OPEN_PRICE, HIGH_PRICE, LOW_PRICE, LAST_PRICE, CLOSE_PRICE, AVG_PRICE, TTL_TRD_QNTY, TURNOVER_LACS, NO_OF_TRADES, DELIV_QTY, DELIV_PER'
    const text = lines(
      header,
      'AAA, EQ, 01-Jan-2024, 1, 100.00, 101.00, 99.00, 100.00, 100.05, 100.00, 10, 0.01, 3, -, -',
      'BBB, EQ, 01-Jan-2024, 1, -, 101.00, 99.00, 100.00, 100.05, 100.00, 10, 0.01, 3, 5, 50.00',
      'CCC, EQ, 01-Jan-2024, 1, 100.00, 101.00, 99.00, 100.00, 100.05, 100.00, -, 0.01, 3, 5, 50.00',
      'DDD, GB, 01-Jan-2024, 1, 100.00, 101.00, 99.00, 100.00, 100.05, 100.00, 7, 0.01, 3, 5, 50.00',
      'EEE, BE, 01-Jan-2024, 1, 100.00, 101.00, 99.00, 100.00, 100.05, 100.00, 7, 0.01, 3, 5, 50.00',
    )
    const report = await desk.importText('sec_bhavdata_full_01012024.csv', text)
    expect(report).toMatchObject({ new: 2, refused: 2 })
    expect(report.refusals).toEqual([
      { line: 3, reason: '"-" is no open price' },
      { line: 4, reason: '"-" is no whole volume' },
    ])
    expect(report.notes).toEqual(['1 row of other series than EQ, BE and BZ: left out'])
    expect(await desk.rows('AAA')).toEqual(['2024-01-01T09:15 10000 10100 9900 10005 10'])
    expect(await desk.rows('EEE')).toHaveLength(1)
  })

  it('a byte order mark, trailing blanks and newest-first rows are read through', async () => {
    const text = `\uFEFFDate ,Open ,High ,Low ,Close ,Shares Traded ,Turnover (₹ Cr)\n20-FEB-2025,22821.1,22923.85,22812.75,22913.15,225236516,20614.29\n19-FEB-2025,22847.25,23049.95,22814.85,22932.9,237790195,20927.5\n`
    const report = await desk.importText('nifty-50-2024-02-21-to-2025-02-21.csv', text)
    expect(report).toMatchObject({ new: 2, refused: 0, layout: 'NSE index history' })
    expect(await desk.rows('NIFTY 50')).toEqual([
      '2025-02-19T09:15 2284725 2304995 2281485 2293290 237790195',
      '2025-02-20T09:15 2282110 2292385 2281275 2291315 225236516',
    ])
  })

  it('an index without a traded volume keeps its prices', async () => {
    const text =
      'Date ,Open ,High ,Low ,Close ,Shares Traded ,Turnover (₹ Cr)\n01-JAN-2024,100,101,99,100,-,-\n'
    expect(await desk.importText('nifty-50.csv', text)).toMatchObject({ new: 1, refused: 0 })
    expect(await desk.rows('NIFTY 50')).toEqual(['2024-01-01T09:15 10000 10100 9900 10000 0'])
  })

  it('two ways of writing the time in one file are one time', async () => {
    const text = lines(
      OHLCV,
      '2024-01-01 09:15:00,100,101,99,100,10',
      '2024-01-01T09:16:00+05:30,100,101,99,100,11',
      '2024-01-01T03:47:00Z,100,101,99,100,12',
    )
    expect(await desk.importText('infy.csv', text)).toMatchObject({ new: 3, refused: 0 })
    const rows = await desk.rows('INFY', { interval: '1m' })
    expect(rows.map((row) => row.slice(11, 16))).toEqual(['09:15', '09:16', '09:17'])
  })

  it('day and time in two columns, day first, are read', async () => {
    const text = lines(
      'date,time,open,high,low,close,volume,oi',
      '31-01-2025,09:15:00,100,101,99,100,10,0',
      '31-01-2025,09:16:00,100,101,99,100,10,0',
    )
    expect(await desk.importText('tcs.csv', text)).toMatchObject({ new: 2, refused: 0 })
    expect((await desk.rows('TCS', { interval: '1m' }))[1]).toMatch(/^2025-01-31T09:16 /)
  })

  it('dates that can only be month first make the whole file suspect: it is refused', async () => {
    const text = lines(OHLCV, '01/02/2024,100,101,99,100,10', '01/16/2024,100,101,99,100,10')
    const report = await desk.importText('infy.csv', text)
    expect(report).toMatchObject({ outcome: 'refused', new: 0 })
    expect(report.reason).toBe('dates look as if the month came first; write them like 2024-12-31')
    expect(await desk.rows('INFY')).toEqual([])
  })

  it('bars without volume are kept and counted', async () => {
    const text = lines(OHLCV, '2024-01-01,100,101,99,100,0', '2024-01-02,100,101,99,100,5')
    const report = await desk.importText('infy.csv', text)
    expect(report.notes).toEqual(['1 row without volume'])
    expect(report.new).toBe(2)
  })

  it('an unadjusted bonus day is stored as it was traded, raw', async () => {
    const text = lines(
      'symbol,series,date,prev_close,open,high,low,last,close,avg_price,volume,turnover_lacs,trades,deliv_qty,deliv_per',
      'RELIANCE,EQ,2024-10-25,2679.95,2664.80,2675.00,2637.65,2655.00,2655.70,2655.86,5854178,155478.93,220000,3300000,56.37',
      'RELIANCE,EQ,2024-10-28,2655.70,1337.00,1353.00,1327.00,1334.35,1334.50,1338.86,12946513,173337.11,350000,6900000,53.30',
    )
    expect(await desk.importText('reliance.csv', text)).toMatchObject({
      new: 2,
      layout: 'NSE daily bars by symbol',
    })
    expect(await desk.rows('RELIANCE', { source: 'nse' })).toEqual([
      '2024-10-25T09:15 266480 267500 263765 265570 5854178',
      '2024-10-28T09:15 133700 135300 132700 133450 12946513',
    ])
  })

  it('of several companies in one file the first is taken, and it is said', async () => {
    const text = lines(
      'Date,Adj Close,Adj Close.1,Close,Close.1,High,High.1,Low,Low.1,Open,Open.1,Volume,Volume.1',
      '2024-01-02,38.75,282.1,44.25,282.1,44.5,291.6,43.5,269.75,44,271.25,21079405,1435685.0',
      '2024-01-03,38.75,,44.25,,44.5,,43.5,,44,,21079405,',
    )
    const report = await desk.importText('canbk.csv', text)
    expect(report).toMatchObject({ new: 2, refused: 0 })
    expect(report.notes).toEqual([
      'columns of another company beside the first (close.1, high.1, low.1, open.1, volume.1): passed over; compare with data check',
    ])
    expect((await desk.rows('CANBK', { basis: 'adjusted' }))[0]).toBe(
      '2024-01-02T09:15 4400 4450 4350 4425 21079405',
    )
  })

  it('the noise of floating point is taken off without a word', async () => {
    const text = lines(
      'Date,Adj Close,Close,High,Low,Open,Volume',
      '2024-01-02,1255.2998046875,1290.0,1296.949951171875,1275.0,1296.949951171875,6827',
    )
    const report = await desk.importText('abb.csv', text)
    expect(report).toMatchObject({ new: 1, notes: [], layout: 'Yahoo history with adjusted close' })
    expect(await desk.rows('ABB', { basis: 'adjusted', source: 'yahoo' })).toEqual([
      '2024-01-02T09:15 129695 129695 127500 129000 6827',
    ])
  })

  it('fractions of a paisa are rounded, counted, and the largest error is said', async () => {
    const text = lines(
      'Date,Open,High,Low,Close,Volume,Dividends,Stock Splits',
      '2002-07-01 00:00:00+05:30,0.523638650510415,0.524796724319458,0.5210656810315067,0.524796724319458,204800,0.0,0.0',
    )
    const report = await desk.importText('infy.csv', text)
    expect(report.notes).toEqual(['1 row with fractions of a paisa: rounded, by 0.91 % at most'])
    expect(await desk.rows('INFY', { basis: 'adjusted', source: 'yahoodiv' })).toEqual([
      '2002-07-01T09:15 52 52 52 52 204800',
    ])
  })

  it('a high or low that rounding moved by a paisa is put right, and it is said', async () => {
    const text = lines(
      'Date,Open,High,Low,Close,Volume,Dividends,Stock Splits',
      '2002-07-01 00:00:00+05:30,10.1349,10.2,10.1351,10.15,100,0.0,0.0',
      '2002-07-02 00:00:00+05:30,10.1349,10.2,10.1551,10.16,100,0.0,0.0',
    )
    const report = await desk.importText('infy.csv', text)
    expect(report).toMatchObject({ new: 1, refused: 1 })
    expect(report.notes).toContain(
      '1 row where rounding had moved high or low by a paisa: put right',
    )
    expect(report.refusals).toEqual([{ line: 3, reason: 'low ₹10.16 is above open ₹10.13' }])
    expect(await desk.rows('INFY', { basis: 'adjusted' })).toEqual([
      '2002-07-01T09:15 1013 1020 1013 1015 100',
    ])
  })

  it('a low above the open is refused when prices are exact', async () => {
    const text = lines(
      OHLCV,
      '2024-01-01,100.00,101,100.01,100.5,10',
      '2024-01-02,100,101,99,101.01,10',
    )
    const report = await desk.importText('infy.csv', text)
    expect(report.outcome).toBe('refused')
    expect(report.refusals).toEqual([
      { line: 2, reason: 'low ₹100.01 is above open ₹100.00' },
      { line: 3, reason: 'high ₹101.00 is below close ₹101.01' },
    ])
  })

  it.each([
    ['zero', '0'],
    ['negative', '-5'],
    ['words', 'n/a'],
    ['not a number', 'NaN'],
    ['infinite', 'Infinity'],
    ['hexadecimal', '0x64'],
    ['two points', '1.0.0'],
    ['too large', '99999999999'],
    ['empty', ''],
  ])('a price that is %s is refused', async (_, price) => {
    const text = lines(OHLCV, `2024-01-01,100,101,99,${price},10`, '2024-01-02,100,101,99,100,10')
    const report = await desk.importText('infy.csv', text)
    expect(report).toMatchObject({ new: 1, refused: 1 })
    expect(report.refusals[0]?.line).toBe(2)
    expect(report.refusals[0]?.reason).toMatch(/is no close price$/)
  })

  it.each(['-1', '1.5', '1e99', '', 'ten'])('a volume of "%s" is refused', async (volume) => {
    const text = lines(OHLCV, `2024-01-01,100,101,99,100,${volume}`, '2024-01-02,100,101,99,100,10')
    expect(await desk.importText('infy.csv', text)).toMatchObject({ new: 1, refused: 1 })
  })

  it.each([
    ['2024-13-01', /is no moment/],
    ['2024-02-30', /is no moment/],
    ['2024-01-26', /2024-01-26 was no trading day \(Republic Day\)/],
    ['2024-01-27', /2024-01-27 was no trading day \(Saturday\)/],
    ['2027-01-04', /lies in the future/],
    ['1889-01-01', /is no moment/],
    ['', /is no moment/],
    ['yesterday', /is no moment/],
  ])('a bar of %s is refused', async (date, reason) => {
    const text = lines(OHLCV, `${date},100,101,99,100,10`, '2024-01-02,100,101,99,100,10')
    const report = await desk.importText('infy.csv', text)
    expect(report).toMatchObject({ new: 1, refused: 1 })
    expect(report.refusals[0]?.reason).toMatch(reason)
  })

  it('a session on a Saturday and the hour of Diwali are trading days', async () => {
    const text = lines(OHLCV, '2024-01-20,100,101,99,100,10', '2023-11-12,100,101,99,100,10')
    expect(await desk.importText('infy.csv', text)).toMatchObject({ new: 2, refused: 0 })
  })

  it('times of the night betray another time zone: refused', async () => {
    const text = lines(
      OHLCV,
      '2024-01-01 03:45:00,100,101,99,100,10',
      '2024-01-01 03:46:00,100,101,99,100,10',
    )
    const report = await desk.importText('infy.csv', text)
    expect(report.outcome).toBe('refused')
    expect(report.refusals[0]?.reason).toBe(
      "03:45:00 is outside trading hours; times are read as India's",
    )
  })

  it('equal lines count once; of contradicting ones the first stands and the other is refused', async () => {
    const text = lines(
      OHLCV,
      '2024-01-01,100,101,99,100,10',
      '2024-01-01,100,101,99,100,10',
      '2024-01-01,100,101,99,100.5,10',
    )
    const report = await desk.importText('infy.csv', text)
    expect(report).toMatchObject({ new: 1, refused: 1 })
    expect(report.refusals).toEqual([
      { line: 4, reason: 'it contradicts an earlier line for the same moment' },
    ])
    expect(report.notes).toEqual(['1 row repeated an earlier one: kept once'])
  })

  it('a later file that says otherwise changes the bar, and it is counted', async () => {
    await desk.importText('infy.csv', lines(OHLCV, '2024-01-01,100,101,99,100,10'))
    const report = await desk.importText('infy.csv', lines(OHLCV, '2024-01-01,100,101,99,100,12'))
    expect(report).toMatchObject({ new: 0, same: 0, changed: 1 })
    expect(await desk.rows('INFY')).toEqual(['2024-01-01T09:15 10000 10100 9900 10000 12'])
  })

  it('digits grouped as in India, in quotes, are numbers', async () => {
    const text = lines(
      OHLCV,
      '"2024-01-01","1,23,456.50","1,24,000.00","1,23,000","1,23,999.95","12,34,567"',
    )
    expect(await desk.importText('mrf.csv', text)).toMatchObject({ new: 1, refused: 0 })
    expect(await desk.rows('MRF')).toEqual([
      '2024-01-01T09:15 12345650 12400000 12300000 12399995 1234567',
    ])
  })

  it('NSE history without a header is known by its shape, and its symbol by the file', async () => {
    const text = '"020117","269.80","276.90","267.00","273.80","709889903.40","2622173","20424"\n'
    const report = await desk.importText('m-and-m.csv', text)
    expect(report).toMatchObject({ new: 1, layout: 'NSE daily bars without a header' })
    expect(await desk.rows('M&M', { source: 'nse' })).toEqual([
      '2017-01-02T09:15 26980 27690 26700 27380 2622173',
    ])
  })

  it('the daily file of NSE until July 2024 ends its lines with a comma', async () => {
    const text = lines(
      'SYMBOL,SERIES,OPEN,HIGH,LOW,CLOSE,LAST,PREVCLOSE,TOTTRDQTY,TOTTRDVAL,TIMESTAMP,TOTALTRADES,ISIN,',
      'AAA,EQ,30.2,36.3,30.1,33.55,33.6,3359.6,1664422,55981467.15,19-DEC-2019,11932,INF000000000,',
    )
    expect(await desk.importText('cm19DEC2019bhav.csv', text)).toMatchObject({ new: 1, refused: 0 })
    expect(await desk.rows('AAA')).toEqual(['2019-12-19T09:15 3020 3630 3010 3355 1664422'])
  })

  it('the daily file of NSE since July 2024 leaves other segments out', async () => {
    const header =
      'TradDt,BizDt,Sgmt,Src,FinInstrmTp,FinInstrmId,ISIN,TckrSymb,SctySrs,XpryDt,FininstrmActlXpryDt,StrkPric,OptnTp,FinInstrmNm,OpnPric,HghPric,LwPric,ClsPric,LastPric,PrvsClsgPric,UndrlygPric,SttlmPric,OpnIntrst,ChngInOpnIntrst,TtlTradgVol,TtlTrfVal,TtlNbOfTxsExctd,SsnId,NewBrdLotQty,Rmks,Rsvd1,Rsvd2,Rsvd3,Rsvd4'
    const row = (src: string, type: string, symbol: string, series: string) =>
      `2025-09-10,2025-09-10,CM,${src},${type},1,X,${symbol},${series},,,,,NAME,91.80,92.40,90.51,90.90,91.13,91.17,,90.90,,,29134766,2644382494.85,80775,F1,1,,,,,`
    const text = lines(
      header,
      row('NSE', 'STK', 'AAA', 'EQ'),
      row('NSE', 'STK', 'BBB', 'GS'),
      row('NSE', 'STF', 'CCC', 'EQ'),
      row('BSE', 'STK', 'DDD', 'A'),
    )
    const report = await desk.importText('BhavCopy_NSE_CM_0_0_0_20250910_F_0000.csv', text)
    expect(report).toMatchObject({ new: 1, refused: 0 })
    expect(report.notes).toEqual([
      '1 row of other series than EQ, BE and BZ: left out',
      '2 rows of other exchanges or segments: left out',
    ])
    expect(await desk.rows('AAA')).toEqual(['2025-09-10T09:15 9180 9240 9051 9090 29134766'])
  })

  it('a symbol that names nothing is refused with the line', async () => {
    const text = lines(
      `symbol,${OHLCV}`,
      '???,2024-01-01,100,101,99,100,10',
      'TCS,2024-01-01,100,101,99,100,10',
    )
    const report = await desk.importText('mixed.csv', text)
    expect(report).toMatchObject({ new: 1, refused: 1 })
    expect(report.refusals).toEqual([{ line: 2, reason: '"???" names no instrument' }])
  })

  it('bars of a length that is not kept are refused as a file', async () => {
    const text = lines(
      OHLCV,
      '2024-01-01 09:15:00,100,101,99,100,10',
      '2024-01-01 09:18:00,100,101,99,100,10',
    )
    expect(await desk.importText('infy.csv', text)).toMatchObject({
      outcome: 'refused',
      reason: 'bars 3 minutes apart are not kept; 1, 5, 15, 30 and 60 minutes and days are',
    })
  })

  it('where little is traded bars are missing, and their length is told by what divides the steps', async () => {
    const times = ['09:15', '09:25', '09:35', '09:50']
    const text = lines(OHLCV, ...times.map((time) => `2024-01-01 ${time}:00,100,101,99,100,10`))
    expect(await desk.importText('infy.csv', text)).toMatchObject({ new: 4 })
    expect(await desk.rows('INFY', { interval: '5m' })).toHaveLength(4)
  })

  it('a file that says what its bars are must say the same on each line', async () => {
    const text = lines(
      'instrument,interval,source,basis,date,open,high,low,close,volume',
      'NSE:INFY,5m,kite,adjusted,2024-01-01 09:15:00,100,101,99,100,10',
      'NSE:INFY,5m,yahoo,adjusted,2024-01-01 09:20:00,100,101,99,100,10',
    )
    const report = await desk.importText('infy.csv', text)
    expect(report).toMatchObject({ new: 1, refused: 1 })
    expect(report.refusals[0]?.reason).toBe('"yahoo adjusted 5m" is not what the lines before are')
    const kite = { interval: '5m', basis: 'adjusted', source: 'kite' } as const
    expect(await desk.rows('INFY', kite)).toHaveLength(1)
    const nonsense = text.replaceAll('kite', '../x')
    expect(await desk.importText('infy.csv', nonsense)).toMatchObject({
      changed: 0,
      refused: 1,
      new: 1,
    })
  })

  it('one bar with a time does not tell its length: refused', async () => {
    const report = await desk.importText(
      'infy.csv',
      lines(OHLCV, '2024-01-01 09:15:00,100,101,99,100,10'),
    )
    expect(report).toMatchObject({
      outcome: 'refused',
      reason: 'one bar with a time does not tell how long it is',
    })
  })

  it.each([
    ['an empty file', '', 'the file is empty'],
    [
      'a picture',
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1, 10, 1, 2]),
      'the file is no text',
    ],
    ['text in two bytes a letter', Buffer.from(`${OHLCV}\n`, 'utf16le'), 'the file is no text'],
    ['prose', 'Dear customer, this is not a table.\nRegards\n', /of no layout that is known/],
    ['a table without prices', 'name,age\nRam,41\n', 'a table without prices: nothing to import'],
    ['a web page', '<!DOCTYPE html>\n<html></html>\n', /of no layout that is known/],
    ['a line without end', 'x'.repeat(200_000), /longer than 64 kB/],
    [
      'damaged compression',
      Buffer.concat([gzipSync('').subarray(0, 10), Buffer.alloc(40, 0xff)]),
      'its compressed data are damaged',
    ],
  ])('%s is refused as a whole, with the reason', async (_, content, reason) => {
    const report = await desk.importText('infy.csv', content)
    expect(report).toMatchObject({ outcome: 'refused', new: 0 })
    expect(report.reason).toMatch(reason)
  })

  it('a compressed file that ends early is refused as a whole: nothing of it is stored', async () => {
    const rows = Array.from(
      { length: 20 },
      (_, i) => `2024-01-${String(i + 1).padStart(2, '0')},100,101,99,100,${i}`,
    )
    const whole = gzipSync(lines(OHLCV, ...rows))
    const path = await desk.file('infy.csv.gz', whole.subarray(0, whole.length - 20))
    const report = await desk.import([path])
    expect(report).toMatchObject({ filesRefused: 1, new: 0 })
    expect(report.files[0]).toMatchObject({
      file: path,
      reason: 'its compressed data end early: the file is cut',
    })
    expect(await desk.store.list(new AbortController().signal)).toEqual([])
  })

  it('a line longer than 64 kB is refused and the next one is read', async () => {
    const text = lines(OHLCV, `2024-01-01,${'9'.repeat(70_000)}`, '2024-01-02,100,101,99,100,10')
    const report = await desk.importText('infy.csv', text)
    expect(report).toMatchObject({ new: 1, refused: 1 })
    expect(report.refusals).toEqual([{ line: 2, reason: 'the line is longer than 64 kB' }])
  })

  it('what is not there is refused by its name, and the rest is imported', async () => {
    const good = await desk.file('infy.csv', lines(OHLCV, '2024-01-01,100,101,99,100,10'))
    const report = await desk.import(['/nowhere/tcs.csv', good])
    expect(report).toMatchObject({ filesRefused: 1, new: 1 })
    expect(report.files[0]).toMatchObject({
      file: '/nowhere/tcs.csv',
      reason: 'there is no such file',
    })
  })

  it('in a folder, tables of other things are left out and files of other kinds passed over', async () => {
    const good = await desk.file('many/infy.csv', lines(OHLCV, '2024-01-01,100,101,99,100,10'))
    await desk.file('many/index.csv', 'symbol,file,rows\nINFY,infy.csv,1\n')
    await desk.file('many/README.md', '# Bars\n')
    await desk.file('many/deeper/tcs.csv', lines(OHLCV, '2024-01-01,100,101,99,100,10'))
    const report = await desk.import([good.replace('/infy.csv', '')])
    expect(report).toMatchObject({ filesRefused: 0, new: 2, passedOver: 1 })
    expect(report.files.map(({ outcome }) => outcome)).toEqual(['imported', 'left out', 'imported'])
  })

  it('a format that is asked for is not guessed: other files are refused', async () => {
    const kite = lines(
      'date,open,high,low,close,volume',
      '2024-01-01 09:15:00,1,1,1,1,1',
      '2024-01-01 09:16:00,1,1,1,1,1',
    )
    expect(await desk.importText('infy.csv', kite, 'kite')).toMatchObject({
      new: 2,
      layout: 'Kite candles',
    })
    expect(await desk.rows('INFY', { interval: '1m', source: 'kite' })).toHaveLength(2)
    expect(await desk.importText('infy.csv', kite, 'bhavcopy')).toMatchObject({
      outcome: 'refused',
    })
  })
})
