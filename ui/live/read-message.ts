import type { ServerMessage } from '../../src/web/contract/live.ts'

const TYPES: ReadonlySet<unknown> = new Set<ServerMessage['type']>([
  'welcome',
  'subscribed',
  'snapshot',
  'patch',
  'event',
  'pong',
  'shutdown',
  'error',
])

const isMessage = (value: unknown): value is ServerMessage =>
  typeof value === 'object' && value !== null && 'type' in value && TYPES.has(value.type)

/** A message of the server; null for what is none. */
export function readMessage(text: string): ServerMessage | null {
  try {
    const value: unknown = JSON.parse(text)
    return isMessage(value) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
