import type { InstrumentId } from './brand.ts'
import type { SavedGuard } from './guard-book.ts'
import { formatPaise, type Paise, paise } from './money.ts'
import type { Product, Protection } from './order.ts'

/** What a person wants over an open position, and what that position is. */
export interface LevelsWish {
  readonly protection: Protection
  readonly isLong: boolean
  /** Last price, paise; NaN when there is none. */
  readonly price: number
  readonly tick: number
}

export type LevelsVerdict =
  | { readonly outcome: 'set'; readonly protection: Protection }
  | { readonly outcome: 'refused'; readonly reason: string }

/**
 * Levels on the tick, rounded as the position went, or why they cannot be: a stop lies on the losing side of the last
 * price and a target on the winning side, for otherwise they would fire at once.
 */
export function settleLevels({ protection, isLong, price, tick }: LevelsWish): LevelsVerdict {
  const { stop, target, trail } = protection
  if (stop === null && target === null && trail === null) return { outcome: 'set', protection }
  if (!(price > 0)) return refused('no price of it is known, so no side of it is safe')
  const round = isLong ? Math.ceil : Math.floor
  const onTick = (level: Paise) => paise(Math.max(1, round(level / tick)) * tick)
  const distance = trail === null ? null : paise(Math.max(1, Math.ceil(trail / tick)) * tick)
  if (distance !== null && !(distance < price))
    return refused(`a stop cannot follow by ${formatPaise(distance)}, which is all of the price`)
  const follows =
    distance === null
      ? null
      : onTick(paise(Math.round(isLong ? price - distance : price + distance)))
  const levels = {
    stop: stop === null ? follows : onTick(stop),
    target: target === null ? null : onTick(target),
    trail: distance,
  }
  const last = formatPaise(paise(Math.round(price)))
  if (levels.stop !== null && !(isLong ? levels.stop < price : levels.stop > price))
    return refused(`the stop has to be ${isLong ? 'below' : 'above'} the last price, ${last}`)
  if (levels.target !== null && !(isLong ? levels.target > price : levels.target < price))
    return refused(`the target has to be ${isLong ? 'above' : 'below'} the last price, ${last}`)
  return { outcome: 'set', protection: levels }
}

const refused = (reason: string): LevelsVerdict => ({ outcome: 'refused', reason })

/** The guards with these levels over every entry of one position, and no others. */
export const withLevels = (
  guards: readonly SavedGuard[],
  instrument: InstrumentId,
  product: Product,
  { stop, target, trail }: Protection,
): readonly SavedGuard[] =>
  guards.map((guard) =>
    guard.instrument === instrument && guard.product === product
      ? { ...guard, stop, target, trail }
      : guard,
  )
