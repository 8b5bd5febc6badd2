import { describe, expect, it } from 'vitest'
import type { EventType } from '../../src/core/events.ts'
import type { Intake } from '../../src/core/intake.ts'
import { GENESIS } from '../../src/core/journal.ts'
import type { Kernel } from '../../src/core/kernel.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import { ResumingJournal } from '../../src/core/resuming-journal.ts'
import { type InstrumentId, instrumentId, orderId } from '../../src/domain/brand.ts'
import { paise } from '../../src/domain/money.ts'
import type { Side } from '../../src/domain/order.ts'
import { DEFAULT_LIMITS } from '../../src/domain/risk-limits.ts'
import type { Signal } from '../../src/domain/signal.ts'
import { epochMs } from '../../src/domain/time.ts'
import { OPEN_LIMITS } from '../services/paper-desk.ts'
import { rowsOf } from './state/journal-fixture.ts'
import {
  type Ask,
  draw,
  journalOf,
  openKernel,
  pastOf,
  stateHash,
  walkingMarket,
  wishId,
} from './walking-desk.ts'

const SHARES = [instrumentId('NSE:INFY'), instrumentId('NSE:TCS')] as const
const EVERY = 5
const BY = { by: 'owner' }
const blocks = walkingMarket(11)

interface Working {
  readonly order: {
    readonly id: string
    readonly strategy: string
    readonly quantity: number
    readonly limit: number | null
  }
  readonly status: string
}

/** What a person sees of the desk, as plain JSON. */
function seen(kernel: Kernel) {
  const { execution, risk } = JSON.parse(JSON.stringify(kernel.save().parts))
  const orders: readonly Working[] = execution
  const lines: readonly { instrument: InstrumentId; quantity: number }[] = risk.account.lines
  const waiting = orders.filter(
    ({ order, status }) => order.strategy === 'manual' && status === 'accepted',
  )
  return { waiting, lines }
}

const wishOf = (
  kernel: Kernel,
  instrument: InstrumentId,
  side: Side,
  part: Partial<Signal>,
): Signal => ({
  strategy: 'manual',
  instrument,
  side,
  effect: side === 'buy' ? 'open' : 'close',
  quantity: 10,
  type: 'MARKET',
  limit: null,
  trigger: null,
  product: 'CNC',
  validity: 'DAY',
  ttlMinutes: null,
  protection: null,
  decisionPrice: paise(100_000),
  decisionAt: epochMs(kernel.clock.now()),
  reason: 'a person asked for it',
  key: null,
  guards: null,
  ...part,
})

/** Asks for everything that a person can ask for, one thing after the other. */
const askOf =
  (kernel: Kernel): Ask =>
  (index, intake: Intake) => {
    if (index % EVERY !== EVERY - 1) return
    const turn = Math.floor(index / EVERY)
    const origin = { source: 'web', id: wishId(index) }
    const share = SHARES[turn % 2] ?? SHARES[0]
    const price = Math.round((kernel.quotes.last[turn % 2] ?? 100_000) / 5) * 5
    const { waiting, lines } = seen(kernel)
    const order = waiting.at(-1)?.order
    const id = orderId(order?.id ?? 'NOBODY')
    const post = (): Promise<unknown> => {
      switch (turn % 8) {
        case 0: {
          const part = { type: 'LIMIT', limit: paise(price - 300), quantity: 20 } as const
          return intake.post('strategy.intent_received', wishOf(kernel, share, 'buy', part), origin)
        }
        case 1: {
          const terms = { quantity: 15, limit: paise(price - 100), trigger: null }
          return intake.post('execution.modify_requested', { orderId: id, ...terms, ...BY }, origin)
        }
        case 2: {
          const wish = { orderId: id, reason: 'enough', ...BY }
          return intake.post('execution.cancel_requested', wish, origin)
        }
        case 3: {
          const part = { protection: { stop: paise(price - 500), target: null, trail: paise(400) } }
          return intake.post('strategy.intent_received', wishOf(kernel, share, 'buy', part), origin)
        }
        case 4: {
          const instrument = lines[0]?.instrument ?? share
          const levels = { stop: paise(price - 600), target: paise(price + 900), trail: null }
          const wish = { instrument, product: 'CNC', protection: levels, ...BY } as const
          return intake.post('risk.protection_requested', wish, origin)
        }
        case 5: {
          const limits = {
            ...(turn % 16 < 8 ? DEFAULT_LIMITS : OPEN_LIMITS),
            entriesADayMax: 50 + turn,
          }
          return intake.post('risk.limits_change', { limits, ...BY }, origin)
        }
        case 6: {
          const isOn = turn % 16 < 8
          const wish = { strategy: 'ema-cross', isOn, reason: 'a look', ...BY }
          return intake.post('strategy.switch_requested', wish, origin)
        }
        default: {
          const instrument = lines[0]?.instrument ?? share
          const part = { quantity: null, key: `close ${turn % 24}` }
          return intake.post(
            'strategy.intent_received',
            wishOf(kernel, instrument, 'sell', part),
            origin,
          )
        }
      }
    }
    post().catch(() => undefined)
  }

