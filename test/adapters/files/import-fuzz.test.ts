import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BarFile } from '../../../src/adapters/files/bar-file.ts'
import { readFile } from '../../../src/adapters/files/file-reader.ts'
import { TradingDays } from '../../../src/adapters/files/trading-days.ts'
import { BarTable } from '../../../src/core/state/bar-store-table.ts'
import { at } from '../../../src/domain/bar.ts'
import { isInstrumentId } from '../../../src/domain/brand.ts'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import { minutesOf, momentOf, tradeDate } from '../../../src/domain/time.ts'
import { importDesk } from './import-fixture.ts'

const NOW = momentOf(tradeDate('2026-11-23'), 600)
const days = new TradingDays(new MarketCalendar(), NOW)

/** A few good lines of each layout, in the shapes of the real files. */
const SAMPLES: Readonly<Record<string, string>> = {
  'infy.csv': `date,open,high,low,close,volume
2024-01-01,1550,1560.5,1549.05,1552.1,120
2024-01-02,1552,1553,1540,1541,99
2024-01-03,1541,1553,1540,1550.55,1020
`,
  'reliance.csv': `symbol,series,date,prev_close,open,high,low,last,close,avg_price,volume,turnover_lacs,trades,deliv_qty,deliv_per
RELIANCE,EQ,2024-10-25,2679.95,2664.80,2675.00,2637.65,2655.00,2655.70,2655.86,5854178,155478.93,220000,3300000,56.37
RELIANCE,EQ,2024-10-28,2655.70,1337.00,1353.00,1327.00,1334.35,1334.50,1338.86,12946513,173337.11,350000,-,-
`,
  'cm19DEC2019bhav.csv': `SYMBOL,SERIES,OPEN,HIGH,LOW,CLOSE,LAST,PREVCLOSE,TOTTRDQTY,TOTTRDVAL,TIMESTAMP,TOTALTRADES,ISIN,
GOLDBEES,EQ,30.2,36.3,30.1,33.55,33.6,3359.6,1664422,55981467.15,19-DEC-2019,11932,INF732E01102,
RELIANCE,EQ,1573.7,1614.9,1571.8,1609.95,1613,1575.85,9375484,14960269698.6,19-DEC-2019,194045,INE002A01018,
`,
  'm-and-m.csv': `"020117","269.80","276.90","267.00","273.80","709889903.40","2622173","20424"
"030117","275.20","277.70","272.05","273.95","567779943.20","2064823","21844"
`,
  'abb.csv': `Date,Adj Close,Close,High,Low,Open,Volume
2020-01-01,1255.2998046875,1290.0,1296.949951171875,1275.0,1296.949951171875,6827
2020-01-02,1259.38671875,1294.199951171875,1300.0,1276.5,1277.0,7048
`,
  'hdfcbank.csv': `Datetime,Open,High,Low,Close,Volume,Dividends,Stock Splits
2022-04-20 09:15:00+05:30,729.6500244140625,734.7000122070312,724.0999755859375,733.4000244140625,0,0.0,0.0
2022-04-20 10:15:00+05:30,733.4000244140625,738.0499877929688,731.75,737.7999877929688,900960,0.0,0.0
`,
  'nifty-50-2021-02-21-to-2022-02-21.csv': `\uFEFFDate ,Open ,High ,Low ,Close ,Shares Traded ,Turnover (₹ Cr)
21-FEB-2022,17192.25,17351.05,17070.7,17206.65,215183301,18725.57
18-FEB-2022,17236.05,17380.8,17219.2,17276.3,189620888,16126.96`,
  'acc.csv': `Code,Date,Open,High,Low,Close,Volume
ACC,2016-08-16 09:15:00, 910.1, 914.85, 910, 914.85, 333
ACC,2016-08-16 09:16:00, 914.85, 916.05, 911.15, 911.15, 803
`,
  'tcs.csv': `date,time,open,high,low,close,volume,oi,exchangecode,symbolcode,expiry
01-01-2025,09:15:00,8754.05,8767,8551,8630.65,24956,0,1,16669,01-01-0001 00:00:00
01-01-2025,09:16:00,8633.55,8633.55,8588.5,8629.2,10438,0,1,16669,01-01-0001 00:00:00
`,
}

