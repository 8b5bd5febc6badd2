import { describe, expect, it } from 'vitest'
import { PlainLines } from '../../../src/cli/terminal/plain-lines.ts'
import { openView } from '../../../src/cli/terminal-view.ts'
import type { Narration } from '../../../src/core/narration.ts'
import { correlationId } from '../../../src/domain/brand.ts'
import { momentOf, tradeDate } from '../../../src/domain/time.ts'
import { LABEL, TestTerminal, tradedDesk } from './desk-fixture.ts'

const at = (minute: number) => momentOf(tradeDate('2026-11-23'), minute)

const fact = (minute: number, says: string, gist: string | null = null): Narration => ({
  seq: minute,
  code: 'execution.order_filled',
  at: at(minute),
  says,
  gist,
  weight: 'fact',
  correlationId: correlationId('01234567-89ab-8cde-8000-000000000001'),
})

function told(speed: number, narrations: readonly Narration[]): readonly string[] {
  const lines: string[] = []
  const plain = new PlainLines({ label: LABEL, speed, say: (line) => lines.push(line) })
  for (const narration of narrations) plain.tell(narration)
  return lines
}

describe('the story as lines', () => {
  it('each says where its prices come from and when it happened', () => {
    expect(told(60, [fact(556, 'bought 2 INFY at ₹1,842.00')])).toEqual([
      'SIMULATED 2026-11-23 09:16:00 bought 2 INFY at ₹1,842.00',
    ])
  })

  it('as fast as it goes, only sessions and warnings are told', () => {
    const session: Narration = { ...fact(555, 'the market opened'), weight: 'session' }
    const warning: Narration = { ...fact(557, 'trading is halted'), weight: 'warning' }
    const lines = told(Number.POSITIVE_INFINITY, [session, fact(556, 'bought'), warning])
    expect(lines.map((line) => line.slice('SIMULATED 2026-11-23 09:15:00 '.length))).toEqual([
      'the market opened',
      'trading is halted',
    ])
  })

  it('the same gist is told once a quarter of an hour, with how often it came meanwhile', () => {
    const denied = (minute: number) => fact(minute, `denied at ${minute}`, 'denied')
    const lines = told(60, [560, 561, 570, 576].map(denied))
    expect(lines.map((line) => line.slice('SIMULATED 2026-11-23 09:20:00 '.length))).toEqual([
      'denied at 560',
      'denied at 576 (and 2 like it before)',
    ])
  })

  it.each([
    ['no terminal', { isTty: false, isJson: false }],
    ['a machine', { isTty: true, isJson: true }],
  ])('is what a run shows to %s: nothing is drawn', async (_, { isTty, isJson }) => {
    const desk = await tradedDesk()
    const terminal = new TestTerminal({ columns: 80, rows: 24 }, { isTty })
    const lines: string[] = []
    let tell: (narration: Narration) => void = () => undefined
    const view = openView({
      ...desk,
      live: { kernel: desk.kernel, isResumed: true },
      broadcast: {
        picture: desk.picture(),
        listen: (listener) => {
          tell = (narration) => listener.told?.(narration)
          return { [Symbol.dispose]: () => undefined }
        },
      },
      output: { isJson, answer: () => undefined, say: (line) => lines.push(line) },
      terminal,
    })
    tell(fact(556, 'bought'))
    view.close()
    expect(lines).toEqual(['SIMULATED 2026-11-23 09:16:00 bought'])
    expect(terminal.written).toBe('')
  })
})
