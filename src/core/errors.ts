import type { CorrelationId } from '../domain/brand.ts'

export const CATEGORIES = [
  'trading',
  'market_data',
  'api',
  'validation',
  'resource',
  'configuration',
  'system',
  'sdk',
  'authentication',
  'security',
  'analysis',
  'execution',
] as const
export type Category = (typeof CATEGORIES)[number]
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const
export type Severity = (typeof SEVERITIES)[number]

interface Traits {
  readonly category: Category
  readonly severity: Severity
  /** Whether trying again later can help. */
  readonly recoverable: boolean
  /** HTTP status where it is not the severity's own: 500 for critical and high, 400 for medium and low. */
  readonly status?: number
}

/** One row per failure we know: what it is, how bad, and whether trying again can help. */
export const ERRORS = {
  INPUT_INVALID: { category: 'validation', severity: 'medium', recoverable: false, status: 422 },
  NOT_FOUND: { category: 'validation', severity: 'low', recoverable: false, status: 404 },
  CONFLICT: { category: 'validation', severity: 'medium', recoverable: false, status: 409 },
  NOT_SIGNED_IN: { category: 'authentication', severity: 'medium', recoverable: true, status: 401 },
  FORBIDDEN: { category: 'security', severity: 'medium', recoverable: false, status: 403 },
  CSRF_INVALID: { category: 'security', severity: 'medium', recoverable: true, status: 403 },
  METHOD_NOT_ALLOWED: { category: 'validation', severity: 'low', recoverable: false, status: 405 },
  BODY_TOO_LARGE: { category: 'validation', severity: 'low', recoverable: false, status: 413 },
  MEDIA_TYPE_UNSUPPORTED: {
    category: 'validation',
    severity: 'low',
    recoverable: false,
    status: 415,
  },
  OVERLOADED: { category: 'resource', severity: 'medium', recoverable: true, status: 503 },
  PORT_TAKEN: { category: 'resource', severity: 'high', recoverable: true },
  CONFIGURATION_INVALID: { category: 'configuration', severity: 'high', recoverable: false },
  NOT_AVAILABLE: { category: 'system', severity: 'medium', recoverable: true, status: 503 },
  INTERNAL: { category: 'system', severity: 'critical', recoverable: false },
  HANDLER_FAILED: { category: 'system', severity: 'critical', recoverable: false },
  CLOSED: { category: 'system', severity: 'medium', recoverable: false, status: 503 },
  NOT_REGISTERED: { category: 'system', severity: 'critical', recoverable: false },
  DEPENDENCY_CYCLE: { category: 'system', severity: 'critical', recoverable: false },
  BUILD_FAILED: { category: 'system', severity: 'high', recoverable: true },
  TIMED_OUT: { category: 'api', severity: 'high', recoverable: true },
  RATE_LIMITED: { category: 'api', severity: 'medium', recoverable: true, status: 429 },
  QUEUE_FULL: { category: 'resource', severity: 'medium', recoverable: true, status: 503 },
  DATABASE_UNAVAILABLE: {
    category: 'resource',
    severity: 'critical',
    recoverable: true,
    status: 503,
  },
  JOURNAL_FAILED: { category: 'resource', severity: 'critical', recoverable: false },
  JOURNAL_FENCED: { category: 'resource', severity: 'critical', recoverable: false },
  JOURNAL_BROKEN: { category: 'security', severity: 'critical', recoverable: false },
  STATE_LOCKED: { category: 'resource', severity: 'high', recoverable: true },
  BACKUP_INVALID: { category: 'resource', severity: 'high', recoverable: false },
  FILE_REFUSED: { category: 'market_data', severity: 'medium', recoverable: false },
  DATA_MISSING: { category: 'market_data', severity: 'medium', recoverable: false, status: 404 },
  DATA_STALE: { category: 'market_data', severity: 'high', recoverable: true },
  ORDER_DENIED: { category: 'trading', severity: 'medium', recoverable: false, status: 422 },
  ORDER_REJECTED: { category: 'trading', severity: 'high', recoverable: false },
  ORDER_UNKNOWN: { category: 'execution', severity: 'high', recoverable: true },
  ILLEGAL_MOVE: { category: 'execution', severity: 'critical', recoverable: false },
  BROKER_UNREACHABLE: { category: 'api', severity: 'high', recoverable: true },
  AI_BLOCKED: { category: 'authentication', severity: 'medium', recoverable: true, status: 503 },
  AI_TIMED_OUT: { category: 'sdk', severity: 'medium', recoverable: true, status: 504 },
  AI_RATE_LIMITED: { category: 'sdk', severity: 'medium', recoverable: true, status: 429 },
  AI_BUDGET_EXCEEDED: { category: 'resource', severity: 'medium', recoverable: true, status: 429 },
  AI_NO_FORM: { category: 'analysis', severity: 'medium', recoverable: true, status: 502 },
  AI_FAILED: { category: 'sdk', severity: 'medium', recoverable: true, status: 502 },
  AI_TOOL_FAILED: { category: 'sdk', severity: 'medium', recoverable: false, status: 502 },
  AI_SESSION_LOST: { category: 'sdk', severity: 'medium', recoverable: true, status: 503 },
  PROMPT_TOO_LONG: { category: 'validation', severity: 'medium', recoverable: false, status: 422 },
  TRADING_HALTED: { category: 'trading', severity: 'high', recoverable: true, status: 409 },
} as const satisfies Record<string, Traits>

