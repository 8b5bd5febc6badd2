import type { Bar, Interval } from './bar.ts'
import type { Product } from './order.ts'

/** A parameter as a person sets it: bounded, defaulted, explained. */
export interface Parameter {
  /** What it does, in one sentence with its unit. */
  readonly meaning: string
  /** null means absent unless given. */
  readonly fallback: number | null
  readonly min: number
  readonly max: number
  readonly isWhole: boolean
}

export type Parameters = Readonly<Record<string, Parameter>>
/** Values for a strategy's parameters; an optional one that is not given is null. */
export type Values<P extends Parameters> = {
  readonly [K in keyof P]: P[K]['fallback'] extends number ? number : number | null
}

/** A whole-numbered parameter. */
export const whole = <F extends number | null>(fallback: F, min: number, max: number, meaning: string) =>
  ({ meaning, fallback, min, max, isWhole: true }) as const
/** A parameter with decimals. */
export const decimal = <F extends number | null>(fallback: F, min: number, max: number, meaning: string) =>
  ({ meaning, fallback, min, max, isWhole: false }) as const

/** What a strategy may wish. Prices are in the units of the bars it was shown; null leaves the choice to risk. */
export interface Wish {
  readonly quantity: number | null
  readonly stop: number | null
  readonly target: number | null
  readonly reason: string
}

/** The desk as one strategy sees it for one instrument. Wishes are published, never returned. */
export interface Desk {
  /** Signed shares that this strategy holds in the instrument. */
  readonly position: number
  /** Whether an order of this strategy is still working in the instrument. */
  readonly isWaiting: boolean
  /** Minutes until continuous trading in the instrument ends today; 0 when it is over. */
  readonly minutesLeft: number
  buy(wish: Wish): void
  /** Opens a short; MIS only. */
  sellShort(wish: Wish): void
  /** Closes the whole position. */
  exit(reason: string): void
}

/** A strategy that looks at one instrument at a time: one object an instrument. */
export abstract class InstrumentStrategy {
  /** Everything remembered from bar to bar, so that a restart continues where the power went. */
  abstract readonly memory: readonly Float64Array[]
  /** Called when a bar is complete. */
  abstract onBar(bar: Bar, desk: Desk): void
}

/** The desk as a portfolio strategy sees it. `instrument` is the index it was shown with `onBar`. */
export interface PortfolioDesk {
  position(instrument: number): number
  isWaiting(instrument: number): boolean
  /** Equity in paise at the last prices. */
  readonly equity: number
  buy(instrument: number, wish: Wish): void
  exit(instrument: number, reason: string): void
}

/** A strategy that weighs instruments against each other: one object for all. */
export abstract class PortfolioStrategy {
  abstract readonly memory: readonly Float64Array[]
  /** Called for each instrument's complete bar of a moment… */
  abstract onBar(instrument: number, bar: Bar): void
  /** …and once when all bars of that moment (epoch ms, its end) are in. */
  abstract onMoment(at: number, desk: PortfolioDesk): void
}

interface Described<P extends Parameters> {
  /** Kebab-case, unique. */
  readonly name: string
  readonly title: string
  /** What it does and when it loses, for a person. */
  readonly summary: string
  /** Where the rule comes from. */
  readonly source: string
  readonly interval: Interval
  readonly product: Product
  readonly parameters: P
}

/** A strategy as a value: description, parameters and how to make one. */
export type StrategyDefinition<P extends Parameters = Parameters> =
  | (Described<P> & {
      readonly scope: 'instrument'
      create(values: Values<P>): InstrumentStrategy
    })
  | (Described<P> & {
      readonly scope: 'portfolio'
      /** `size` is the number of instruments in the universe. */
      create(values: Values<P>, size: number): PortfolioStrategy
    })

/** Checks a strategy's own rules of shape at definition; returns it unchanged. */
export const defineStrategy = <P extends Parameters>(
  definition: StrategyDefinition<P>,
): StrategyDefinition<P> => definition

/** A strategy as it is to be run: on which bars, with which values. */
export interface StrategyPlan {
  readonly definition: StrategyDefinition
  readonly values: Readonly<Record<string, number | null>>
  readonly interval: Interval
}
