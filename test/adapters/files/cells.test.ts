import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CsvScanner } from '../../../src/adapters/files/csv-lines.ts'
import { civilDate, civilDay, MomentCell } from '../../../src/adapters/files/moment-cell.ts'
import { NumberCell } from '../../../src/adapters/files/number-cell.ts'
import { PRICE_PAISE_MAX } from '../../../src/core/state/bar-store-table.ts'
import { DAY_MS, isoTime } from '../../../src/domain/time.ts'

/** What a reader makes of a line. */
function read<T>(
  text: string,
  take: (line: Parameters<ConstructorParameters<typeof CsvScanner>[0]>[0]) => T,
): T {
  const found: T[] = []
  const scanner = new CsvScanner((line) => found.push(take(line)))
  scanner.push(Buffer.from(`${text}\n`))
  const [first] = found
  if (first === undefined) throw new RangeError('the text is no line')
  return first
}

/** Commas inside a cell need quotes around it. */
const quoted = (text: string) => (text.includes('"') ? text : `"${text}"`)

function price(text: string) {
  const cell = new NumberCell()
  const paise = read(`${quoted(text)},`, (line) => cell.price(line, 0))
  return { paise, isExact: cell.isExact, isPlain: cell.isPlain, error: cell.error }
}

const volume = (text: string) =>
  read(`${quoted(text)},`, (line) => new NumberCell().volume(line, 0))

