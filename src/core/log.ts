import { type DestinationStream, type Logger as Pino, pino } from 'pino'
import { TradingError } from './errors.ts'

/** Facts that travel with a line: a code, a correlation id, figures. Never secrets: known names are masked. */
export type LogFacts = Readonly<Record<string, unknown>>

/** Where a part says what happened to it. */
export abstract class Logger {
  abstract debug(message: string, facts?: LogFacts): void
  abstract info(message: string, facts?: LogFacts): void
  abstract warn(message: string, facts?: LogFacts): void
  abstract error(message: string, facts?: LogFacts): void
  /** The same log, saying which part speaks. */
  abstract for(component: string): Logger
}

/** Ends of names whose values are never shown, in small letters and without separators. */
const SECRETS = [
  'password',
  'passphrase',
  'secret',
  'apikey',
  'token',
  'authorization',
  'cookie',
  'databaseurl',
]
const MASK = '[masked]'
/** What lies deeper in a fact is not worth a line of the log. */
const DEPTH_MAX = 6

/** Values that must not appear anywhere in a line, however they got there. */
const SHAPES =
  /(sk-ant-[\w-]{8,}|postgres(?:ql)?:\/\/[^\s@]+@|\bBearer [\w.~+/=-]{8,}|(?:token|secret|password|api_?key)=[^\s&]+)/gi

/** Removes what looks like a secret from a text. */
export const masked = (text: string): string => text.replaceAll(SHAPES, MASK)

function isSecret(name: string): boolean {
  const plain = name.toLowerCase().replaceAll(/[-_]/g, '')
  return SECRETS.some((ending) => plain.endsWith(ending))
}

/** A fact without secrets, by name and by shape, at any depth. */
function maskedFact(name: string, value: unknown, depth: number): unknown {
  if (typeof value === 'string') return isSecret(name) ? MASK : masked(value)
  if (typeof value !== 'object' || value === null) return value
  if (isSecret(name)) return MASK
  if (value instanceof Error) return errorFacts(value)
  if (depth === DEPTH_MAX) return '[deeper]'
  if (Array.isArray(value)) return value.map((item) => maskedFact(name, item, depth + 1))
  return maskedFacts(value, depth + 1)
}

const maskedFacts = (facts: object, depth = 0): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, maskedFact(name, value, depth)]),
  )

/** What a person needs of an error, down to its first cause. */
const errorFacts = (error: Error): Record<string, unknown> => ({
  type: error.name,
  message: masked(error.message),
  code: 'code' in error ? error.code : undefined,
  ...(error instanceof TradingError && {
    severity: error.severity,
    correlationId: error.details.correlationId,
    facts: error.details.facts && maskedFacts(error.details.facts),
  }),
  stack: error.stack === undefined ? undefined : masked(error.stack),
  cause: error.cause instanceof Error ? errorFacts(error.cause) : undefined,
})

class PinoLogger extends Logger {
  readonly #pino: Pino

  constructor(logger: Pino) {
    super()
    this.#pino = logger
  }

  override debug(message: string, facts: LogFacts = {}): void {
    this.#pino.debug(facts, masked(message))
  }

  override info(message: string, facts: LogFacts = {}): void {
    this.#pino.info(facts, masked(message))
  }

  override warn(message: string, facts: LogFacts = {}): void {
    this.#pino.warn(facts, masked(message))
  }

  override error(message: string, facts: LogFacts = {}): void {
    this.#pino.error(facts, masked(message))
  }

  override for(component: string): Logger {
    return new PinoLogger(this.#pino.child({ component }))
  }
}

/** JSON lines to a stream, one an event, with secrets masked by name and by shape. */
export function createLogger(level: string, destination: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: (facts: object) => maskedFacts(facts) },
  }
  return new PinoLogger(pino(options, destination))
}

/** Says nothing: for backtests, which report by their result. */
export class SilentLogger extends Logger {
  override debug(): void {}
  override info(): void {}
  override warn(): void {}
  override error(): void {}
  override for(): Logger {
    return this
  }
}
