import { ROLE_NAMES, type RoleName } from '../core/ai/role-names.ts'
import { TradingError } from '../core/errors.ts'

/** A role by its name. Throws NOT_FOUND with what there is. */
export function roleNamed(name: string): RoleName {
  const found = ROLE_NAMES.find((role) => role === name)
  if (found !== undefined) return found
  throw new TradingError('NOT_FOUND', `There is no such agent: there are ${ROLE_NAMES.join(', ')}`)
}
