// A process of its own that asks a model which never answers: ended from outside, or by an error of its own.

import { CLIENT_VARIABLES } from '../../../src/core/ai/environment.ts'
import { ClaudeSdkClientManager } from '../../../src/core/claude-sdk-client-manager.ts'
import { SystemClock } from '../../../src/core/clock.ts'
import { loadConfig, variablesNamed } from '../../../src/core/config.ts'
import { SilentLogger } from '../../../src/core/log.ts'
import { NEVER, question } from './asked-model.ts'

const { config } = await loadConfig()
const claude = ClaudeSdkClientManager.toLook({
  config: config.ai,
  clock: new SystemClock(),
  log: new SilentLogger(),
  environment: variablesNamed(CLIENT_VARIABLES),
})
const mayEnd = (error: unknown) => process.stderr.write(`${String(error)}\n`)
claude.ask(question('please hang'), NEVER).catch(mayEnd)
// What is said on the other side is how it shall end.
process.stdin.once('data', () => {
  setTimeout(() => {
    throw new RangeError('an error that nobody caught')
  })
})
const timer = setInterval(() => {
  const [session] = claude.state.sessions
  if (session?.isBusy !== true) return
  clearInterval(timer)
  process.stdout.write(`${session.pid}\n`)
}, 10)
if (process.argv.includes('--listens')) process.once('SIGTERM', () => process.exit(143))
