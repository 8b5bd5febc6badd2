import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { TicksFeed } from '../../src/adapters/replay/ticks-feed.ts'
import { instrumentId } from '../../src/domain/brand.ts'
import { plainEquity } from '../../src/domain/instrument.ts'
import { epochMs } from '../../src/domain/time.ts'
import { Universe } from '../../src/domain/universe.ts'
import { type Desk, useProgram } from '../cli/cli.ts'
import { marketData, warnWithoutData } from '../market-data.ts'
import { countOf, DAILY, MINUTE, type PlainCount } from './plain-folders.ts'
import { linesOf, rowsOf } from './plain-market.ts'

warnWithoutData('test/real/import-all: the whole daily and minute folders through the command')

interface Imported {
  readonly new: number
  readonly same: number
  readonly changed: number
  readonly refused: number
  readonly filesRefused: number
  readonly isUnchanged: boolean
  readonly files: readonly {
    readonly file: string
    readonly outcome: string
    readonly layout: string | null
    readonly refused: number
    readonly refusals: readonly { readonly line: number; readonly reason: string }[]
    readonly notes: readonly string[]
  }[]
}

interface Series {
  readonly symbol: string
  readonly interval: string
  readonly basis: string
  readonly source: string
  readonly first: string
  readonly last: string
  readonly count: number
  readonly gaps: number
}

interface Finding {
  readonly kind: string
  readonly series: {
    readonly instrument: string
    readonly interval: string
    readonly source: string
  }
  readonly message: string
  readonly dates: readonly string[]
}

const DAY = 'bars-daily'
const keyOf = ({ symbol, interval, basis, source }: Series): string =>
  `${symbol} ${interval} ${basis} ${source}`

