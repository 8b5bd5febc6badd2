import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import shipped from '../../config/default.json' with { type: 'json' }
import { INTERVALS } from '../domain/bar.ts'
import { paise } from '../domain/money.ts'
import { PERFORMANCE_DEFAULTS } from '../domain/performance/settings.ts'
import { DEFAULT_LIMITS } from '../domain/risk-limits.ts'
import { DEFAULT_TERMS } from '../domain/rulebook/charge-rates.ts'
import { STAMP_STATES } from '../domain/rulebook/charges-stamp.ts'
import { AI_VARIABLES, aiShape } from './config-ai.ts'
import { WEB_VARIABLES, webShape } from './config-web.ts'
import { ConfigurationError } from './errors.ts'

const bps = z.number().int().min(0).max(100_000)
const count = z.number().int().min(0).max(1_000_000)
const ms = z.number().int().min(0).max(86_400_000)
const amount = z
  .number()
  .int()
  .min(0)
  .max(1_000_000_000_000)
  .transform((value) => paise(value))

const limits = z.strictObject({
  isOn: z.boolean().default(DEFAULT_LIMITS.isOn),
  orderValueMax: amount.default(DEFAULT_LIMITS.orderValueMax),
  positionBpsMax: bps.default(DEFAULT_LIMITS.positionBpsMax),
  symbolBpsMax: bps.default(DEFAULT_LIMITS.symbolBpsMax),
  sectorBpsMax: bps.default(DEFAULT_LIMITS.sectorBpsMax),
  correlatedBpsMax: bps.default(DEFAULT_LIMITS.correlatedBpsMax),
  riskBpsMax: bps.default(DEFAULT_LIMITS.riskBpsMax),
  deployedBpsMax: bps.default(DEFAULT_LIMITS.deployedBpsMax),
  openPositionsMax: count.default(DEFAULT_LIMITS.openPositionsMax),
  liquidityBpsMax: bps.default(DEFAULT_LIMITS.liquidityBpsMax),
  chargesBpsOfTargetMax: bps.default(DEFAULT_LIMITS.chargesBpsOfTargetMax),
  stopBpsMin: bps.default(DEFAULT_LIMITS.stopBpsMin),
  stopBpsMax: bps.default(DEFAULT_LIMITS.stopBpsMax),
  rewardRiskMin: count.default(DEFAULT_LIMITS.rewardRiskMin),
  entriesADayMax: count.default(DEFAULT_LIMITS.entriesADayMax),
  dailyLossBpsMax: bps.default(DEFAULT_LIMITS.dailyLossBpsMax),
  lossStreakMax: count.default(DEFAULT_LIMITS.lossStreakMax),
  drawdownBpsMax: bps.default(DEFAULT_LIMITS.drawdownBpsMax),
  coolDownMs: ms.default(DEFAULT_LIMITS.coolDownMs),
  ordersASecondMax: count.default(DEFAULT_LIMITS.ordersASecondMax),
  ordersAMinuteMax: count.default(DEFAULT_LIMITS.ordersAMinuteMax),
  ordersADayMax: count.default(DEFAULT_LIMITS.ordersADayMax),
  exitReserveBps: bps.default(DEFAULT_LIMITS.exitReserveBps),
  priceAgeMsMax: ms.default(DEFAULT_LIMITS.priceAgeMsMax),
  riskPerTradeBps: bps.default(DEFAULT_LIMITS.riskPerTradeBps),
  stopBpsDefault: bps.default(DEFAULT_LIMITS.stopBpsDefault),
  targetBpsDefault: bps.default(DEFAULT_LIMITS.targetBpsDefault),
  intradayMarginBps: bps.default(DEFAULT_LIMITS.intradayMarginBps),
})

const charges = z.strictObject({
  state: z.enum(STAMP_STATES).default(DEFAULT_TERMS.state),
  isWoman: z.boolean().default(DEFAULT_TERMS.isWoman),
  sttRounding: z
    .enum(['scrip_day_rupee', 'order_rupee', 'paisa'])
    .default(DEFAULT_TERMS.sttRounding),
  stampRounding: z.enum(['paisa', 'rupee']).default(DEFAULT_TERMS.stampRounding),
})

