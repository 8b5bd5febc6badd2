import { at } from '../../src/domain/bar.ts'
import { dateOf } from '../../src/domain/time.ts'
import { wanderingDays } from '../services/sample-backtest.ts'
import type { Desk } from './cli.ts'

const rupees = (paise: number): string => (paise / 100).toFixed(2)

/** A file of daily bars as a person would have it, of a share that wanders by a seed. */
function csvOf(symbol: string, seed: number): string {
  const bars = wanderingDays(seed)
  const lines = Array.from({ length: bars.length }, (_, row) => {
    const prices = [bars.open, bars.high, bars.low, bars.close].map((column) =>
      rupees(at(column, row)),
    )
    return [symbol, dateOf(at(bars.at, row)), ...prices, at(bars.volume, row)].join(',')
  })
  return `Symbol,Date,Open,High,Low,Close,Volume\n${lines.join('\n')}\n`
}

/** Imports two years of daily bars of these symbols, each the same every time. */
export async function importBars(desk: Desk, symbols: readonly string[]): Promise<void> {
  const files: string[] = []
  for (const [place, symbol] of symbols.entries()) {
    files.push(await desk.file(`bars/${symbol}.csv`, csvOf(symbol, place + 1)))
  }
  const { code, out, err } = await desk.run(['data', 'import', ...files])
  if (code !== 0) throw new RangeError(`the bars were not imported: ${out}${err}`)
}
