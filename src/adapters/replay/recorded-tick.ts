import * as z from 'zod'
import { DEPTH_LEVELS } from '../../domain/tick.ts'
import { DAY_MS, HOUR_MS, IST_OFFSET_MS, MINUTE_MS, SECOND_MS } from '../../domain/time.ts'

const quantity = z.number().min(0).max(1e13)
const price = z.number().min(0).max(1e7)
const side = z.array(z.object({ quantity, price })).max(20)

const tickSchema = z.object({
  last_price: price.positive(),
  volume_traded: quantity.default(0),
  exchange_timestamp: z.string(),
  depth: z.object({ buy: side, sell: side }).default({ buy: [], sell: [] }),
})

/** One message of the broker's stream as its Python client writes it down. Prices in paise. */
export interface RecordedTick {
  readonly at: number
  readonly last: number
  readonly volume: number
  /** Best first, `DEPTH_LEVELS` of each, zero where there is nobody. */
  readonly bidPrice: readonly number[]
  readonly bidQuantity: readonly number[]
  readonly askPrice: readonly number[]
  readonly askQuantity: readonly number[]
}

const STAMP = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3})\d*)?$/

/** `2025-07-21 10:37:08` or with a `T`: naive times of India; NaN for anything else. */
function momentOf(text: string): number {
  const parts = STAMP.exec(text)?.slice(1).map(Number)
  if (parts === undefined) return Number.NaN
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = parts
  if (hours > 23 || minutes > 59 || seconds > 59) return Number.NaN
  const midnight = Date.UTC(year, month - 1, day)
  if (new Date(midnight).getUTCDate() !== day || midnight % DAY_MS !== 0) return Number.NaN
  return midnight - IST_OFFSET_MS + hours * HOUR_MS + minutes * MINUTE_MS + seconds * SECOND_MS
}

const paise = (rupees: number): number => Math.round(rupees * 100)

type Side = readonly { readonly quantity: number; readonly price: number }[]

const levels = <T>(book: Side, read: (level: Side[number]) => T, none: T): readonly T[] =>
  Array.from({ length: DEPTH_LEVELS }, (_, index) => {
    const level = book[index]
    return level === undefined ? none : read(level)
  })

/** Reads one line of a recording; null when it is cut or is no tick. */
export function readTick(line: string): RecordedTick | null {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
  const { success, data } = tickSchema.safeParse(json)
  if (!success) return null
  const at = momentOf(data.exchange_timestamp)
  if (Number.isNaN(at)) return null
  const { buy, sell } = data.depth
  return {
    at,
    last: paise(data.last_price),
    volume: data.volume_traded,
    bidPrice: levels(buy, (level) => paise(level.price), 0),
    bidQuantity: levels(buy, (level) => level.quantity, 0),
    askPrice: levels(sell, (level) => paise(level.price), 0),
    askQuantity: levels(sell, (level) => level.quantity, 0),
  }
}

/** Whether nobody stands on either side. */
export const isEmptyBook = ({ bidQuantity, askQuantity }: RecordedTick): boolean =>
  bidQuantity.every((quantity) => quantity === 0) && askQuantity.every((quantity) => quantity === 0)
