import { describe, expect, it } from 'vitest'
import { INTERVAL_MS } from '../../src/domain/bar.ts'
import { PaperDesk } from './paper-desk.ts'

describe('the intraday square-off', () => {
  it.each(['1m', '5m', '15m', '30m', '1h'] as const)(
    'B134 an intraday position is closed on the day it was opened, on %s bars too',
    async (feed) => {
      const desk = new PaperDesk({ feed })
      desk.bars([9, 15], [10, 15])
      desk.wish({ product: 'MIS' })
      desk.bars([10, 15], [15, 30])
      desk.quiet(15, 45)
      const fills = await desk.told('execution.order_filled')
      expect(fills.map(({ data }) => data.side)).toEqual(['buy', 'sell'])
      const [, exit] = fills
      expect(exit?.at).toBeLessThanOrEqual(desk.at(15, 30))
      const earliest = desk.at(15, 30) - Math.max(10 * 60_000, INTERVAL_MS[feed])
      expect(exit?.at).toBeGreaterThanOrEqual(earliest)
    },
  )
})
