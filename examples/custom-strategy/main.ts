import { formatPaise } from '../../src/domain/money.ts'
import { clockTime, dateOf } from '../../src/domain/time.ts'
import { checked } from './check.ts'
import { fillsOver, madeUpYear } from './run.ts'

const bars = madeUpYear(1)
const fills = await fillsOver(bars)
for (const { at, side, quantity, price } of fills) {
  console.log(
    `${dateOf(at)} ${clockTime(at)}  ${side.padEnd(4)} ${quantity} at ${formatPaise(price)}`,
  )
}
console.log(checked(bars, fills))
