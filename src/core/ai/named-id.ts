import { createHash } from 'node:crypto'
import { type EventId, eventId } from '../../domain/brand.ts'

/** The id of what bears a name: the same name is the same id, also after a crash. A version 8 UUID (RFC 9562, section 5.8) of its SHA-256. */
export function namedId(name: string): EventId {
  const hex = createHash('sha256').update(name).digest('hex')
  const groups = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ]
  return eventId([...groups, hex.slice(20, 32)].join('-'))
}