describe.skipIf(marketData === null)(
  'the whole of the real price files, through the command',
  () => {
    const program = useProgram()
    const data = marketData ?? ''
    let desk: Desk
    let daily: Imported
    let minute: Imported
    let bhavcopy: Imported
    let reference: Imported
    let plainDaily: PlainCount
    let plainMinute: PlainCount
    let series: readonly Series[]
    let findings: readonly Finding[]
    let explained: readonly Finding[]

    const take = (...folders: readonly string[]) =>
      desk.json<Imported>(['data', 'import', ...folders.map((folder) => join(data, folder))])
    const check = async () =>
      (await desk.json<{ readonly findings: readonly Finding[] }>(['data', 'check'])).findings

    beforeAll(async () => {
      desk = await program.desk()
      daily = await take(DAY)
      minute = await take('bars-minute')
      series = (await desk.json<{ readonly series: readonly Series[] }>(['data', 'list'])).series
      findings = await check()
      reference = await take('reference')
      explained = await check()
      bhavcopy = await take('bhavcopy')
      plainDaily = await countOf(join(data, DAY), DAILY)
      plainMinute = await countOf(join(data, 'bars-minute'), MINUTE)
      return () => desk[Symbol.asyncDispose]()
    }, 180_000)

    const of = (report: Imported, end: string) =>
      report.files.find(({ file }) => file.endsWith(end))
    const folderOf = (report: Imported, folder: string) =>
      report.files.filter(({ file }) => file.includes(`/${folder}/`))
    const noted = (files: Imported['files'], word: string) =>
      files.filter(({ notes }) => notes.some((note) => note.includes(word)))
    const gapsOf = (symbol: string, interval: string, source: string) =>
      findings.find(
        ({ kind, series: { instrument, ...of } }) =>
          kind === 'gaps' &&
          instrument === `NSE:${symbol}` &&
          of.interval === interval &&
          of.source === source,
      )?.dates

    it('each series has as many bars as its files have moments, and there is no other', () => {
      const expected = new Map([...plainDaily.bars, ...plainMinute.bars])
      // One file of 2016 names no company in its rows: it is known by its name, and not as Kite's.
      expected.set('RELCAPITAL 1m raw ohlcv', expected.get('RELCAPITAL 1m raw kite') ?? 0)
      expected.delete('RELCAPITAL 1m raw kite')
      expect(Object.fromEntries(series.map((one) => [keyOf(one), one.count]))).toEqual(
        Object.fromEntries(expected),
      )
    })

    it('every row is new, the same as another, or refused: none is lost, none is taken twice', () => {
      expect(daily.new + daily.same + daily.refused).toBe(plainDaily.rows)
      expect(minute.new + minute.same + minute.refused).toBe(plainMinute.rows)
      for (const { changed, filesRefused } of [daily, minute, bhavcopy])
        expect({ changed, filesRefused }).toEqual({ changed: 0, filesRefused: 0 })
      expect(plainDaily.rows + plainMinute.rows).toBeGreaterThan(1_200_000)
    })

    it('a second import of all of it changes nothing, and says so', async () => {
      const again = await take(DAY, 'bars-minute', 'bhavcopy', 'reference')
      expect(again).toMatchObject({ new: 0, changed: 0, isUnchanged: true, filesRefused: 0 })
      const { series: after } = await desk.json<{ readonly series: readonly Series[] }>([
        'data',
        'list',
        '--symbols',
        'INFY,SUZLON',
      ])
      for (const one of after.filter(({ source }) => source !== 'nse'))
        expect(series).toContainEqual(one)
    }, 180_000)

    it('bars whose low is above their open are refused: file, line and reason, and no other', () => {
      const refused = daily.files.flatMap(({ file, refusals }) =>
        refusals.map(({ line, reason }) => {
          expect(reason).toMatch(/^(low|high) ₹[\d.,]+ is (above|below) (open|close) ₹[\d.,]+$/)
          return `${basename(file)}:${line}`
        }),
      )
      expect(plainDaily.broken).toHaveLength(39)
      expect(refused.sort()).toEqual([...plainDaily.broken].sort())
      expect(daily.refused).toBe(39)
    })

    it('prices with the noise of adjusting are rounded to the paisa, and by how much is said', () => {
      const adjusted = folderOf(daily, 'yahoo-with-actions-1996-2024')
      expect(noted(adjusted, 'rows with fractions of a paisa: rounded, by 0.')).toHaveLength(7)
      expect(noted(adjusted, 'put right')).toHaveLength(3)
    })

    it('an export of the index with a byte order mark, blanks behind names and its newest day first is sorted', () => {
      const files = folderOf(daily, 'nifty50-index')
      expect(files.map(({ layout }) => layout)).toEqual(new Array(4).fill('NSE index history'))
      expect(noted(files, 'rows out of time order: sorted')).toHaveLength(4)
      const index = series.find(({ symbol }) => symbol === 'NIFTY 50')
      expect(index).toMatchObject({ first: expect.stringMatching(/^2021-02-22/), count: 994 })
      expect(index?.last).toMatch(/^2025-02-21/)
    })

    it('files without a header, with days as 020117, are read, and agree with the other source', () => {
      const files = folderOf(daily, 'nse-eq-raw-2017-2022')
      expect(files).toHaveLength(46)
      expect(series.find((one) => keyOf(one) === 'TITAN day raw nse')?.first).toMatch(/^2017-01-02/)
      // Three days of the index and 26,853 days of shares are told by two files, in the same figures.
      expect(daily.same).toBe(26_853 + 3)
    })

    it('columns of another company beside the right ones are passed over, and named', () => {
      const files = noted(folderOf(daily, 'yahoo-adjusted-2020-2024'), 'columns of another company')
      expect(files.map(({ file }) => basename(file, '.csv.gz')).sort()).toEqual(
        expect.arrayContaining(['canbk', 'unionbank']),
      )
      expect(files).toHaveLength(5)
    })

    it('a file that holds another company’s prices is found by comparing it with the raw ones', async () => {
      const other = await linesOf(join(data, DAY, 'yahoo-adjusted-2020-2024', 'tcs.csv.gz'))
      const path = await desk.file('yahoo/wipro.csv', `${other.join('\n')}\n`)
      expect(await desk.json<Imported>(['data', 'import', path])).toMatchObject({ refused: 0 })
      const found = (await check()).filter(({ kind }) => kind === 'suspect')
      expect(found.map((one) => one.series.instrument)).toEqual(['NSE:WIPRO'])
    }, 60_000)

    it('missing sessions are counted as the description counts them, share by share', async () => {
      const index = await rowsOf(join(data, DAY, 'nse-eq-raw', 'index.csv'))
      const older = new Set(
        [...plainDaily.bars].flatMap(([key, count]) => (count > 1_302 ? [key] : [])),
      )
      const own = index.filter((row) => !older.has(`${row.get('symbol')} day raw nse`))
      expect(own.length).toBeGreaterThan(300)
      const gaps = new Map(
        series.flatMap((one) =>
          keyOf(one).endsWith('day raw nse') ? [[one.symbol, one.gaps]] : [],
        ),
      )
      for (const row of own) {
        const symbol = row.get('symbol') ?? ''
        expect([symbol, gaps.get(symbol)]).toEqual([symbol, Number(row.get('missing_sessions'))])
      }
    })

    it('the sessions that every file lacks are named, unless another source has them', () => {
      expect(gapsOf('AARTIIND', 'day', 'nse')).toEqual(['2021-11-04', '2022-08-08'])
      // The older source has the Diwali session, and lacks days of its own.
      expect(gapsOf('RELIANCE', 'day', 'nse')).toEqual(['2018-01-02', '2022-08-08'])
      expect(gapsOf('RELIANCE', '1m', 'ohlcv')).toEqual(['2025-02-01'])
    })

    it('a bonus that raw prices show is reported until the corporate actions are known', () => {
      const stepOf = (all: readonly Finding[]) =>
        all.filter(
          ({ kind, series: { instrument }, dates }) =>
            kind === 'step' && instrument === 'NSE:RELIANCE' && dates.includes('2024-10-28'),
        )
      expect(stepOf(findings)).toHaveLength(1)
      expect(stepOf(findings)[0]?.message).toMatch(/near 2 for 1: probably a split or bonus/)
      expect(stepOf(explained)).toEqual([])
    })

    it('neighbouring rows that were swapped are sorted, and their number is said', () => {
      const files = [...folderOf(minute, '1m-2016'), ...folderOf(minute, '30m-2016')]
      expect(noted(files, 'out of time order: sorted')).toHaveLength(62 + 27)
    })

    it('bars without volume are kept and counted, file by file', async () => {
      for (const folder of ['5m-2024', '1h-2022-2024']) {
        for (const { file, notes } of folderOf(minute, folder)) {
          const rows = await rowsOf(join(data, 'bars-minute', folder, basename(file)))
          const zeros = rows.filter((row) => Number(row.get('Volume')) === 0).length
          expect(zeros).toBeGreaterThan(10)
          expect(notes).toContainEqual(`${zeros} rows without volume`)
        }
      }
    })

    it('the last hourly bar of a day, which is a quarter of an hour, is a bar like others', () => {
      const hourly = series.filter(({ interval }) => interval === '1h')
      expect(hourly).toHaveLength(7)
      for (const { last } of hourly) expect(last).toMatch(/T15:15:00.000\+05:30$/)
    })

    it('days written 01-04-2025 are read day first', () => {
      const minutes = series.filter(
        ({ interval, source }) => interval === '1m' && source === 'ohlcv',
      )
      const ends = minutes.map(({ first, last }) => `${first.slice(0, 10)} ${last.slice(0, 10)}`)
      expect(ends).toContain('2025-01-01 2025-04-30')
    })

    it('a dash where no delivery is given does not cost the row', async () => {
      const [header = '', row = ''] = await linesOf(join(data, DAY, 'nse-eq-raw', 'tcs.csv.gz'))
      const made = row.replace(/^TCS,EQ,[\d-]+/, 'MADEUP,EQ,2024-01-02').split(',')
      const path = await desk.file(
        'dash/madeup.csv',
        `${header}\n${[...made.slice(0, -2), '-', '-'].join(',')}\n`,
      )
      const report = await desk.json<Imported>(['data', 'import', path])
      expect(report).toMatchObject({ new: 1, refused: 0 })
    })

    it('the exchange’s three daily files are read, with their blanks and commas at the end', () => {
      expect(new Set(bhavcopy.files.map(({ layout }) => layout)).size).toBe(3)
      expect(bhavcopy).toMatchObject({ refused: 0, changed: 0 })
      expect(bhavcopy.files).toHaveLength(27)
    })

    it('stand-ins during a demerger are refused from lists of members, with their line', () => {
      const refused = reference.files.flatMap(({ file, refusals }) =>
        refusals.map(({ line, reason }) => `${basename(file)}:${line} ${reason}`),
      )
      expect(refused).toHaveLength(3)
      for (const one of refused)
        expect(one).toMatch(/^nifty-[a-z0-9-]+\.csv:\d+ "DUMMY\w+" is a stand-in during a demerger/)
    })

    it('tables without prices in the same folders are left out and named', () => {
      expect(of(daily, '/nse-eq-raw/index.csv')?.outcome).toBe('left out')
      expect(of(reference, '/nse-holidays-2015-2026.csv')?.outcome).toBe('left out')
    })

    it('a recording that is cut in its last line, with two ways of writing the time, is played to its last whole tick', async () => {
      const universe = new Universe(
        ['COLPAL', 'INFY'].map((name) => plainEquity(instrumentId(`NSE:${name}`))),
      )
      const tallyOf = async (name: string, symbol: string) => {
        const file = join(data, 'kite/ticks', `${name}-ticks.jsonl.gz`)
        const feed = new TicksFeed({
          recordings: [{ file, instrument: instrumentId(`NSE:${symbol}`) }],
          universe,
        })
        for await (const _ of feed.blocks(epochMs(0), new AbortController().signal));
        return feed.tally
      }
      const cut = await tallyOf('infy-2025-07-11', 'INFY')
      expect([cut.unreadable, cut.late]).toEqual([1, 0])
      const mixed = await linesOf(join(data, 'kite/ticks', 'colpal-2025-07-21-ticks.jsonl.gz'))
      const forms = mixed.map((line) => /"exchange_timestamp": "\d{4}-\d\d-\d\d(.)/.exec(line)?.[1])
      expect(new Set(forms)).toEqual(new Set([' ', 'T']))
      const whole = await tallyOf('colpal-2025-07-21', 'COLPAL')
      expect([whole.unreadable, whole.late, whole.ticks + whole.repeated]).toEqual([
        0,
        0,
        mixed.length,
      ])
    })
  },
)
