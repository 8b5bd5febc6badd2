import { narrate } from '../../src/core/narration.ts'
import { formatPaise } from '../../src/domain/money.ts'
import type { Order } from '../../src/domain/order.ts'
import { clockTime } from '../../src/domain/time.ts'
import { checkedDay } from './check.ts'
import { paperDay } from './run.ts'

console.log('SIMULATED MARKET')
const day = await paperDay(1)
const orders = new Map<string, Order>()
for (const event of day.events) {
  if (event.type === 'risk.order_approved') orders.set(event.data.order.id, event.data.order)
  const told = narrate(event, (id) => orders.get(id))
  if (told !== null) console.log(`${clockTime(told.at)}  ${told.says}`)
}
if (day.note !== null) {
  console.log(`\nContract note of ${day.note.date}`)
  for (const { instrument, buyValuePaise, sellValuePaise, charges } of day.note.lines) {
    const sides = `bought for ${formatPaise(buyValuePaise)}, sold for ${formatPaise(sellValuePaise)}`
    console.log(`${instrument}  ${sides}, charges ${formatPaise(charges.totalPaise)}`)
  }
  for (const [item, amount] of Object.entries({ ...day.note.charges })) {
    console.log(`  ${item.replace('Paise', '').padEnd(12)} ${formatPaise(amount)}`)
  }
}
console.log(`\n${checkedDay(day)}`)
