import type { FastifyInstance } from 'fastify'
import { isLoopback } from '../auth/origin.ts'
import { ConfigurationError, TradingError } from '../core/errors.ts'
import type { Logger } from '../core/log.ts'

/** Where to listen. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Longest that requests under way may still take when the desk closes. */
const CLOSE_MS_MAX = 4_000

/** Throws CONFIGURATION_INVALID for an address that others reach, unless there is a password. */
export function requireSafeAddress(host: string, passwordHash: string | null): void {
  if (isLoopback(host) || passwordHash !== null) return
  throw new ConfigurationError(
    'host',
    `Others could reach the desk at ${host}: set DASHBOARD_PASSWORD_HASH, made by "robo-trader password", or listen on 127.0.0.1`,
  )
}

/** The dashboard and its API, on a port. */
export class WebServer {
  readonly #app: FastifyInstance
  readonly #log: Logger
  readonly #onClose: () => void

  constructor(app: FastifyInstance, log: Logger, onClose: () => void) {
    this.#app = app
    this.#log = log
    this.#onClose = onClose
  }

  /** The port that is listened on. Throws PORT_TAKEN, CONFIGURATION_INVALID. */
  async listen({ host, port }: Address): Promise<number> {
    try {
      await this.#app.listen({ host, port })
    } catch (error) {
      throw refusal(error, { host, port })
    }
    return this.#app.addresses()[0]?.port ?? port
  }

  /** Takes nothing new, answers what it has, tells the sockets, and lets go of whoever is left. */
  async close(): Promise<void> {
    this.#onClose()
    const late = AbortSignal.timeout(CLOSE_MS_MAX)
    const letGo = () => this.#app.server.closeAllConnections()
    late.addEventListener('abort', letGo)
    try {
      await this.#app.close()
    } catch (error) {
      this.#log.warn('the web did not close cleanly', { error })
    } finally {
      late.removeEventListener('abort', letGo)
    }
  }
}

function refusal(error: unknown, { host, port }: Address): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'EADDRINUSE') {
    const says = `Port ${port} is taken, perhaps by another desk: stop that one, or choose a port with --port, 0 for any free one`
    return new TradingError('PORT_TAKEN', says, { cause: error, facts: { port } })
  }
  if (code === 'EACCES') {
    const says = `Port ${port} needs rights that this program does not have: choose one above 1023 with --port`
    return new TradingError('PORT_TAKEN', says, { cause: error, facts: { port } })
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    const says = `${host} is no address of this machine: choose another with --host`
    return new ConfigurationError('host', says, { cause: error })
  }
  return error
}
