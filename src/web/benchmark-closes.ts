import { isCancellation } from '../core/cancellation.ts'
import type { SessionMark } from '../core/desk-view/day-figures.ts'
import { toTradingError } from '../core/error-handler.ts'
import type { Logger } from '../core/log.ts'
import type { BarStore, FeedLabel } from '../core/ports.ts'
import { at } from '../domain/bar.ts'
import { isInstrumentId } from '../domain/brand.ts'
import { symbolOf } from '../domain/instrument.ts'
import { DAY_MS, dateOf, epochMs, midnightOf } from '../domain/time.ts'
import type { BenchmarkLine } from './views/equity-view.ts'

export interface BenchmarkDeps {
  readonly bars: Pick<BarStore, 'read'>
  /** What the account is measured against, as it is configured. */
  readonly benchmark: string | null
  readonly label: FeedLabel
  readonly log: Logger
  /** Told when closes have come. */
  readonly onChange: () => void
}

const none = (says: string): BenchmarkLine => ({ closes: null, says })

/** Closes of the benchmark over the days that the account has seen, read beside and again when it has seen another. */
export class BenchmarkCloses {
  readonly #deps: BenchmarkDeps
  readonly #closing = new AbortController()
  #line: BenchmarkLine = none('The benchmark is compared with from the first close on')
  #range = ''

  constructor(deps: BenchmarkDeps) {
    this.#deps = deps
  }

  /** What is known now; what is lacking is fetched. */
  lineOver(sessions: readonly SessionMark[]): BenchmarkLine {
    const { benchmark, label } = this.#deps
    if (benchmark === null) return none('No benchmark is configured')
    if (label.source === 'SIMULATED')
      return none(`A simulated market is not measured against the real ${benchmark}`)
    const range = `${sessions[0]?.date ?? ''} ${sessions.at(-1)?.date ?? ''}`
    if (range !== this.#range && sessions.length > 0) this.#fetch(sessions, range)
    return this.#line
  }

  close(): void {
    this.#closing.abort('closing')
  }

  #fetch(sessions: readonly SessionMark[], range: string): void {
    this.#range = range
    this.#read(sessions)
      .then((line) => {
        if (this.#range !== range) return
        this.#line = line
        this.#deps.onChange()
      })
      .catch((error: unknown) => {
        if (isCancellation(error)) return
        const { code } = toTradingError(error)
        this.#line = none('The closes of the benchmark could not be read: see the log')
        this.#deps.log.warn('the benchmark could not be read', { code, error })
      })
  }

  async #read(sessions: readonly SessionMark[]): Promise<BenchmarkLine> {
    const { bars, benchmark } = this.#deps
    const [first, last] = [sessions[0], sessions.at(-1)]
    if (benchmark === null || first === undefined || last === undefined) return this.#line
    if (!isInstrumentId(benchmark)) return none(`"${benchmark}" names no instrument`)
    const query = {
      instruments: [benchmark],
      interval: 'day',
      basis: 'raw',
      source: null,
      from: midnightOf(first.date),
      to: epochMs(midnightOf(last.date) + DAY_MS - 1),
    } as const
    const found = (await bars.read(query, this.#closing.signal)).get(benchmark)
    const name = symbolOf(benchmark)
    if (found === undefined)
      return none(
        `No bars of ${name} are stored for these days: import them with "robo-trader data import"`,
      )
    const closes: Record<string, number> = {}
    for (let row = 0; row < found.bars.length; row++)
      closes[dateOf(at(found.bars.at, row))] = Math.round(at(found.bars.close, row))
    return { closes, says: `${name}, daily closes of ${found.series.source}` }
  }
}
