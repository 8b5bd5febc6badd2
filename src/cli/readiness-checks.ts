import { statfs } from 'node:fs/promises'
import { aiFinding } from '../core/ai/ai-finding.ts'
import type { AiState } from '../core/ai/claude.ts'
import { CLIENT_VARIABLES } from '../core/ai/environment.ts'
import { ClaudeSdkClientManager } from '../core/claude-sdk-client-manager.ts'
import { SystemClock } from '../core/clock.ts'
import { variablesNamed } from '../core/config.ts'
import type { Check, Finding } from '../core/readiness.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { dateOf } from '../domain/time.ts'
import type { Context } from './context.ts'

const DISK_BYTES_MIN = 500_000_000
/** The oldest Node that this is tried on, major and minor. */
const NODE_MIN = { major: 20, minor: 19 }

/** Tells how the model stands, and asks it nothing. */
export type ModelLook = (signal: AbortSignal) => Promise<AiState>

/** Everything the desk rests on, each with what to do when it fails. */
export const readinessChecks = (
  context: Context,
  look: ModelLook = (signal) => lookAtModel(context, signal),
): readonly Check[] => [
  { name: 'node', isNeeded: true, find: async () => nodeFinding(process.versions.node) },
  { name: 'database', isNeeded: true, find: () => databaseFinding(context) },
  { name: 'disk', isNeeded: true, find: () => diskFinding(context) },
  { name: 'calendar', isNeeded: false, find: async () => calendarFinding(context) },
  { name: 'stored bars', isNeeded: false, find: (signal) => barsFinding(context, signal) },
  { name: 'broker', isNeeded: context.config.mode === 'live', find: async () => NO_BROKER },
  { name: 'ai', isNeeded: false, find: async (signal) => modelFinding(await look(signal)) },
]

const ready = (reason: string): Finding => ({ state: 'ready', reason, nextStep: null })

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const { major: majorMin, minor: minorMin } = NODE_MIN
  const isEnough = major > majorMin || (major === majorMin && minor >= minorMin)
  if (isEnough) return ready(`Node ${version}`)
  const nextStep = `Install Node ${majorMin}.${minorMin} or newer`
  return { state: 'blocked', reason: `Node ${version} is too old`, nextStep }
}

async function databaseFinding({ parts }: Context): Promise<Finding> {
  const state = await parts.get(StateDoor).open()
  const { health, reason } = await state.health()
  const nextStep = health === 'ready' ? null : 'See the log in the data folder, or set DATABASE_URL'
  return { state: health, reason, nextStep }
}

async function diskFinding({ config }: Context): Promise<Finding> {
  const { bavail, bsize } = await statfs(config.dataDir)
  const free = bavail * bsize
  const reason = `${(free / 1e9).toFixed(1)} GB free for the data folder`
  if (free >= DISK_BYTES_MIN) return ready(reason)
  return { state: 'blocked', reason, nextStep: 'Free at least half a gigabyte' }
}

function calendarFinding({ parts, calendar }: Context): Finding {
  const { warning, knownTo } = calendar.health(dateOf(parts.get(SystemClock).now()))
  if (warning === null) return ready(`Sessions are known to ${knownTo}`)
  const nextStep = 'Add the new list to calendar.json in the data folder'
  return { state: 'degraded', reason: warning, nextStep }
}

async function barsFinding({ parts }: Context, signal: AbortSignal): Promise<Finding> {
  const series = await parts.get(ParquetBarStore).list(signal)
  if (series.length > 0) return ready(`${series.length.toLocaleString('en-IN')} series`)
  const nextStep = 'Import files with "robo-trader data import" to backtest and replay'
  return { state: 'degraded', reason: 'No bars are stored', nextStep }
}

const NO_BROKER: Finding = {
  state: 'blocked',
  reason: 'No broker is connected: paper trading only',
  nextStep: null,
}

/** For whoever has no desk to ask. */
async function lookAtModel({ parts, config, log }: Context, signal: AbortSignal): Promise<AiState> {
  await using claude = ClaudeSdkClientManager.toLook({
    config: config.ai,
    clock: parts.get(SystemClock),
    log,
    environment: variablesNamed(CLIENT_VARIABLES),
  })
  return await claude.check(false, signal)
}

function modelFinding(state: AiState): Finding {
  const finding = aiFinding(state)
  return state.isScripted ? { ...finding, reason: `SCRIPTED MODEL. ${finding.reason}` } : finding
}
