import type { InstrumentId } from '../../domain/brand.ts'
import type { Signal } from '../../domain/signal.ts'

export interface StrategyEvents {
  /** A strategy with its parameters came into being. */
  'strategy.formed': {
    readonly strategy: string
    readonly parameters: Readonly<Record<string, number | null>>
    readonly instruments: number
  }
  'strategy.signal': Signal
  /** A wish from outside the strategies: a person's, a script's, an agent's. */
  'strategy.intent_received': Signal
  /** The "why not" log: an idea that went no further, with the first rule that stopped it. */
  'strategy.intent_dropped': {
    readonly strategy: string
    readonly instrument: InstrumentId
    readonly reason: string
  }
  /** A person wants a strategy to open positions, or to open no more of them. */
  'strategy.switch_requested': {
    readonly strategy: string
    readonly isOn: boolean
    readonly reason: string
    readonly by: string
  }
  'strategy.started': { readonly strategy: string }
  'strategy.stopped': { readonly strategy: string; readonly reason: string }
}
