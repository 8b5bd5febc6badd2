import type { InstrumentId } from '../../domain/brand.ts'
import type { Instrument } from '../../domain/instrument.ts'
import { instrumentNamed } from './instrument-name.ts'

/** Words at the end of a company's name that say only what kind of company it is. */
const LEGAL = /\b(?:ltd|limited|pvt|private)$/
const WORD = /[\p{L}\p{N}]+/gu
/** A single word must be so long to be a company's name in a sentence. */
const WORD_MIN = 4
const SYMBOL_MIN = 3
const NAME_WORDS_MAX = 12
/** Symbols of companies that everybody names as places of trade. */
const EXCHANGES = new Set(['BSE', 'MCX'])
/** A story that names more companies is about the market. */
export const MENTIONED_MAX = 20

/** A name as it is compared: small letters, words alone, nothing legal at its end. */
function plainName(text: string): string {
  const words = text.toLowerCase().replaceAll('&', ' and ').match(WORD) ?? []
  let name = words.join(' ').replace(/^the /, '')
  while (LEGAL.test(name)) name = name.replace(LEGAL, '').trim()
  return name
}

interface Named {
  readonly words: readonly string[]
  readonly id: InstrumentId
}

/** Which instrument is meant by a company's name, as far as stored lists of instruments tell. */
export class CompanyNames {
  readonly #byName = new Map<string, InstrumentId | null>()
  readonly #bySymbol = new Map<string, InstrumentId>()
  /** Members of index lists by the first word of their names, the longest first. */
  readonly #byFirstWord = new Map<string, Named[]>()
  readonly #memberSymbols = new Map<string, InstrumentId>()

  constructor(instruments: readonly Instrument[]) {
    for (const instrument of instruments) if (instrument.kind === 'equity') this.#learn(instrument)
    for (const named of this.#byFirstWord.values()) {
      named.sort((a, b) => b.words.length - a.words.length)
    }
  }

  /** Whether anything is known at all. */
  get isEmpty(): boolean {
    return this.#bySymbol.size === 0
  }

  /** The instrument of a cell that holds a symbol, on our exchange where it is known there; null when it names none. */
  symbol(text: string): InstrumentId | null {
    const id = instrumentNamed(text)
    if (id === null || id.startsWith('NSE:')) return id
    return this.#bySymbol.get(id.slice(4)) ?? id
  }

  /** The company that somebody calls by this name or symbol, when only one can be meant. */
  company(text: string): InstrumentId | null {
    const [, outer = text, inner = ''] = /^(.*)\(([^()]*)\)\s*$/.exec(text) ?? []
    const name = plainName(outer)
    if (name === '') return null
    const known = this.#byName.get(name) ?? this.#bySymbol.get(outer.trim().toUpperCase())
    if (known !== undefined && known !== null) return known
    const bySymbol = this.#bySymbol.get(inner.trim().toUpperCase())
    return bySymbol ?? this.#onlyBeginning(name)
  }

  /** Members of stored index lists that a text names, by name or by symbol in capitals; at most twenty. */
  mentioned(text: string): readonly InstrumentId[] {
    const spoken = text.replaceAll('&', ' and ').match(WORD) ?? []
    const isShouted = text === text.toUpperCase()
    const found = new Set<InstrumentId>()
    for (let index = 0; index < spoken.length && found.size < MENTIONED_MAX; ) {
      const named = this.#nameAt(spoken, index)
      const symbol = isShouted ? undefined : this.#symbolAt(spoken, index)
      const id = named?.id ?? symbol
      if (id !== undefined) found.add(id)
      index += named?.words.length ?? 1
    }
    return [...found]
  }

  #learn({ id, name, symbol, sector }: Instrument): void {
    const plain = plainName(name)
    if (!this.#bySymbol.has(symbol)) this.#bySymbol.set(symbol, id)
    if (plain === '') return
    const other = this.#byName.get(plain)
    this.#byName.set(plain, other === undefined || other === id ? id : null)
    if (sector === null) return
    const words = plain.split(' ')
    const [first = ''] = words
    if (words.length > 1 || first.length >= WORD_MIN) {
      const named = this.#byFirstWord.get(first) ?? []
      named.push({ words, id })
      this.#byFirstWord.set(first, named)
    }
    const isWord = /^[A-Z]+$/.test(symbol) && symbol.length >= SYMBOL_MIN
    if (isWord && !EXCHANGES.has(symbol)) this.#memberSymbols.set(symbol, id)
  }

  #onlyBeginning(name: string): InstrumentId | null {
    const ids = new Set<InstrumentId | null>()
    for (const [known, id] of this.#byName) if (known.startsWith(`${name} `)) ids.add(id)
    const [only = null] = ids
    return ids.size === 1 && name.length >= WORD_MIN ? only : null
  }

  /**
   * The longest name that begins at a word which is written as a name is; none where a still longer one begins there too,
   * so that "NTPC Green" is not "NTPC".
   */
  #nameAt(spoken: readonly string[], index: number): Named | undefined {
    const said = spoken.slice(index, index + NAME_WORDS_MAX).map((word) => word.toLowerCase())
    const [first = ''] = said
    if (spoken[index] === first) return undefined
    const begun = this.#byFirstWord.get(first) ?? []
    const whole = begun.find(({ words }) => words.every((word, place) => said[place] === word))
    return whole !== undefined && this.#isLonger(begun, said, whole.words.length)
      ? undefined
      : whole
  }

  #symbolAt(spoken: readonly string[], index: number): InstrumentId | undefined {
    const said = spoken.slice(index, index + 2).map((word) => word.toLowerCase())
    const begun = this.#byFirstWord.get(said[0] ?? '') ?? []
    return this.#isLonger(begun, said, 1) ? undefined : this.#memberSymbols.get(spoken[index] ?? '')
  }

  /** Whether some name goes on as the text does, beyond so many words. */
  #isLonger(begun: readonly Named[], said: readonly string[], length: number): boolean {
    return begun.some(
      ({ words }) =>
        words.length > length &&
        words.slice(0, length + 1).every((word, place) => said[place] === word),
    )
  }
}