async function undisturbed() {
  const journal = new MemoryJournal()
  const kernel = openKernel(journal)
  kernel.begin()
  const checkpoints = [{ seq: 0, state: '' }]
  let turns = 0
  const past = { isResumed: true, hand: () => {} }
  const onTurn = () => {
    if (++turns % 60 === 0)
      checkpoints.push({ seq: journal.head, state: JSON.stringify(kernel.save()) })
  }
  await draw(kernel, blocks, past, onTurn, askOf(kernel))
  const events = await journal.read(0, journal.head)
  return { checkpoints, events, rows: rowsOf(events), hash: journal.hash, state: stateHash(kernel) }
}

const whole = await undisturbed()
const told = (type: EventType): number => whole.events.filter((event) => event.type === type).length

describe('a desk of which everything is asked', () => {
  it('each wish is met, and some are refused', () => {
    for (const type of [
      'execution.order_modified',
      'execution.modify_refused',
      'execution.order_cancelled',
      'execution.cancel_refused',
      'risk.protection_change',
      'risk.protection_refused',
      'risk.limits_change',
      'risk.order_denied',
      'strategy.stopped',
      'strategy.started',
      'execution.order_filled',
    ] as const)
      expect([type, told(type)], type).not.toEqual([type, 0])
    expect(told('system.error')).toBe(0)
  })

  it.each([...whole.checkpoints.keys()])(
    'B44 D5 cut anywhere behind checkpoint %i it comes to the journal and the state of the undisturbed run',
    async (pick) => {
      const { seq, state } = whole.checkpoints[pick] ?? { seq: 0, state: '' }
      for (const part of [0, 0.3, 0.77, 1]) {
        const to = seq + Math.round((whole.events.length - seq) * part)
        const place = { seq, hash: whole.rows[seq - 1]?.hash ?? GENESIS }
        const stored = journalOf(whole.events.slice(0, to))
        const journal = new ResumingJournal(stored, place, whole.rows.slice(seq, to))
        const kernel = openKernel(journal)
        if (state === '') kernel.begin()
        else kernel.load(JSON.parse(state))
        await draw(kernel, blocks, pastOf(journal), () => {}, askOf(kernel))
        expect([journal.hash, stateHash(kernel)]).toEqual([whole.hash, whole.state])
      }
    },
  )

  it('previews and readings in between leave no trace', async () => {
    const journal = new MemoryJournal()
    const kernel = openKernel(journal)
    kernel.begin()
    const past = { isResumed: true, hand: () => {} }
    const ask = askOf(kernel)
    await draw(
      kernel,
      blocks,
      past,
      () => {},
      (index, intake) => {
        kernel.preview(
          wishOf(kernel, SHARES[0], 'sell', { quantity: null, key: `close ${index % 24}` }),
        )
        kernel.preview(wishOf(kernel, SHARES[1], 'buy', { quantity: null }))
        kernel.riskUse()
        ask(index, intake)
      },
    )
    expect([journal.hash, stateHash(kernel)]).toEqual([whole.hash, whole.state])
  })
})
