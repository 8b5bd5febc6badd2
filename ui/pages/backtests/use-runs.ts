import { useEffect, useMemo } from 'react'
import type { RunRow } from '../../../src/web/contract/strategies.ts'
import { useRead } from '../../api/api-context.ts'
import { type PanelState, readState } from '../../components/panel.tsx'
import { useTopic } from '../../live/live-context.ts'

/** All runs, newest first: those of the socket as they are now, older ones as they were asked for. */
export function useRuns(): {
  readonly state: PanelState
  readonly runs: readonly RunRow[]
  readonly refetch: () => void
} {
  const asked = useRead('/api/backtests', {})
  const live = useTopic('runs', (state) => state)
  const isUnderWay = Object.values(live ?? {}).some(({ state }) => state === 'running')
  const { refetch } = asked
  // A run that ended is asked for with its headline.
  useEffect(() => {
    if (!isUnderWay) void refetch()
  }, [isUnderWay, refetch])
  const runs = useMemo(() => {
    const known = new Map((asked.data?.runs ?? []).map((run) => [run.id, run]))
    for (const run of Object.values(live ?? {})) known.set(run.id, run)
    return [...known.values()].toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
  }, [asked.data, live])
  return { state: readState(asked), runs, refetch: () => void refetch() }
}
