import { setMaxListeners } from 'node:events'
import { verdictOf } from './cli/exit-code.ts'
import { program } from './cli/program.ts'

const shutdown = new AbortController()
setMaxListeners(0, shutdown.signal)
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => shutdown.abort(new DOMException(`stopped by ${name}`, 'AbortError')))
}

try {
  await program(shutdown.signal).parseAsync(process.argv)
} catch (error) {
  const { code, says } = verdictOf(error)
  process.stderr.write(`${says}\n`)
  process.exitCode = code
}
