import type { Event } from '../../src/core/events.ts'
import type { Charges } from '../../src/domain/charges.ts'
import type { Fill } from '../../src/domain/fill.ts'
import { formatPaise } from '../../src/domain/money.ts'
import type { PaperDay } from './run.ts'

/** Executions of the day, in their order. */
export const fillsOf = (events: readonly Event[]): readonly Fill[] =>
  events.flatMap((event) =>
    event.type === 'execution.order_filled' || event.type === 'execution.order_partially_filled'
      ? [event.data]
      : [],
  )

/** Says that note and cash add up from the fills alone. Throws RangeError where they do not. */
export function checkedDay({ capital, events, note }: PaperDay): string {
  const fills = fillsOf(events)
  if (note === null || fills.length === 0)
    throw new RangeError('nothing traded, so nothing was shown')
  for (const { instrument, charges, ...line } of note.lines) {
    const own = fills.filter((fill) => fill.instrument === instrument)
    const values = `${valueOf(own, 'buy')} bought, ${valueOf(own, 'sell')} sold`
    const noted = `${line.buyValuePaise} bought, ${line.sellValuePaise} sold`
    if (values !== noted) throw new RangeError(`${instrument}: ${values}, the note says ${noted}`)
    requireSum(charges, `the line of ${instrument}`)
  }
  requireSum(note.charges, 'the note')
  const lines = note.lines.reduce((sum, { charges }) => sum + charges.totalPaise, 0)
  if (lines !== note.charges.totalPaise) {
    throw new RangeError(`the lines add up to ${lines}, not to ${note.charges.totalPaise}`)
  }
  const cash = capital + valueOf(fills, 'sell') - valueOf(fills, 'buy') - note.charges.totalPaise
  const told = lastCash(events)
  if (told !== cash) throw new RangeError(`cash is told as ${told}, the fills leave ${cash}`)
  return `${fills.length} fills, ${note.lines.length} lines and ${formatPaise(told)} of cash: they add up.`
}

const valueOf = (fills: readonly Fill[], wanted: Fill['side']): number =>
  fills.reduce(
    (sum, { side, quantity, price }) => sum + (side === wanted ? quantity * price : 0),
    0,
  )

function requireSum({ totalPaise, ...items }: Charges, what: string): void {
  const sum = Object.values(items).reduce<number>((total, item) => total + item, 0)
  if (sum !== totalPaise) throw new RangeError(`${what} adds up to ${sum}, not to ${totalPaise}`)
}

/** Cash as the journal told it last. */
function lastCash(events: readonly Event[]): number {
  let cash = Number.NaN
  for (const event of events) if (event.type === 'portfolio.cash_change') cash = event.data.cash
  return cash
}
