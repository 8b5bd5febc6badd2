import { statfs } from 'node:fs/promises'
import { SystemClock } from '../core/clock.ts'
import type { Check } from '../core/readiness.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { dateOf } from '../domain/time.ts'
import type { Context } from './context.ts'

const DISK_BYTES_MIN = 500_000_000

/** Everything the desk rests on, each with what to do when it fails. */
export function readinessChecks({ parts, calendar, config }: Context): readonly Check[] {
  return [
    {
      name: 'node',
      isNeeded: true,
      find: async () => ({
        state: 'ready',
        reason: `Node ${process.versions.node}`,
        nextStep: null,
      }),
    },
    {
      name: 'database',
      isNeeded: true,
      find: async () => {
        const state = await parts.get(StateDoor).open()
        const { health, reason } = await state.health()
        const nextStep =
          health === 'ready' ? null : 'See the log in the data folder, or set DATABASE_URL'
        return { state: health, reason, nextStep }
      },
    },
    {
      name: 'disk',
      isNeeded: true,
      find: async () => {
        const { bavail, bsize } = await statfs(config.dataDir)
        const free = bavail * bsize
        const says = `${(free / 1e9).toFixed(1)} GB free for the data folder`
        if (free >= DISK_BYTES_MIN) return { state: 'ready', reason: says, nextStep: null }
        return { state: 'blocked', reason: says, nextStep: 'Free at least half a gigabyte' }
      },
    },
    {
      name: 'calendar',
      isNeeded: false,
      find: async () => {
        const { warning, knownTo } = calendar.health(dateOf(parts.get(SystemClock).now()))
        if (warning === null)
          return { state: 'ready', reason: `Sessions are known to ${knownTo}`, nextStep: null }
        return {
          state: 'degraded',
          reason: warning,
          nextStep: 'Add the new list to calendar.json in the data folder',
        }
      },
    },
    {
      name: 'stored bars',
      isNeeded: false,
      find: async (signal) => {
        const series = await parts.get(ParquetBarStore).list(signal)
        if (series.length > 0)
          return { state: 'ready', reason: `${series.length} series`, nextStep: null }
        const nextStep = 'Import files with "robo-trader data import" to backtest and replay'
        return { state: 'degraded', reason: 'No bars are stored', nextStep }
      },
    },
    {
      name: 'broker',
      isNeeded: config.mode === 'live',
      find: async () => ({
        state: 'blocked',
        reason: 'No broker is connected: paper trading only',
        nextStep: null,
      }),
    },
    {
      name: 'ai',
      isNeeded: false,
      find: async () => ({
        state: 'blocked',
        reason: 'The AI desk is not part of this version: the desk trades by rules',
        nextStep: null,
      }),
    },
  ]
}
