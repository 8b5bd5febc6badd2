import type { DashboardState } from '../../../src/web/contract/desk.ts'
import type { LimitRow } from '../../../src/web/contract/risk.ts'
import { counted, percent, rupees, symbolOf } from '../../format.ts'
import { measure } from '../../measure.ts'

type Book = Pick<DashboardState, 'positions' | 'status'>

/** Limits that are lower bounds: a larger one is the stricter. */
const FLOORS = new Set(['stopBpsMin', 'rewardRiskMin', 'coolDownMs', 'exitReserveBps'])

/** Shares of equity by what a limit bounds: each share, or each sector. */
function sharesOf(
  key: string,
  { positions, status }: Book,
): readonly (readonly [string, number])[] {
  const { equityPaise } = status.money
  if (equityPaise <= 0) return []
  const sums = new Map<string, number>()
  for (const { instrument, sector, valuePaise } of Object.values(positions)) {
    const name = key === 'sectorBpsMax' ? (sector ?? 'no sector') : symbolOf(instrument)
    sums.set(name, (sums.get(name) ?? 0) + Math.abs(valuePaise))
  }
  return [...sums].map(([name, paise]) => [name, (paise * 10_000) / equityPaise] as const)
}

const BY_NAME = new Set(['positionBpsMax', 'symbolBpsMax', 'sectorBpsMax'])

/** What a limit's change would mean for what is held now, a sentence each. */
export function effectOf(row: LimitRow, limit: number, book: Book | null): readonly string[] {
  const { key, value } = row
  if (limit === row.limit) return ['Nothing changes.']
  const isStricter = FLOORS.has(key) ? limit > row.limit : limit < row.limit
  const says = [isStricter ? 'Stricter than now.' : 'Looser than now: more may be risked.']
  if (value !== null) says.push(...useSays(value, limit, row))
  if (BY_NAME.has(key) && book) {
    const above = sharesOf(key, book).filter(([, bps]) => bps > limit)
    const names = above.map(([name, bps]) => `${name} ${percent(bps)}`).join(', ')
    says.push(
      above.length === 0
        ? 'Nothing that is held is above it.'
        : `Above it already: ${names}. Nothing is sold by this; no more of it is bought.`,
    )
  }
  if (value === null && !BY_NAME.has(key)) {
    const held = book ? Object.keys(book.positions).length : 0
    const count =
      held === 0 ? 'Nothing is held now' : `${counted(held, 'position')} stay as they are`
    says.push(`It is met order by order from now on. ${count}.`)
  }
  return says
}

function useSays(value: number, limit: number, { unit, headroomPaise, ...row }: LimitRow) {
  const used = `${measure(value, unit)} of it is used now`
  if (value > limit) {
    return [
      `${used}, more than that: no entry is approved until it falls. What is held stays, and may be closed.`,
    ]
  }
  if (headroomPaise === null || row.limit === value) return [`${used}.`]
  const left = (headroomPaise / (row.limit - value)) * (limit - value)
  return [`${used}; ${rupees(Math.round(left))} would be left.`]
}