/** One thing that goes wrong with a file: bytes changed, lost, repeated or put in, lines cut, swapped or doubled. */
type Mutation = (bytes: Buffer) => Buffer

const place = fc.double({ min: 0, max: 0.999_999, noNaN: true })
const spot = (bytes: Buffer, share: number) => Math.floor(share * bytes.length)
const joined = (lines: readonly string[]) => Buffer.from(lines.join('\n'), 'latin1')
const linesOf = (bytes: Buffer) => bytes.toString('latin1').split('\n')

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.nat(255)).map(
    ([share, byte]): Mutation =>
      (bytes) => {
        const copy = Buffer.from(bytes)
        if (copy.length > 0) copy[spot(copy, share)] = byte
        return copy
      },
  ),
  fc.tuple(place, fc.constantFrom(...'0123456789.,-"\n\r eE+:/')).map(
    ([share, sign]): Mutation =>
      (bytes) =>
        Buffer.concat([
          bytes.subarray(0, spot(bytes, share)),
          Buffer.from(sign),
          bytes.subarray(spot(bytes, share)),
        ]),
  ),
  fc.tuple(place, fc.integer({ min: 1, max: 12 })).map(
    ([share, length]): Mutation =>
      (bytes) =>
        Buffer.concat([
          bytes.subarray(0, spot(bytes, share)),
          bytes.subarray(spot(bytes, share) + length),
        ]),
  ),
  place.map(
    (share): Mutation =>
      (bytes) =>
        bytes.subarray(0, spot(bytes, share)),
  ),
  fc.tuple(place, place).map(
    ([a, b]): Mutation =>
      (bytes) => {
        const lines = linesOf(bytes)
        const first = Math.floor(a * lines.length)
        const second = Math.floor(b * lines.length)
        const swapped = lines.map((line, i) => {
          if (i === first) return lines[second] ?? line
          return i === second ? (lines[first] ?? line) : line
        })
        return joined(swapped)
      },
  ),
  place.map(
    (share): Mutation =>
      (bytes) => {
        const lines = linesOf(bytes)
        lines.splice(Math.floor(share * lines.length), 0, lines.at(-2) ?? '')
        return joined(lines)
      },
  ),
  fc.tuple(place, place).map(
    ([a, b]): Mutation =>
      (bytes) => {
        const lines = linesOf(bytes)
        const row = Math.floor(a * lines.length)
        const cells = (lines[row] ?? '').split(',')
        const cell = Math.floor(b * cells.length)
        cells.splice(cell, 2, cells[cell + 1] ?? '', cells[cell] ?? '')
        lines[row] = cells.join(',')
        return joined(lines)
      },
  ),
)

const damaged = fc
  .tuple(
    fc.constantFrom(...Object.keys(SAMPLES)),
    fc.array(mutation, { minLength: 1, maxLength: 4 }),
  )
  .map(([name, mutations]) => ({
    name,
    bytes: mutations.reduce<Buffer>(
      (bytes, mutate) => mutate(bytes),
      Buffer.from(SAMPLES[name] ?? ''),
    ),
  }))

const read = (name: string, bytes: Buffer) =>
  readFile({ name, modifiedAt: NOW }, [bytes], {
    format: 'auto',
    days,
    table: new BarTable(),
    partRows: 1e9,
    onPart: async () => undefined,
  })

