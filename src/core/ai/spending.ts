import { dateOf, type EpochMs, type TradeDate } from '../../domain/time.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import { AiError } from './ai-error.ts'
import type { ClientType, Tokens } from './claude.ts'
import { allTokens } from './heard.ts'

/** What one turn took: kept, so that a restart forgets no rupee. */
export interface Spent {
  readonly at: EpochMs
  readonly client: ClientType
  readonly model: string
  readonly tokens: Tokens
  /** At list prices; whole paise, rounded up. */
  readonly costPaise: number
}

export interface DaySum {
  readonly costPaise: number
  readonly tokens: number
}

/** Where what was spent is kept across restarts. */
export abstract class SpendingLog {
  /** What the turns of an IST day took together. */
  abstract sum(day: TradeDate): Promise<DaySum>
  abstract add(spent: Spent): Promise<void>
}

/** Keeps it while the process lives. */
export class MemorySpendingLog extends SpendingLog {
  readonly #days = new Map<TradeDate, DaySum>()

  override async sum(day: TradeDate): Promise<DaySum> {
    return this.#days.get(day) ?? NOTHING
  }

  override async add({ at, costPaise, tokens }: Spent): Promise<void> {
    const day = dateOf(at)
    this.#days.set(day, plus(this.#days.get(day) ?? NOTHING, costPaise, allTokens(tokens)))
  }
}

const NOTHING: DaySum = { costPaise: 0, tokens: 0 }

const plus = (sum: DaySum, costPaise: number, tokens: number): DaySum => ({
  costPaise: sum.costPaise + costPaise,
  tokens: sum.tokens + tokens,
})

export interface Budgets {
  readonly budgetADayPaise: number
  readonly budgetASessionPaise: number
  readonly tokensADay: number
  readonly rupeesAUsd: number
}

const PAISE_A_RUPEE = 100

/** What was spent today, and whether more may be: asked before anything is sent. Days are those of IST. */
export class Spending {
  readonly #store: SpendingLog
  readonly #log: Logger
  readonly #clock: Clock
  readonly #budgets: Budgets
  #day: TradeDate | null = null
  #today = NOTHING

  constructor(deps: {
    readonly store: SpendingLog
    readonly log: Logger
    readonly clock: Clock
    readonly budgets: Budgets
  }) {
    this.#store = deps.store
    this.#log = deps.log
    this.#clock = deps.clock
    this.#budgets = deps.budgets
  }

  /** What is known of today without looking. */
  get today(): DaySum {
    return this.#day === dateOf(this.#clock.now()) ? this.#today : NOTHING
  }

  /** Throws AI_BUDGET_EXCEEDED when the day's rupees or tokens, or those of the session, are used up. */
  async check(sessionPaise: number): Promise<void> {
    await this.look()
    const { budgetADayPaise, budgetASessionPaise, tokensADay } = this.#budgets
    const { costPaise, tokens } = this.#today
    if (!(costPaise < budgetADayPaise)) throw exceeded('day', costPaise, budgetADayPaise)
    if (!(tokens < tokensADay)) throw exceeded('tokens', tokens, tokensADay)
    if (!(sessionPaise < budgetASessionPaise)) {
      throw exceeded('session', sessionPaise, budgetASessionPaise)
    }
  }

  /** Reads the day's sum where it is kept: once a day, and when another day has begun. */
  async look(): Promise<DaySum> {
    const day = dateOf(this.#clock.now())
    if (this.#day !== day) {
      const kept = await this.#store.sum(day)
      if (this.#day !== day) {
        this.#day = day
        this.#today = kept
      }
    }
    return this.#today
  }

  /** Notes what a turn took, dollars at list prices; answers the paise that it counts as. */
  async add(turn: {
    readonly client: ClientType
    readonly model: string
    readonly tokens: Tokens
    readonly usd: number
  }): Promise<number> {
    await this.look()
    const { client, model, tokens, usd } = turn
    const costPaise = Math.ceil(Math.max(0, usd) * this.#budgets.rupeesAUsd * PAISE_A_RUPEE)
    this.#today = plus(this.#today, costPaise, allTokens(tokens))
    try {
      await this.#store.add({ at: this.#clock.now(), client, model, tokens, costPaise })
    } catch (error) {
      // The answer was paid for and is counted here: it is not lost with its bill.
      this.#log.error('what a turn cost could not be kept', { costPaise, error })
    }
    return costPaise
  }

  /** Dollars that a session may take at most: the client itself stops there too. */
  get sessionUsdMax(): number {
    return this.#budgets.budgetASessionPaise / (this.#budgets.rupeesAUsd * PAISE_A_RUPEE)
  }
}

const EXCEEDED = {
  day: 'The day’s budget in rupees',
  tokens: 'The day’s budget in tokens',
  session: 'The budget of one question and what follows it',
} as const

const NEXT_STEP = {
  day: 'wait for the next day, or raise ai.budgetADayPaise',
  tokens: 'wait for the next day, or raise ai.tokensADay',
  session: 'begin anew, or raise ai.budgetASessionPaise',
} as const

const exceeded = (what: keyof typeof EXCEEDED, spent: number, budget: number): AiError =>
  new AiError('AI_BUDGET_EXCEEDED', `${EXCEEDED[what]} is used up: ${NEXT_STEP[what]}`, {
    facts: { what, spent, budget },
  })
