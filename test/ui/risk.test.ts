import { describe, expect, it } from 'vitest'
import { trailLine } from '../../ui/pages/risk/trail-line.ts'
import { describeInBrowser, expectFitsEveryWidth, SCHEMES } from './browser.ts'
import { risk } from './risk-states.ts'
import { useStandInDesk } from './use-stand-in-desk.ts'

const OPENS = Date.parse('2026-11-23T09:15:00+05:30') / 60_000

describe('the line of a limit’s use', () => {
  it('runs over the hours of the session, from nothing used to the limit at the top', () => {
    const line = trailLine({ [OPENS]: 0, [OPENS + 75]: 40, [OPENS + 375]: 20 }, 80)
    expect(line).toEqual({
      points: [
        [0, 0],
        [0.2, 0.5],
        [1, 0.25],
      ],
      limitY: 1,
      most: { x: 0.2, y: 0.5, value: 40, minute: OPENS + 75 },
    })
  })

  it('what passed its limit stands above it, and a session outside the usual hours widens the line', () => {
    const line = trailLine({ [OPENS - 15]: 10, [OPENS + 390]: 5 }, 8)
    expect(line?.limitY).toBe(0.8)
    expect(line?.points).toEqual([
      [0, 1],
      [1, 0.5],
    ])
  })

  it('is none before anything was seen, and lies flat where nothing was ever used', () => {
    expect(trailLine({}, 5)).toBeNull()
    expect(trailLine({ [OPENS]: 0 }, 0)?.points).toEqual([[0, 0]])
  })
})

describeInBrowser('Risk', (browsing) => {
  const own = useStandInDesk('/risk')

  it.each(SCHEMES)(
    'B142 each limit shows how it was used through the day, with the most of it in words (%s)',
    async (scheme) => {
      own.desk.topics['risk'] = risk()
      const { page, complaints } = await browsing.open(own.url, { scheme })
      const table = page.getByRole('table', { name: /^Limits/ })
      await table.getByRole('img', { name: 'Most today: 1.8 % at 10:10' }).waitFor()
      expect(await table.getByRole('img').count()).toBe(5)
      own.desk.patch('risk', [
        { op: 'add', path: `/limits/openPositionsMax/trail/${OPENS + 150}`, value: 7 },
      ])
      await table.getByRole('img', { name: 'Most today: 7 at 11:45' }).waitFor()
      await expectFitsEveryWidth(page, `risk-trails-${scheme}`)
      expect(complaints).toEqual([])
    },
  )
})