describe('a price cell', () => {
  it.each([
    ['1', 100],
    ['1.', 100],
    ['1.5', 150],
    ['0.05', 5],
    [' 1027 ', 102_700],
    ['"273.80"', 27_380],
    ['1550.10000', 155_010],
    ['"1,23,456.50"', 12_345_650],
    ['1e3', 100_000],
    ['21474836.47', PRICE_PAISE_MAX],
  ])('%s is %i paise', (text, paise) => {
    expect(price(text)).toEqual({ paise, isExact: true, isPlain: true, error: 0 })
  })

  it.each([
    '',
    '-',
    '0',
    '0.00',
    '-1',
    '+1',
    '1,5x',
    '1.2.3',
    '.',
    'e5',
    '1e400',
    'NaN',
    '21474836.48',
    '9'.repeat(400),
    '1 2',
    '１',
  ])('"%s" is no price', (text) => {
    expect(price(text).paise).toBeNaN()
  })

  it('every price of two decimals is read as it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: PRICE_PAISE_MAX }), (paise) => {
        const text = `${Math.floor(paise / 100)}.${String(paise % 100).padStart(2, '0')}`
        expect(price(text)).toEqual({ paise, isExact: true, isPlain: true, error: 0 })
      }),
    )
  })

  it('every price that went through a 32-bit float comes back as it was, up to ₹80,000', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8_000_000 }), (paise) => {
        const found = price(String(Math.fround(paise / 100)))
        expect([found.paise, found.isExact]).toEqual([paise, true])
      }),
    )
  })

  it('what is farther than that from whole paise is rounded, and by how much is told', () => {
    expect(price('14.95494')).toEqual({
      paise: 1_495,
      isExact: false,
      isPlain: false,
      error: expect.closeTo(0.494 / 1_495.494, 6),
    })
    expect(price('0.005').paise).toBe(1)
    expect(price('0.0049').paise).toBeNaN()
  })

  it('any text is a whole number of paise within bounds, or none', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789.,-+eE x'), maxLength: 14 }),
        (text) => {
          const { paise } = price(text)
          expect(
            Number.isNaN(paise) ||
              (Number.isInteger(paise) && paise >= 1 && paise <= PRICE_PAISE_MAX),
          ).toBe(true)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('a volume cell', () => {
  it.each([
    ['0', 0],
    ['123', 123],
    ['123.0', 123],
    ['"12,34,567"', 1_234_567],
    ['1e6', 1_000_000],
  ])('%s is %i shares', (text, shares) => {
    expect(volume(text)).toBe(shares)
  })

  it.each(['', '-', '1.5', '-3', 'x', '99999999999999', '1e20'])('"%s" is no volume', (text) => {
    expect(volume(text)).toBeNaN()
  })
})

const moment = (text: string, isShort = false) => {
  const cell = new MomentCell(isShort)
  const at = read(`${text},x`, (line) => cell.read(line, 0, -1))
  return Number.isNaN(at) ? null : isoTime(at).slice(0, 19)
}

describe('a moment cell', () => {
  it.each([
    ['2024-12-31', '2024-12-31T00:00:00'],
    ['2024-12-31 09:15:00', '2024-12-31T09:15:00'],
    ['2024-12-31T09:15:00', '2024-12-31T09:15:00'],
    ['2024-12-31 09:15', '2024-12-31T09:15:00'],
    ['2024-12-31 09:15:00+05:30', '2024-12-31T09:15:00'],
    ['2024-12-31T09:15:00+0530', '2024-12-31T09:15:00'],
    ['2024-12-31T03:45:00Z', '2024-12-31T09:15:00'],
    ['2024-12-31T03:45:00.000Z', '2024-12-31T09:15:00'],
    ['2024-12-31T22:45:00-05:00', '2025-01-01T09:15:00'],
    ['2024/12/31', '2024-12-31T00:00:00'],
    ['20241231', '2024-12-31T00:00:00'],
    ['31-DEC-2024', '2024-12-31T00:00:00'],
    ['31-Dec-24', '2024-12-31T00:00:00'],
    ['1 Jan 2024', '2024-01-01T00:00:00'],
    ['31-12-2024', '2024-12-31T00:00:00'],
    ['31/12/2024 15:29', '2024-12-31T15:29:00'],
    ['1735616700', '2024-12-31T09:15:00'],
    ['1735616700000', '2024-12-31T09:15:00'],
  ])('%s is %s in India', (text, expected) => {
    expect(moment(text)).toBe(expected)
  })

  it.each([
    '',
    '-',
    '2024-02-30',
    '2023-02-29',
    '2024-00-10',
    '2024-13-01',
    '2024-12-31X09:15:00',
    '2024-12-31 24:00:00',
    '2024-12-31 09:60:00',
    '2024-12-31 09:15:00+99',
    '32-12-2024',
    '31-Foo-2024',
    '12-31-2024',
    '1989-12-31',
    '2101-01-01',
    '020117',
    '24-1',
    'tomorrow',
    '2024-12-31 09.15.00',
    '2024-12-31 9a:15:00',
  ])('"%s" is none', (text) => {
    expect(moment(text)).toBeNull()
  })

  it('six digits are day, month and year where a file writes its dates so', () => {
    expect(moment('020117', true)).toBe('2017-01-02T00:00:00')
    expect(moment('311299', true)).toBe('1999-12-31T00:00:00')
    expect(moment('320117', true)).toBeNull()
    expect(moment('2017-01-02', true)).toBeNull()
  })

  it('day and time may stand in two cells', () => {
    const cell = new MomentCell(false)
    const at = (text: string) => read(text, (line) => cell.read(line, 0, 1))
    expect(isoTime(at('31-12-2024,09:15:00')).slice(0, 19)).toBe('2024-12-31T09:15:00')
    expect(isoTime(at('2024-12-31,15:29')).slice(0, 19)).toBe('2024-12-31T15:29:00')
    expect(at('31-12-2024,')).toBeNaN()
    expect(at('31-12-2024,25:00')).toBeNaN()
  })

  it('dates that fit only month first are remembered', () => {
    const cell = new MomentCell(false)
    expect(read('12/31/2024,x', (line) => cell.read(line, 0, -1))).toBeNaN()
    expect(cell.looksMonthFirst).toBe(true)
  })

  it('every day from 1990 to 2100 is the day that the machine counts', () => {
    const first = Date.UTC(1990, 0, 1) / DAY_MS
    const last = Date.UTC(2100, 11, 31) / DAY_MS
    for (let day = first; day <= last; day++) {
      const date = new Date(day * DAY_MS)
      expect(civilDay(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(day)
    }
  })

  it('a date in any of the ways of the exchanges is ISO text', () => {
    expect(
      ['05-Oct-2026', '07/12/2019', '2025-10-14', '20241231', '31-02-2024', 'x'].map(civilDate),
    ).toEqual(['2026-10-05', '2019-12-07', '2025-10-14', '2024-12-31', null, null])
  })
})
