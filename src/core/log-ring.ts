import * as z from 'zod'
import { isoTime } from '../domain/time.ts'

/** A line of the log as a person may see it: without stacks and causes, which stay in the file. */
export interface LogLine {
  readonly id: number
  readonly at: string
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly correlationId: string | null
  readonly fields: Readonly<Record<string, unknown>>
}

/** Where lines go. */
interface Lines {
  write(line: string): void
}

const LINES_MAX = 500

const written = z.looseObject({ level: z.number(), time: z.string(), msg: z.string().default('') })

const LEVELS = [
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
] as const

const levelOf = (level: number): LogLine['level'] =>
  LEVELS.find(([least]) => level >= least)?.[1] ?? 'debug'

const failure = z.object({ code: z.unknown().optional() })

/** The newest lines of the log, kept beside the file: what was masked there is masked here. */
export class LogRing implements Lines {
  readonly #stream: Lines
  readonly #lines: string[] = []
  #count = 0

  constructor(stream: Lines) {
    this.#stream = stream
  }

  write(line: string): void {
    this.#stream.write(line)
    this.#lines[this.#count % LINES_MAX] = line
    this.#count += 1
  }

  /** Oldest first. */
  get lines(): readonly LogLine[] {
    const first = Math.max(0, this.#count - LINES_MAX)
    return Array.from({ length: this.#count - first }, (_, index) => first + index).map((id) =>
      this.#lineOf(id),
    )
  }

  #lineOf(id: number): LogLine {
    const text = this.#lines[id % LINES_MAX] ?? '{}'
    const { level, time, msg, correlationId, error, ...fields } = written.parse(JSON.parse(text))
    const code = failure.safeParse(error).data?.code
    return {
      id,
      at: isoTime(Date.parse(time)),
      level: levelOf(level),
      message: msg,
      correlationId: typeof correlationId === 'string' ? correlationId : null,
      fields: code === undefined ? fields : { ...fields, failure: code },
    }
  }
}