function expectSense(table: BarTable): void {
  const { length, at: times, open, high, low, close, volume } = table.bars
  for (let row = 0; row < length; row++) {
    const prices = [open, high, low, close].map((column) => at(column, row))
    for (const price of prices) expect(Number.isInteger(price) && price >= 1).toBe(true)
    expect(at(low, row)).toBeLessThanOrEqual(Math.min(at(open, row), at(close, row)))
    expect(at(high, row)).toBeGreaterThanOrEqual(Math.max(at(open, row), at(close, row)))
    expect(Number.isSafeInteger(at(volume, row)) && at(volume, row) >= 0).toBe(true)
    expect(days.problemOf(at(times, row))).toBeNull()
    const minutes = minutesOf(at(times, row))
    expect(minutes >= 540 && minutes < 1_200).toBe(true)
  }
}

describe('damaged files of prices', () => {
  it('every good sample is read whole', async () => {
    for (const [name, text] of Object.entries(SAMPLES)) {
      const found = await read(name, Buffer.from(text))
      if (found.kind !== 'bars') throw new RangeError(`${name} is not recognised`)
      const drained = found.bars.drain()
      if ('problem' in drained) throw new RangeError(drained.problem)
      expect(found.bars.refusals.named()).toEqual([])
      expectSense(drained.table)
      expect(drained.table.length).toBeGreaterThan(1)
    }
  })

  it('whatever happens to them, nothing crashes and nothing that is taken is nonsense', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async ({ name, bytes }) => {
        const found = await read(name, bytes)
        if (found.kind !== 'bars') return
        const drained = found.bars.drain()
        if ('problem' in drained) return
        expectSense(drained.table)
        for (const { instrument } of drained.keys) expect(isInstrumentId(instrument)).toBe(true)
      }),
      { numRuns: 4_000 },
    )
  })

  it('every line is taken or refused, and what is taken is what the line says', async () => {
    const plain = damaged.filter(({ name }) => name === 'infy.csv')
    await fc.assert(
      fc.asyncProperty(plain, async ({ name, bytes }) => {
        const found = await read(name, bytes)
        if (found.kind !== 'bars') return
        expect(found.bars).toBeInstanceOf(BarFile)
        const drained = found.bars.drain()
        if ('problem' in drained) return
        const { table } = drained
        const lines = bytes.toString('latin1').split('\n')
        const isBlank = (line: string) => line.replaceAll(/[\s"]/g, '') === ''
        const first = lines.findIndex((line) => !isBlank(line))
        const { open, close, volume } = table.bars
        const header = (lines[first] ?? '')
          .toLowerCase()
          .split(',')
          .map((part) => part.replaceAll(/["\s]/g, ''))
        for (let row = 0; row < table.length; row++) {
          const cells = (lines[table.lineOf(row) - 1] ?? '')
            .split(',')
            .map((part) => part.replaceAll(/["\r]/g, '').trim())
          if (cells.length !== header.length) continue
          const cell = (part: string) => cells[header.indexOf(part)] ?? ''
          expect(at(open, row)).toBe(Math.round(Number(cell('open')) * 100))
          expect(at(close, row)).toBe(Math.round(Number(cell('close')) * 100))
          if (header.includes('volume')) expect(at(volume, row)).toBe(Number(cell('volume')))
        }
        const refused = found.bars.refusals.count
        const spoken = lines.slice(first + 1).filter((line) => !isBlank(line)).length
        expect(table.length + refused).toBe(spoken)
      }),
      { numRuns: 2_000 },
    )
  })

  it('through the whole import too: each file is reported, and the store stays in order', async () => {
    await using desk = await importDesk()
    await fc.assert(
      fc.asyncProperty(fc.array(damaged, { minLength: 1, maxLength: 6 }), async (files) => {
        const paths: string[] = []
        for (const [i, { name, bytes }] of files.entries()) {
          paths.push(await desk.file(`${i}/${name}`, bytes))
        }
        const report = await desk.import(paths)
        expect(report.files.map(({ file }) => file)).toEqual(paths)
        for (const { outcome, reason } of report.files) {
          if (outcome === 'refused') expect(reason).toMatch(/./)
        }
        const again = await desk.import(paths)
        expect(again.new).toBe(0)
      }),
      { numRuns: 40 },
    )
  })
})
