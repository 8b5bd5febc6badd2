import { setMaxListeners } from 'node:events'
import { verdictOf } from './cli/exit-code.ts'
import { program } from './cli/program.ts'
import { stopAtSignals } from './cli/stop-signals.ts'
import { stopRequest } from './core/cancellation.ts'

const shutdown = new AbortController()
setMaxListeners(0, shutdown.signal)
stopAtSignals(shutdown)
// Whoever reads may have had enough: `journal show | head` is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => shutdown.abort(stopRequest('the reader of the answer')))
}

async function main(): Promise<void> {
  try {
    const asked = await program(shutdown.signal, process.argv.slice(2))
    await asked.parseAsync(process.argv)
  } catch (error) {
    const { code, says, document } = verdictOf(error)
    if (says !== '') process.stderr.write(`${says}\n`)
    if (document !== null && process.argv.includes('--json')) {
      process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
    }
    process.exitCode = code
  }
}

void main()