const performance = z.strictObject({
  riskFreeBps: bps.default(650),
  targetBps: z.number().int().min(-10_000).max(100_000).default(PERFORMANCE_DEFAULTS.targetBps),
  tradingDaysAYear: z
    .number()
    .int()
    .min(200)
    .max(366)
    .default(PERFORMANCE_DEFAULTS.tradingDaysAYear),
  minTrades: count.default(PERFORMANCE_DEFAULTS.minTrades),
  minDays: count.default(PERFORMANCE_DEFAULTS.minDays),
})

const strategy = z.strictObject({
  name: z.string().min(1),
  interval: z.enum(INTERVALS).optional(),
  parameters: z.record(z.string(), z.number()).default({}),
})

const schema = z.strictObject({
  mode: z.enum(['dry-run', 'paper', 'live']).default('paper'),
  market: z.enum(['sim', 'replay', 'yahoo', 'kite']).default('sim'),
  dataDir: z.string().min(1).default('./data'),
  databaseUrl: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .nullable()
    .default(null),
  /** Rupees that a new paper account begins with. */
  capital: z.number().min(1_000).max(1_000_000_000).default(100_000),
  /** Market time over wall time in a simulation or replay. */
  speed: z.number().min(0.1).max(100_000).default(60),
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  slippage: z.enum(['default', 'none']).default('default'),
  /** Whether a paper account on a market that goes on with the calendar begins anew each month; replays never do. */
  resets: z.enum(['monthly', 'never']).default('monthly'),
  strategies: z.array(strategy).default([]),
  benchmark: z.string().nullable().default('NSE:NIFTY 50'),
  limits: limits.prefault({}),
  charges: charges.prefault({}),
  performance: performance.prefault({}),
  backupsKept: z.number().int().min(1).max(100).default(7),
  ...webShape,
  ...aiShape,
})

export type Config = z.output<typeof schema>

/** JSON schema of every key: what is allowed, for whoever edits. */
export const configSchema = (): unknown =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })

/** Limits as somebody wishes them, within the ranges that the configuration takes. */
export const checkedLimits = (value: unknown): z.ZodSafeParseResult<Config['limits']> =>
  limits.safeParse(value)

/** Where a value came from, in rising order of weight. */
export type Layer =
  | 'default'
  | 'config/default.json'
  | 'config.json'
  | 'environment'
  | 'command line'

/** The configuration in force, and the layer that decided each key. */
export interface Effective {
  readonly config: Config
  readonly origins: ReadonlyMap<string, Layer>
}

/** Those variables of ours that a program of somebody else's may have: the named ones that are set, and no others. */
export const variablesNamed = (
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name]
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )

type Plain = Record<string, unknown>

/** Variables that are read, and the key each sets. */
const VARIABLES: ReadonlyMap<string, string> = new Map<string, string>([
  ['ROBO_MODE', 'mode'],
  ['ROBO_MARKET', 'market'],
  ['ROBO_DATA_DIR', 'dataDir'],
  ['ROBO_CAPITAL', 'capital'],
  ['ROBO_SPEED', 'speed'],
  ['ROBO_SEED', 'seed'],
  ['ROBO_RESETS', 'resets'],
  ['DATABASE_URL', 'databaseUrl'],
  ['LOG_LEVEL', 'logLevel'],
  ...WEB_VARIABLES,
  ...AI_VARIABLES,
])
const NUMBERS = new Set(['capital', 'speed', 'seed', 'port'])
const SECRETS = new Set(['databaseUrl', 'passwordHash'])

/**
 * Defaults, then the project's file, the data folder's file, the environment and the command line, each over the one
 * before; `ownFile` stands in for the data folder's file before it is written. Throws CONFIGURATION_INVALID naming the key,
 * its layer, the value and what is allowed.
 */
