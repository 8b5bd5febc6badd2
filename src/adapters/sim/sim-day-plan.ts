import { at } from '../../domain/bar.ts'
import { segmentOf } from '../../domain/rulebook/phase.ts'
import { type DayShape, dayShape } from './sim-day-shape.ts'
import type { MarketDay } from './sim-market.ts'
import { bridge } from './sim-path.ts'
import { keyOf } from './sim-random.ts'
import type { SimSession } from './sim-session.ts'
import { type SharePlan, sharePlan } from './sim-share-plan.ts'

/** A trading day by the minute, from which every second of it can be made. */
export interface DayPlan {
  readonly day: MarketDay
  readonly session: SimSession
  readonly shape: DayShape
  /** In the order of `SIM_SHARES`. */
  readonly shares: readonly SharePlan[]
}

/** Draws the paths of the market, of each industry and of each share, and adds them up. */
export function dayPlan(key: number, day: MarketDay, session: SimSession): DayPlan {
  const shape = dayShape(session.tradingMinutes)
  const dayKey = keyOf(keyOf(key, 3), day.number)
  const { market, sectors } = day.weather
  const ofMarket = bridge(keyOf(dayKey, 0), shape, market.volatility, market.session)
  const ofSectors = sectors.map(({ volatility, session: move }, sector) =>
    bridge(keyOf(dayKey, 1 + sector), shape, volatility, move),
  )
  const hasOpeningAuction = session.openingMatch >= 0
  const shares = day.shares.map((outline, index) => {
    const { beta, sector, instrument } = outline.share
    const shareKey = keyOf(keyOf(dayKey, 1_000), index)
    const own = bridge(keyOf(shareKey, 0), shape, outline.ownVolatility, outline.ownMove)
    const ofSector = ofSectors[sector] ?? ofMarket
    const path = own.map(
      (move, minute) => move + beta * at(ofMarket, minute) + at(ofSector, minute),
    )
    const common = Math.hypot(beta * market.volatility, sectors[sector]?.volatility ?? 0)
    const volatility = Math.hypot(common, outline.ownVolatility)
    const segment = segmentOf(instrument)
    const { continuous, hasClosingAuction } = session.tables[segment]
    const auctions = { hasOpeningAuction, hasClosingAuction }
    const course = { day: outline, segment, key: shareKey, path, volatility, continuous }
    return sharePlan({ ...course, ...auctions }, shape)
  })
  return { day, session, shape, shares }
}
