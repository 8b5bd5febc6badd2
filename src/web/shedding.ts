import { TradingError } from '../core/errors.ts'
import type { Gated } from './gate.ts'
import type { Route } from './route.ts'

const RETRY_AFTER_MS = 2_000

/** Who looks waits before who trades does; whoever asks whether the desk lives is answered always. */
export const mayWait = ({ method, group }: Pick<Route, 'method' | 'group'>): boolean =>
  method === 'GET' && group !== null && group !== 'trades'

/** Called while the desk is busy. Throws OVERLOADED for what may wait. */
export function shed(gated: Gated | undefined): void {
  if (gated?.mayWait !== true) return
  const says = 'The desk is busy: ask again in a moment'
  throw new TradingError('OVERLOADED', says, { retryAfterMs: RETRY_AFTER_MS })
}
