import type { AnalysisLine, AnalysisStep, WorkState } from '../core/ai/records.ts'
import type { Logger } from '../core/log.ts'
import type { EpochMs } from '../domain/time.ts'

const KNOWN_MAX = 200

export interface LineStore {
  saveLine(line: AnalysisLine, knowledgeCutOff: string | null): Promise<void>
  lines(most: number): Promise<readonly AnalysisLine[]>
}

export interface LinesDeps {
  readonly store: LineStore
  readonly knowledgeCutOff: (model: string) => string | null
  readonly log: Logger
}

const isOver = (state: WorkState): boolean =>
  state === 'done' || state === 'failed' || state === 'cancelled'

/** Whether it has come to its end: its line changes no more. */
export const hasEnded = (line: AnalysisLine): boolean => isOver(line.state)

/** The line of an analysis as far as its steps came. */
export function asFarAs(line: AnalysisLine, steps: Iterable<AnalysisStep>): AnalysisLine {
  let [stepsDone, tokens, costPaise] = [0, 0, 0]
  let says = line.says
  for (const step of steps) {
    const { input, output, cacheRead, cacheWritten } = step.tokens
    if (step.state !== 'running' && step.state !== 'queued') stepsDone += 1
    else says = `the ${step.role.replaceAll('_', ' ')} on ${step.instrument ?? 'the portfolio'}`
    tokens += input + output + cacheRead + cacheWritten
    costPaise += step.costPaise
  }
  return { ...line, stepsDone, tokens, costPaise, says }
}

/** The line of an analysis at its end. */
export const over = (
  line: AnalysisLine,
  state: 'done' | 'failed' | 'cancelled',
  at: EpochMs,
  says: string,
  error: AnalysisLine['error'] = null,
): AnalysisLine => ({ ...line, state, endedAt: at, says, error })

/** Lines of analyses: the newest in memory, all of them stored; whoever listens is told of each change. */
export class AnalysisLines {
  readonly #deps: LinesDeps
  readonly #lines = new Map<string, AnalysisLine>()
  readonly #listeners = new Set<() => void>()

  constructor(deps: LinesDeps) {
    this.#deps = deps
  }

  /** Newest first. */
  get all(): readonly AnalysisLine[] {
    return [...this.#lines.values()].sort((a, b) => b.createdAt - a.createdAt)
  }

  get(id: string): AnalysisLine | undefined {
    return this.#lines.get(id)
  }

  /** What is stored of earlier starts joins what is known. */
  async load(most: number): Promise<readonly AnalysisLine[]> {
    const stored = await this.#deps.store.lines(Math.min(most, KNOWN_MAX))
    for (const line of stored) if (!this.#lines.has(line.id)) this.#lines.set(line.id, line)
    return this.all.slice(0, most)
  }

  /** Durable when it returns. */
  async put(line: AnalysisLine): Promise<AnalysisLine> {
    this.show(line)
    await this.#deps.store.saveLine(line, this.#deps.knowledgeCutOff(line.model))
    return line
  }

  /** Told, and kept with the next change: what it says may be lost. */
  show(line: AnalysisLine): void {
    this.#lines.set(line.id, line)
    const oldest = this.all.at(-1)
    if (this.#lines.size > KNOWN_MAX && oldest !== undefined) this.#lines.delete(oldest.id)
    for (const listener of this.#listeners) {
      try {
        listener()
      } catch (error) {
        this.#deps.log.warn('a listener to the analyses failed', { error })
      }
    }
  }

  listen(listener: () => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }
}
