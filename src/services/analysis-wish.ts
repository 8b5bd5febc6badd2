import { TradingError } from '../core/errors.ts'
import { type InstrumentId, isInstrumentId } from '../domain/brand.ts'
import { type EpochMs, epochMs } from '../domain/time.ts'

/** Name of the task that carries an analysis out. */
export const ANALYSIS_TASK = 'ai.analysis'

/** What a task says of the analysis that it is. */
export type AnalysisWish = {
  readonly instruments: readonly InstrumentId[]
  readonly askedBy: string
  readonly createdAt: EpochMs
}

/** The wish of a stored task. Throws INPUT_INVALID for what is none. */
export function wishIn(payload: unknown): AnalysisWish {
  if (typeof payload === 'object' && payload !== null) {
    const { instruments, askedBy, createdAt }: Readonly<Record<string, unknown>> = { ...payload }
    const names = Array.isArray(instruments) ? instruments.filter(isName) : []
    const isWhole = Array.isArray(instruments) && names.length === instruments.length
    const isKnown = typeof askedBy === 'string' && typeof createdAt === 'number'
    if (isWhole && names.length > 0 && isKnown)
      return { instruments: names, askedBy, createdAt: epochMs(createdAt) }
  }
  throw new TradingError('INPUT_INVALID', 'The task does not say what to analyse')
}

const isName = (name: unknown): name is InstrumentId =>
  typeof name === 'string' && isInstrumentId(name)
