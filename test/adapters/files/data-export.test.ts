import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportBars } from '../../../src/adapters/files/data-export.ts'
import type { BarQuery, SeriesKey } from '../../../src/core/ports.ts'
import { BarTable, PRICE_PAISE_MAX } from '../../../src/core/state/bar-store-table.ts'
import { instrumentId } from '../../../src/domain/brand.ts'
import { addDays, epochMs, momentOf, tradeDate } from '../../../src/domain/time.ts'
import { type ImportDesk, importDesk } from './import-fixture.ts'

const signal = new AbortController().signal

describe('bars written out', () => {
  let desk: ImportDesk
  beforeEach(async () => {
    desk = await importDesk()
  })
  afterEach(() => desk[Symbol.asyncDispose]())

  const query = (more: Partial<BarQuery>): BarQuery => ({
    instruments: 'all',
    interval: 'day',
    basis: 'raw',
    source: null,
    from: epochMs(0),
    to: epochMs(4e12),
    ...more,
  })

  it('are one readable file a series', async () => {
    const text =
      'symbol,date,open,high,low,close,volume\nM&M,2024-01-01,1550,1560.5,1549.05,0.05,120\n'
    await desk.importText('x.csv', text.replace('1549.05,0.05', '0.01,0.05'))
    const folder = join(desk.folder, 'out')
    const files = await exportBars(desk.store, query({}), folder, { signal })
    expect(files).toEqual([
      {
        file: 'm-and-m-day-ohlcv-raw.csv',
        series: { instrument: 'NSE:M&M', interval: 'day', source: 'ohlcv', basis: 'raw' },
        rows: 1,
      },
    ])
    expect(await readFile(join(folder, 'm-and-m-day-ohlcv-raw.csv'), 'utf8')).toBe(
      'instrument,interval,source,basis,date,open,high,low,close,volume\n' +
        'NSE:M&M,day,ohlcv,raw,2024-01-01,1550.00,1560.50,0.01,0.05,120\n',
    )
  })

  it('an abort leaves no half-written file', async () => {
    await desk.importText(
      'infy.csv',
      'date,open,high,low,close,volume\n2024-01-01,100,101,99,100,1\n',
    )
    const folder = join(desk.folder, 'out')
    const stop = new AbortController()
    const reading = exportBars(desk.store, query({}), folder, { signal: stop.signal })
    stop.abort()
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    const left = await readdir(folder).catch(() => [])
    expect(left).toEqual([])
  })

  const keys: readonly SeriesKey[] = [
    { instrument: instrumentId('NSE:M&M'), interval: 'day', source: 'nse', basis: 'raw' },
    {
      instrument: instrumentId('NSE:NIFTY 50'),
      interval: 'day',
      source: 'yahoo',
      basis: 'adjusted',
    },
    { instrument: instrumentId('BSE:BAJAJ-AUTO'), interval: '5m', source: 'kite', basis: 'raw' },
  ]

  it('and read in again they are the same bars, whatever they are', async () => {
    const price = fc.integer({ min: 1, max: PRICE_PAISE_MAX })
    const row = fc.record({
      step: fc.integer({ min: 0, max: 70 }),
      prices: fc.tuple(price, price, price, price),
      volume: fc.integer({ min: 0, max: 1e13 }),
    })
    const series = fc.record({
      key: fc.constantFrom(...keys),
      rows: fc.uniqueArray(row, { minLength: 1, maxLength: 20, selector: ({ step }) => step }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(series, {
          minLength: 1,
          maxLength: 3,
          selector: ({ key }) => key.instrument,
        }),
        async (all) => {
          await using from = await importDesk()
          await using to = await importDesk()
          await from.store.write(async (writer) => {
            for (const { key, rows } of all) {
              const table = new BarTable()
              const isDaily = key.interval === 'day'
              for (const { step, prices, volume } of rows) {
                const [low = 1, open = 1, close = 1, high = 1] = [...prices].sort((a, b) => a - b)
                const moment = isDaily
                  ? momentOf(addDays(tradeDate('2012-01-02'), step), 555)
                  : momentOf(tradeDate('2012-01-02'), 555 + 5 * step)
                table.push(0, moment, open, high, low, close, volume, 0)
              }
              writer.add(1, [key], table)
            }
            await writer.commit(signal)
          })
          const folder = join(from.folder, 'out')
          for (const { key } of all) {
            const { interval, basis, source } = key
            await exportBars(from.store, query({ interval, basis, source }), folder, { signal })
          }
          const report = await to.import([folder])
          expect(report).toMatchObject({ filesRefused: 0, refused: 0 })
          expect(await to.store.list(signal)).toEqual(await from.store.list(signal))
          for (const { key } of all) {
            const { interval, basis, source } = key
            const wanted = query({ interval, basis, source })
            expect(await to.store.read(wanted, signal)).toEqual(
              await from.store.read(wanted, signal),
            )
          }
        },
      ),
      { numRuns: 15 },
    )
  })
})
