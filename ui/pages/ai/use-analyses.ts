import { useEffect, useMemo } from 'react'
import type { AnalysisLine } from '../../../src/web/contract/ai.ts'
import { useRead } from '../../api/api-context.ts'
import { type PanelState, readState } from '../../components/panel.tsx'
import { useTopic } from '../../live/live-context.ts'

/** Whether an analysis has not ended. */
export const isUnderWay = ({ state }: AnalysisLine): boolean =>
  state === 'queued' || state === 'running'

const newestFirst = (a: AnalysisLine, b: AnalysisLine): number =>
  Date.parse(b.createdAt) - Date.parse(a.createdAt)

/** All analyses, newest first: those of the socket as they are now, older ones as they were asked for. */
export function useAnalyses(): {
  readonly state: PanelState
  readonly analyses: readonly AnalysisLine[]
} {
  const asked = useRead('/api/agents/analyses', {}, { query: { limit: 200 } })
  const live = useTopic('ai', (state) => state.analyses)
  const analyses = useMemo(() => {
    const known = new Map((asked.data?.analyses ?? []).map((line) => [line.id, line]))
    for (const line of Object.values(live ?? {})) known.set(line.id, line)
    return [...known.values()].toSorted(newestFirst)
  }, [asked.data, live])
  return { state: readState(asked), analyses }
}

/** Analyses that wait or run, the oldest first; undefined before the desk said anything. */
export function useUnderWay(): readonly AnalysisLine[] | undefined {
  const live = useTopic('ai', (state) => state.analyses)
  return useMemo(
    () => live && Object.values(live).filter(isUnderWay).toSorted(newestFirst).toReversed(),
    [live],
  )
}

/** Asks again whenever an analysis went a step further. */
export function useOnStep(id: string, onStep: () => void): AnalysisLine | undefined {
  const line = useTopic('ai', (state) => state.analyses[id])
  useEffect(() => {
    if (line) onStep()
  }, [line, onStep])
  return line
}
