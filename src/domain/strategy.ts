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
export const whole = <F extends number | null>(
  fallback: F,
  min: number,
  max: number,
  meaning: string,
) => ({ meaning, fallback, min, max, isWhole: true }) as const
/** A parameter with decimals. */
export const decimal = <F extends number | null>(
  fallback: F,
  min: number,
  max: number,
  meaning: string,
) => ({ meaning, fallback, min, max, isWhole: false }) as const

/** Shares of an entry: the parameter of every strategy that does not size its positions itself. */
export const QUANTITY = whole(
  null,
  1,
  10_000_000,
  'shares an entry; absent lets risk size the position',
)

/** What must hold between values: one function tells both whether it does and what would repair it. */
export interface Rule<P extends Parameters> {
  /** The parameter that gives way. */
  readonly field: keyof P & string
  /** How the refusal reads after the field's name: `must be above fast`. */
  readonly says: string
  /** The value nearest to the field's own that keeps the rule: its own when the rule is kept. */
  nearest(values: Values<P>): number | null
}

/** What a strategy may wish. Prices are in the units of the bars it was shown; null leaves the choice to risk. */
export interface Wish {
  readonly quantity: number | null
  /** The limits may cut the quantity to the room there is, where they would deny it. */
  readonly mayBeCut?: boolean
  readonly stop: number | null
  readonly target: number | null
  readonly reason: string
}

/** A stop, and a target `reward` times as far from the price on its other side: below and above for a long. */
export const bracket = (price: number, stop: number, reward: number) => ({
  stop,
  target: price + reward * (price - stop),
})

/** The desk as one strategy sees it for one instrument. Wishes are published, never returned. */
export interface Desk {
  /** Signed shares that this strategy holds in the instrument. */
  readonly position: number
  /** Whether an order of this strategy is still working in the instrument. */
  readonly isWaiting: boolean
  /** Minutes since continuous trading began in this session. */
  readonly minutesOpen: number
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
  /** Last price in paise of a share as it trades today, to reckon quantities with; bars may be in older shares. */
  price(instrument: number): number
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
  readonly rules?: readonly Rule<P>[]
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

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** Returns the definition unchanged. Throws RangeError when its name or one of its own defaults is not allowed. */
export function defineStrategy<P extends Parameters>(
  definition: StrategyDefinition<P>,
): StrategyDefinition<P> {
  const { name, parameters } = definition
  if (!KEBAB.test(name))
    throw new RangeError(`"${name}" is no name for a strategy, write it-like-this`)
  for (const [field, parameter] of Object.entries(parameters)) {
    const { fallback } = parameter
    if (fallback === null || isWithin(parameter, fallback)) continue
    throw new RangeError(`${name}: the default ${fallback} of ${field} is outside its own bounds`)
  }
  return definition
}

/** Whether a parameter may have a value. */
export const isWithin = ({ min, max, isWhole }: Parameter, value: number): boolean =>
  value >= min && value <= max && (!isWhole || Number.isInteger(value))

/** A strategy as it is to be run: on which bars, with which values. */
export interface StrategyPlan {
  readonly definition: StrategyDefinition
  readonly values: Readonly<Record<string, number | null>>
  readonly interval: Interval
}
