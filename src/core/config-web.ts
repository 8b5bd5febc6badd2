import * as z from 'zod'

/** `30/minute`: so many requests in that time. */
const rate = z
  .string()
  .regex(/^[1-9]\d{0,5}\/(second|minute|hour)$/, 'must be written like 30/minute')

/** How often one client may call each group of routes. Reads cost little; what moves money or asks a model costs more. */
const rateLimits = z.strictObject({
  dashboard: rate.default('30/minute'),
  trades: rate.default('10/minute'),
  agents: rate.default('20/minute'),
  scheduler: rate.default('20/minute'),
  research: rate.default('20/minute'),
  strategies: rate.default('20/minute'),
  configuration: rate.default('20/minute'),
  accounts: rate.default('10/minute'),
  auth: rate.default('10/minute'),
  backups: rate.default('10/minute'),
  trust: rate.default('20/minute'),
  socket: rate.default('30/minute'),
  docs: rate.default('30/minute'),
  /** What a route that changes something may be called at most, whatever its group allows. */
  writes: rate.default('20/minute'),
})

/** An address or a network of a proxy that is believed when it says for whom it asks. */
const proxy = z
  .string()
  .regex(
    /^[0-9a-fA-F.:]{2,45}(\/\d{1,3})?$/,
    'must be an address or a network, like 10.0.0.2 or 10.0.0.0/8',
  )

const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) =>
      typeof value === 'string'
        ? value
            .split(',')
            .map((text) => text.trim())
            .filter((text) => text !== '')
        : value,
    z.array(item).max(32),
  )

/** Keys of the dashboard and its API. */
export const webShape = {
  /** Whether the run serves the dashboard. */
  web: z.stringbool().or(z.boolean()).default(true),
  /** 0 takes a free one. */
  port: z.number().int().min(0).max(65_535).default(8_010),
  /** Address to listen on; any but a loopback one needs a password. */
  host: z
    .string()
    .regex(/^[\w.:-]{1,255}$/, 'must be an address or a name of this machine')
    .default('127.0.0.1'),
  /** Made by `robo-trader password`; null asks for none, on loopback alone. */
  passwordHash: z
    .string()
    .regex(/^scrypt:\d+:\d+:\d+:[\w-]{16,}:[\w-]{32,}$/, 'must be made by "robo-trader password"')
    .nullable()
    .default(null),
  trustedProxies: list(proxy).default([]),
  rateLimits: rateLimits.prefault({}),
}

/** Groups of routes that are limited together. */
export type RateGroup = keyof z.output<typeof rateLimits>

/** Variables that set these keys. */
export const WEB_VARIABLES = [
  ['ROBO_WEB', 'web'],
  ['ROBO_PORT', 'port'],
  ['ROBO_HOST', 'host'],
  ['DASHBOARD_PASSWORD_HASH', 'passwordHash'],
  ['TRUSTED_PROXIES', 'trustedProxies'],
  ['RATE_LIMIT_DASHBOARD', 'rateLimits.dashboard'],
  ['RATE_LIMIT_TRADES', 'rateLimits.trades'],
  ['RATE_LIMIT_AGENTS', 'rateLimits.agents'],
  ['RATE_LIMIT_SCHEDULER', 'rateLimits.scheduler'],
  ['RATE_LIMIT_RESEARCH', 'rateLimits.research'],
  ['RATE_LIMIT_STRATEGIES', 'rateLimits.strategies'],
  ['RATE_LIMIT_CONFIGURATION', 'rateLimits.configuration'],
  ['RATE_LIMIT_ACCOUNTS', 'rateLimits.accounts'],
  ['RATE_LIMIT_AUTH', 'rateLimits.auth'],
  ['RATE_LIMIT_BACKUPS', 'rateLimits.backups'],
  ['RATE_LIMIT_TRUST', 'rateLimits.trust'],
  ['RATE_LIMIT_SOCKET', 'rateLimits.socket'],
  ['RATE_LIMIT_DOCS', 'rateLimits.docs'],
  ['RATE_LIMIT_WRITES', 'rateLimits.writes'],
] as const
