import type { InstrumentId } from '../domain/brand.ts'
import type { ScreenRules } from '../domain/screener.ts'
import type { EpochMs } from '../domain/time.ts'
import type { ValueRules } from '../domain/value-screen.ts'

/** What companies are asked for, as of a moment of the market. */
export interface AskedScreen {
  readonly asOf: EpochMs
  readonly value: ValueRules
  readonly rules: ScreenRules
  /** The desk's own newest prices, paise. */
  readonly prices: readonly (readonly [InstrumentId, number])[]
  /** Whether stored bars are of the desk's market: a simulated one has no past among them. */
  readonly isStored: boolean
  /** Where the desk's prices come from. */
  readonly priceSource: string
}
