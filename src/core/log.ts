import { type DestinationStream, type Logger as Pino, pino } from 'pino'

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

const SECRETS = [
  'password',
  'passphrase',
  'secret',
  'apiKey',
  'apiSecret',
  'accessToken',
  'requestToken',
  'refreshToken',
  'token',
  'authorization',
  'cookie',
  'databaseUrl',
]
const MASK = '[masked]'

/** Values that must not appear anywhere in a line, however they got there. */
const SHAPES = /(sk-ant-[\w-]{8,}|postgres(?:ql)?:\/\/[^\s@]+@|(?:token|secret|password)=[^\s&]+)/gi

/** Removes what looks like a secret from a text. */
export const masked = (text: string): string => text.replaceAll(SHAPES, MASK)

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

const masksError = (error: Error): unknown => ({
  type: error.name,
  message: masked(error.message),
  stack: error.stack === undefined ? undefined : masked(error.stack),
  code: 'code' in error ? error.code : undefined,
  cause: error.cause instanceof Error ? masksError(error.cause) : undefined,
})

/** JSON lines to a stream, one an event, with secrets masked by name and by shape. */
export function createLogger(level: string, destination: DestinationStream): Logger {
  const paths = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: MASK },
    serializers: { error: masksError },
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
