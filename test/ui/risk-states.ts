import type { LimitRow, RiskState } from '../../src/web/contract/risk.ts'

const OPENS = Date.parse('2026-11-23T09:15:00+05:30') / 60_000

/** What was used in each five minutes of a morning. */
const trailOf = (use: (step: number) => number): LimitRow['trail'] =>
  Object.fromEntries(Array.from({ length: 30 }, (_, step) => [OPENS + step * 5, use(step)]))

const row = (
  key: string,
  says: string,
  unit: LimitRow['unit'],
  [value, limit]: readonly [number | null, number],
  trail: LimitRow['trail'] = {},
): LimitRow => ({
  key,
  says,
  unit,
  limit,
  value,
  trail,
  headroomPaise: unit === 'bps' && value !== null ? (limit - value) * 1_000 : null,
  next: 'another entry',
  min: 0,
  max: 100_000,
})

export const risk = (): RiskState => ({
  isOn: true,
  trading: { state: 'active', reason: null, by: null, since: null },
  limits: Object.fromEntries(
    [
      row('orderValueMax', 'Value of one order', 'paise', [null, 50_000_00]),
      row(
        'deployedBpsMax',
        'Share of equity that is deployed',
        'bps',
        [4_020, 8_000],
        trailOf((step) => Math.min(4_020, Math.floor(step / 6) * 1_005)),
      ),
      row(
        'openPositionsMax',
        'Open positions',
        'count',
        [4, 10],
        trailOf((step) => Math.min(4, Math.floor(step / 6))),
      ),
      row(
        'dailyLossBpsMax',
        'Loss of the day',
        'bps',
        [0, 300],
        trailOf((step) => (step > 8 && step < 14 ? 180 - Math.abs(11 - step) * 40 : 0)),
      ),
      row(
        'ordersADayMax',
        'Orders a day',
        'count',
        [9, 8],
        trailOf((step) => Math.floor(step / 3)),
      ),
      row(
        'drawdownBpsMax',
        'Fall from the highest equity',
        'bps',
        [40, 1_000],
        trailOf(() => 40),
      ),
      row('priceAgeMsMax', 'Age of a price that is traded on', 'ms', [null, 60_000]),
    ].map((limit) => [limit.key, limit]),
  ),
  breakers: {
    dailyLossBpsMax: { id: 'dailyLossBpsMax', says: 'Loss of the day', isOpen: false, until: null },
  },
  breaches: [],
  history: [],
  version: 0,
})
