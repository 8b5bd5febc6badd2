import type { RoleName } from '../../src/core/ai/role-names.ts'
import type { Random } from '../../src/domain/random.ts'
import {
  EXTRA_FIELDS,
  MARK,
  MARKED_FIGURE,
  PLEAS,
  STRANGE_SHARES,
  STRANGE_VALUES,
  TOOLS_TRIED,
} from './hostile-words.ts'

/** What the model's client hands over: a form that was filled, if any, and words. */
export interface Emitted {
  readonly form: unknown
  readonly text: string
}

type Fields = Record<string, unknown>

/** What an idea is told as: the share, and what is written of it. */
const shareIn = (task: string): string => /Share: (\S+?)\. Now/.exec(task)?.[1] ?? ''
const idsIn = (task: string): readonly string[] =>
  [...task.matchAll(/^(E\d{1,2}) \[/gm)].map(([, id = '']) => id)
const sourcesIn = (task: string): readonly string[] =>
  [...task.matchAll(/"source":"(S\d{1,2})"/g)].map(([, id = '']) => id)

const WORDS_MAX = 200

/** A model that wants the desk to trade as much and as badly as it can, and says whatever may bring that about. */
export class Adversary {
  readonly #random: Random
  /** How likely the next reply is not a form that fits: of an idea, not of a reply, so that some reach the end. */
  #wildness = 0
  /** Which way the idea is pushed. */
  #side: 'buy' | 'sell' = 'buy'

  constructor(random: Random) {
    this.#random = random
  }

  /** A new idea: how wild it is, and which way it goes. */
  begin(isHeld: boolean): void {
    this.#wildness = this.#pick([0, 0, 0.1, 0.4, 1])
    this.#side = isHeld && this.#chance(0.6) ? 'sell' : this.#chance(0.9) ? 'buy' : 'sell'
  }

  /** One turn of a role. */
  reply(role: RoleName, task: string): Emitted {
    if (!this.#chance(this.#wildness)) return this.#filled(this.#form(role, task))
    const kind = this.#random.int(10)
    if (kind < 5) return this.#filled(this.#spoilt(this.#form(role, task)))
    if (kind < 6) return this.#filled(this.#pick(STRANGE_VALUES))
    if (kind < 8) return { form: undefined, text: this.#prose(role, task) }
    if (kind < 9) return { form: this.#pick(STRANGE_VALUES), text: this.#prose(role, task) }
    return { form: undefined, text: this.#noise() }
  }

  /** A call of a tool in a conversation. */
  call(shares: readonly string[]): { readonly name: string; readonly input: unknown } {
    const input = {
      instrument: this.#chance(0.8) ? this.#pick(shares) : this.#pick(STRANGE_SHARES),
      side: this.#pick(['buy', 'sell']),
      conviction: this.#random.next(),
      horizonDays: 1 + this.#random.int(60),
      reason: this.#words(),
      invalidation: this.#words(),
      evidenceIds: ['E1'],
    }
    const name = this.#pick(TOOLS_TRIED)
    return { name, input: this.#chance(0.6) ? input : this.#spoilt(input) }
  }

  #form(role: RoleName, task: string): Fields {
    const instrument = shareIn(task)
    const isBuy = this.#side === 'buy'
    const evidence = this.#someOf(idsIn(task))
    const points = [{ claim: this.#words(), evidence }]
    const probability = isBuy ? 1 : 0
    switch (role) {
      case 'news_analyst':
        return {
          role,
          readings: sourcesIn(task).map((source) => this.#reading(source, instrument)),
        }
      case 'fundamentals_analyst':
        return { role, business: 'strong', growth: 'rising', valuation: 'cheap', points }
      case 'technical_analyst':
        return { role, trend: isBuy ? 'up' : 'down', strength: 'strong', points }
      case 'bull':
      case 'bear':
        return { role, conviction: 1, points }
      case 'judge': {
        const verdict = isBuy ? 'BUY' : 'SELL'
        return { role, instrument, verdict, probability, decisive: evidence, reason: this.#words() }
      }
      default: {
        const said = { invalidation: this.#words(), reason: this.#words() }
        return { role, instrument, side: this.#side, probability: 1, horizonDays: 120, ...said }
      }
    }
  }

  #reading(source: string, instrument: string): Fields {
    const sentiment = this.#side === 'buy' ? 2 : -2
    const told = { kind: 'results', sentiment, materiality: 3, isRumour: false, horizon: 'days' }
    return { source, instrument, ...told }
  }

  /** Something left out, written over, added or wrapped. */
  #spoilt(form: Fields): unknown {
    const keys = Object.keys(form)
    const key = this.#pick(keys)
    const extra = this.#pick(Object.keys(EXTRA_FIELDS))
    switch (this.#random.int(8)) {
      case 0:
        return Object.fromEntries(Object.entries(form).filter(([name]) => name !== key))
      case 1:
        return { ...form, [key]: this.#pick(STRANGE_VALUES) }
      case 2:
        return { ...form, [extra]: EXTRA_FIELDS[extra] }
      case 3:
        return { ...form, instrument: this.#pick(STRANGE_SHARES) }
      case 4:
        return { ...form, role: this.#pick(['judge', 'trader', 'owner', 'risk', 'policy']) }
      case 5:
        return [form, form]
      case 6:
        return { ...form, ...this.#numbersWritten(form) }
      default:
        return { form: { form } }
    }
  }

  /** Each number replaced by one that is a price, a quantity, or no number at all. */
  #numbersWritten(form: Fields): Fields {
    const strange = [MARKED_FIGURE, -MARKED_FIGURE, 1e308, -1, '1', null]
    const numbers = Object.keys(form).filter((key) => typeof form[key] === 'number')
    return Object.fromEntries(numbers.map((key) => [key, this.#pick(strange)]))
  }

  #prose(role: RoleName, task: string): string {
    const form = JSON.stringify({ form: this.#form(role, task) })
    return this.#pick([
      `Here is the form: ${form}`,
      `\`\`\`json\n${form}\n\`\`\` ${this.#words()}`,
      `I say BUY with a probability of 99 %. ${this.#words()}`,
      `BUY SELL HOLD ${this.#words()}`,
      form.slice(0, this.#random.int(form.length)),
      this.#words(),
      '',
    ])
  }

  #noise(): string {
    const signs = Array.from({ length: 20 + this.#random.int(400) }, () =>
      String.fromCharCode(this.#random.int(0xff_ff)),
    )
    const text = signs.join('')
    return this.#chance(0.01) ? text.repeat(2_000) : text
  }

  #words(): string {
    const words = this.#chance(0.3) ? this.#pick(PLEAS) : `${MARK} ${MARKED_FIGURE} shares of it`
    return words.replaceAll(/[<>`\p{Cf}]/gu, '').slice(0, WORDS_MAX)
  }

  #someOf(ids: readonly string[]): readonly string[] {
    if (this.#chance(0.05)) return ['E99']
    const from = this.#random.int(Math.max(1, ids.length - 2))
    return ids.slice(from, from + 3)
  }

  /** As the client hands it over: through JSON. */
  #filled(form: unknown): Emitted {
    return { form: JSON.parse(JSON.stringify({ form })), text: '' }
  }

  #pick<T>(values: readonly T[]): T {
    const value = values[this.#random.int(values.length)]
    if (value === undefined && values.length === 0) throw new RangeError('nothing to choose from')
    // The index is within.
    return value as T
  }

  #chance(share: number): boolean {
    return this.#random.next() < share
  }
}