type DefaultCode = `${Uppercase<Category>}_${Uppercase<Severity>}`
export type ErrorCode = keyof typeof ERRORS | DefaultCode

export interface Details {
  readonly severity?: Severity
  readonly recoverable?: boolean
  readonly retryAfterMs?: number
  readonly correlationId?: CorrelationId
  readonly cause?: unknown
  /** Figures that help the reader: never secrets, paths or SQL. */
  readonly facts?: Readonly<Record<string, unknown>>
}

/** The code of a failure without a row of its own. */
export const defaultCode = (category: Category, severity: Severity): DefaultCode =>
  `${category.toUpperCase()}_${severity.toUpperCase()}` as DefaultCode

function traitsOf(code: ErrorCode): Traits {
  const row: Traits | undefined = (ERRORS as Partial<Record<ErrorCode, Traits>>)[code]
  if (row) return row
  const cut = code.lastIndexOf('_')
  const category = CATEGORIES.find((name) => name.toUpperCase() === code.slice(0, cut))
  const severity = SEVERITIES.find((name) => name.toUpperCase() === code.slice(cut + 1))
  return { category: category ?? 'system', severity: severity ?? 'high', recoverable: false }
}

/** What a client may see of an error. */
export interface ErrorBody {
  readonly code: ErrorCode
  readonly message: string
  readonly category: Category
  readonly severity: Severity
  readonly recoverable: boolean
  readonly retryAfterSeconds: number | null
  readonly correlationId: CorrelationId | null
  readonly details: Readonly<Record<string, unknown>>
}

/** The one family of errors: a stable code decides category, severity and status. */
export class TradingError extends Error {
  readonly code: ErrorCode
  readonly details: Details

  constructor(code: ErrorCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause })
    this.name = new.target.name
    this.code = code
    this.details = details
  }

  get category(): Category {
    return traitsOf(this.code).category
  }

  get severity(): Severity {
    return this.details.severity ?? traitsOf(this.code).severity
  }

  get recoverable(): boolean {
    return this.details.recoverable ?? traitsOf(this.code).recoverable
  }

  get status(): number {
    const bySeverity = this.severity === 'critical' || this.severity === 'high' ? 500 : 400
    return traitsOf(this.code).status ?? bySeverity
  }

  /** Never a stack, never a cause. */
  toJSON(): ErrorBody {
    const { retryAfterMs, correlationId, facts } = this.details
    return {
      code: this.code,
      message: this.message,
      category: this.category,
      severity: this.severity,
      recoverable: this.recoverable,
      retryAfterSeconds: retryAfterMs === undefined ? null : Math.ceil(retryAfterMs / 1_000),
      correlationId: correlationId ?? null,
      details: facts ?? {},
    }
  }
}

interface ApiDetails extends Details {
  readonly apiName: string
  readonly statusCode?: number
}

/** A call to somebody else's API failed. */
export class ApiError extends TradingError {
  readonly apiName: string
  readonly statusCode: number | null

  constructor(message: string, { apiName, statusCode, ...details }: ApiDetails) {
    const severity = details.severity ?? 'medium'
    super(defaultCode('api', severity), message, { recoverable: true, ...details, severity })
    this.apiName = apiName
    this.statusCode = statusCode ?? null
  }
}

/** Configuration or usage that cannot be: the command line ends with exit code 2. */
export class ConfigurationError extends TradingError {
  /** Key or option that is wrong. */
  readonly field: string

  constructor(field: string, message: string, details: Details = {}) {
    super('CONFIGURATION_INVALID', message, details)
    this.field = field
  }
}
