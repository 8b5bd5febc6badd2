import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { MarketCalendar } from '../domain/rulebook/calendar.ts'
import { tradeDate } from '../domain/time.ts'
import { ConfigurationError } from './errors.ts'

const FILE = 'calendar.json'

const day = z.iso.date().transform((text) => tradeDate(text))
const confidence = z.enum(['sure', 'likely', 'unverified']).default('sure')
const words = z.string().min(1).max(200)
const minute = z.number().int().min(0).max(1_440)
const closure = z.strictObject({ date: day, name: words, source: words, confidence })
const session = z.strictObject({
  date: day,
  kind: z.enum(['regular', 'special', 'short', 'muhurat', 'disrupted']),
  name: words,
  windows: z
    .array(z.strictObject({ from: minute, to: minute }))
    .min(1)
    .nullable()
    .default(null),
  postCloseMinutes: z.number().int().min(0).max(60).default(0),
  mayTradeIntraday: z.boolean().default(true),
  bandPercentMax: z.number().min(1).max(20).nullable().default(null),
  source: words,
  confidence,
})
const update = z.strictObject({
  knownTo: day.nullable().default(null),
  closures: z.array(closure).default([]),
  settlementClosures: z.array(closure).default([]),
  sessions: z.array(session).default([]),
  withdrawn: z.array(day).default([]),
})

/** The built-in calendar with what `calendar.json` in the data folder adds to it. Throws CONFIGURATION_INVALID. */
export async function readCalendar(dataDir: string): Promise<MarketCalendar> {
  const calendar = new MarketCalendar()
  const text = await readFile(join(dataDir, FILE), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw new ConfigurationError(FILE, `${FILE} cannot be read`, { cause: error })
  })
  return text === null ? calendar : calendar.withUpdate(parse(text))
}

function parse(text: string): z.output<typeof update> {
  try {
    return update.parse(JSON.parse(text))
  } catch (error) {
    const says = error instanceof z.ZodError ? z.prettifyError(error) : 'it is not valid JSON'
    throw new ConfigurationError(FILE, `${FILE} cannot be used: ${says}`, { cause: error })
  }
}
