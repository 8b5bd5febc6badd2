import { type Segment, segmentOf } from '../../domain/rulebook/phase.ts'
import { type DayShape, dayShape } from './sim-day-shape.ts'
import type { MarketDay } from './sim-market.ts'
import { bridge } from './sim-path.ts'
import { keyOf } from './sim-random.ts'
import type { SimSession } from './sim-session.ts'
import { type SharePlan, sharePlan } from './sim-share-plan.ts'
import { SIM_SHARES } from './sim-universe.ts'

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
  const { weather } = day
  const ofMarket = bridge(
    keyOf(dayKey, 0),
    shape,
    weather.market.volatility,
    weather.market.session,
  )
  const ofSectors = weather.sectors.map(({ volatility, session: move }, sector) =>
    bridge(keyOf(dayKey, 1 + sector), shape, volatility, move),
  )
  const shares = SIM_SHARES.map((share, index) => {
    const outline = day.shares[index]
    if (outline === undefined) throw new RangeError(`${share.instrument.id} has no day`)
    const shareKey = keyOf(keyOf(dayKey, 1_000), index)
    const ofSector = ofSectors[share.sector] ?? ofMarket
    const own = bridge(keyOf(shareKey, 0), shape, outline.ownVolatility, outline.ownMove)
    const path = own.map(
      (move, minute) => move + share.beta * (ofMarket[minute] ?? 0) + (ofSector[minute] ?? 0),
    )
    const segment: Segment = segmentOf(share.instrument)
    const { continuous, hasClosingAuction } = session.tables[segment]
    const sectorVolatility = weather.sectors[share.sector]?.volatility ?? 0
    const volatility = Math.hypot(
      share.beta * weather.market.volatility,
      sectorVolatility,
      outline.ownVolatility,
    )
    const hasOpeningAuction = session.openingMatch >= 0
    const auctions = { hasOpeningAuction, hasClosingAuction }
    const course = {
      share,
      day: outline,
      segment,
      key: shareKey,
      path,
      volatility,
      continuous,
      ...auctions,
    }
    return sharePlan(course, shape)
  })
  return { day, session, shape, shares }
}
