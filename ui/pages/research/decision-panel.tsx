import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useRead } from '../../api/api-context.ts'
import { Panel, readState } from '../../components/panel.tsx'
import { RecommendationView } from '../../components/recommendation-view.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { VerdictMark } from '../../components/verdict-mark.tsx'
import { percent, sentence, symbolOf } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { dayAndTime } from '../../times.ts'

const LIMIT = 300
const EARLIER_MAX = 8

/** What the AI came to last about a share, with its evidence, and what it said before. */
export function DecisionPanel({ instrument }: { readonly instrument: string }) {
  const asked = useRead('/api/agents/recommendations', {}, { query: { limit: LIMIT } })
  const live = useTopic('ai', (state) => state.recommendations)
  const found = useMemo(() => {
    const known = new Map((asked.data?.recommendations ?? []).map((one) => [one.id, one]))
    for (const one of Object.values(live ?? {})) known.set(one.id, one)
    return [...known.values()]
      .filter((one) => one.instrument === instrument)
      .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
  }, [asked.data, live, instrument])
  const [newest, ...earlier] = found
  return (
    <Panel
      title="What the AI says"
      source={newest ? dayAndTime(newest.at) : 'nothing yet'}
      state={readState(asked)}
      skeleton={<ListSkeleton rows={4} />}
      empty={
        newest
          ? null
          : `The AI has not looked at ${symbolOf(instrument)} yet. "Analyse ${symbolOf(instrument)}" asks for it.`
      }
    >
      {newest ? <RecommendationView recommendation={newest} /> : null}
      {newest && newest.analysisId !== null ? (
        <Link to="/ai" search={{ analysis: newest.analysisId }} className="text-s">
          The analysis, step by step
        </Link>
      ) : null}
      {earlier.length === 0 ? null : (
        <>
          <h3 className="pt-3 text-s font-normal text-quiet">Before</h3>
          <ul aria-label="Earlier decisions">
            {earlier.slice(0, EARLIER_MAX).map(({ id, at, verdict, conviction, whyNot, fate }) => (
              <li key={id} className="flex flex-wrap gap-x-3 border-b border-line py-1">
                <time dateTime={at} className="text-s leading-5 text-quiet">
                  {dayAndTime(at)}
                </time>
                <VerdictMark verdict={verdict} />
                <span className="figures">{percent(conviction * 10_000)}</span>
                <span className="text-pretty text-quiet">{sentence(whyNot ?? fate.says)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  )
}
