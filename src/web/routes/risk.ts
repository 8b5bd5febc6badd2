import { checkedLimits } from '../../core/config.ts'
import { TradingError } from '../../core/errors.ts'
import { symbolOf } from '../../domain/instrument.ts'
import { placedBody } from '../contract/orders.ts'
import { limitsWish, switchBody, switchWish } from '../contract/risk.ts'
import { inputInvalid } from '../error-handler.ts'
import { authorOf, postIntent } from '../intents.ts'
import { type Asking, defineRoute, json, type Route } from '../route.ts'
import type { Web } from '../web.ts'

const TAKEN = 202
const group = 'trades'
const need = 'operate'

const staleVersion = (sent: number, newest: number): TradingError =>
  new TradingError(
    'CONFLICT',
    `The limits have changed since version ${sent}: look at version ${newest} before you change them`,
    { facts: { version: newest } },
  )

/** What stopping does to the orders that still work, in words. */
function takenBack({ broadcast }: Web): string {
  const { orders, positions } = broadcast.picture
  const names = orders.map(
    ({ order }) => `${order.side} ${order.quantity} ${symbolOf(order.instrument)}`,
  )
  const back = names.length === 0 ? 'No order was open' : `Taken back: ${names.join(', ')}`
  const held = positions.filter(({ quantity }) => quantity !== 0).length
  const stay = held === 0 ? '' : ` ${held} open positions stay, and so do their stops and targets.`
  return `Trading is halted. ${back}.${stay} It stays halted until somebody resumes it.`
}

async function throwSwitch(kind: 'stop' | 'resume', reason: string, asking: Asking, web: Web) {
  const says = kind === 'stop' ? takenBack(web) : 'Trading goes on.'
  const state = kind === 'stop' ? 'halted' : 'active'
  const type = kind === 'stop' ? 'system.emergency_stop' : 'system.emergency_resume'
  // Whoever stops the desk finds room however many wishes wait.
  const { correlationId } = await postIntent(
    type,
    { reason, by: authorOf(asking) },
    asking,
    web,
    kind !== 'stop',
  )
  return json({ correlationId, state, says })
}

/** What bounds the desk, and what stops it. */
export const risk: readonly Route[] = [
  defineRoute({
    method: 'PUT',
    url: '/api/risk/limits',
    group,
    need,
    key: 'optional',
    says: 'Changes limits from now on; keys that are absent stay',
    body: limitsWish,
    reply: placedBody,
    status: TAKEN,
    async answer({ body, ...asking }, web) {
      const { version, isOn, limits } = web.desk.state('risk')
      if (body.version !== version) throw staleVersion(body.version, version)
      const now = Object.entries(limits).map(([key, { limit }]) => [key, limit] as const)
      const checked = checkedLimits({ isOn, ...Object.fromEntries(now), ...body.limits })
      if (!checked.success) throw inputInvalid('set of limits', checked.error.issues)
      const release = web.turns.claim('limits', version)
      try {
        const wish = { limits: checked.data, by: authorOf(asking) }
        return json(await postIntent('risk.limits_change', wish, asking, web), TAKEN)
      } catch (error) {
        release()
        throw error
      }
    },
  }),
  defineRoute({
    method: 'POST',
    url: '/api/emergency/stop',
    group,
    need,
    key: 'optional',
    // Whoever has used up his trades must still be able to stop.
    bucket: 'stops',
    says: 'Halts trading at once and takes open orders back',
    body: switchWish,
    reply: switchBody,
    answer: ({ body, ...asking }, web) => throwSwitch('stop', body.reason, asking, web),
  }),
  defineRoute({
    method: 'POST',
    url: '/api/emergency/resume',
    group,
    need,
    key: 'optional',
    bucket: 'stops',
    says: 'Lets trading go on after a halt',
    body: switchWish,
    reply: switchBody,
    answer: ({ body, ...asking }, web) => throwSwitch('resume', body.reason, asking, web),
  }),
]