export async function loadConfig(
  commandLine: Plain = {},
  environment = process.env,
  ownFile: Plain | null = null,
): Promise<Effective> {
  const fromEnvironment = readEnvironment(environment)
  const dataDir = [commandLine, fromEnvironment].find((layer) => 'dataDir' in layer)
  const chosen = dataDir?.['dataDir']
  const folder = typeof chosen === 'string' ? chosen : './data'
  const own = ownFile ?? (await readJson(join(folder, 'config.json')))
  const layers: readonly (readonly [Layer, Plain])[] = [
    ['config/default.json', shipped],
    ['config.json', own],
    ['environment', fromEnvironment],
    ['command line', commandLine],
  ]
  const origins = new Map<string, Layer>()
  const merged: Plain = {}
  for (const [layer, values] of layers) merge(merged, values, layer, origins, '')
  const parsed = schema.safeParse(merged)
  if (parsed.success) return { config: parsed.data, origins }
  throw refusal(parsed.error, merged, origins)
}

/** Every key with its value and the layer it came from; secrets are only said to be set. */
export function describeConfig({ config, origins }: Effective): readonly {
  readonly key: string
  readonly value: unknown
  readonly from: Layer
}[] {
  const lines: { key: string; value: unknown; from: Layer }[] = []
  const walk = (value: unknown, key: string): void => {
    if (isPlain(value)) {
      for (const [name, inner] of Object.entries(value))
        walk(inner, key === '' ? name : `${key}.${name}`)
      return
    }
    const shown = SECRETS.has(key) && value !== null ? '[set, not shown]' : value
    lines.push({ key, value: shown, from: origins.get(key) ?? 'default' })
  }
  walk(config, '')
  return lines
}

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function readEnvironment(environment: Readonly<Record<string, string | undefined>>): Plain {
  const values: Plain = {}
  for (const [variable, key] of VARIABLES) {
    const text = environment[variable]
    if (text === undefined || text === '') continue
    const number = NUMBERS.has(key) && text.trim() !== '' ? Number(text) : Number.NaN
    // What is no number stays as it was written, so that the refusal can show it.
    setAt(values, key.split('.'), Number.isNaN(number) ? text : number)
  }
  return values
}

function setAt(into: Plain, [name, ...rest]: readonly string[], value: unknown): void {
  if (name === undefined) return
  if (rest.length === 0) {
    into[name] = value
    return
  }
  const before = into[name]
  const inner: Plain = isPlain(before) ? before : {}
  into[name] = inner
  setAt(inner, rest, value)
}

async function readJson(path: string): Promise<Plain> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new ConfigurationError(path, 'The configuration file cannot be read', { cause: error })
  }
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (isPlain(value)) return value
  } catch (error) {
    throw new ConfigurationError(path, 'The configuration file is not valid JSON', { cause: error })
  }
  throw new ConfigurationError(path, 'The configuration file must hold one JSON object')
}

function merge(
  into: Plain,
  values: Plain,
  layer: Layer,
  origins: Map<string, Layer>,
  prefix: string,
): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || name === '__proto__') continue
    const key = prefix === '' ? name : `${prefix}.${name}`
    const before = into[name]
    if (isPlain(value) && (isPlain(before) || before === undefined)) {
      const inner: Plain = isPlain(before) ? before : {}
      into[name] = inner
      merge(inner, value, layer, origins, key)
    } else {
      into[name] = value
      origins.set(key, layer)
    }
  }
}

function refusal(
  error: z.ZodError,
  merged: Plain,
  origins: ReadonlyMap<string, Layer>,
): ConfigurationError {
  const [issue] = error.issues
  const path = (issue?.path ?? []).map(String)
  const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const key = [...path, ...(unknownKey === undefined ? [] : [unknownKey])].join('.')
  const value = SECRETS.has(key) ? '[not shown]' : JSON.stringify(valueAt(merged, key.split('.')))
  const from = origins.get(key) ?? origins.get(path[0] ?? '') ?? 'default'
  const allowed =
    issue?.code === 'invalid_value' ? `allowed: ${issue.values.join(', ')}` : (issue?.message ?? '')
  const known = `known keys: ${Object.keys(schema.shape).join(', ')}`
  const says =
    unknownKey === undefined ? `${value} is not allowed (${allowed})` : `is not a key (${known})`
  return new ConfigurationError(key, `${key} from ${from}: ${says}`, { facts: { key, from } })
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path
  if (name === undefined) return value
  return isPlain(value) ? valueAt(value[name], rest) : undefined
}
