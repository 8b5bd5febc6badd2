import { useRead } from '../../api/api-context.ts'
import { Panel, readState } from '../../components/panel.tsx'
import { RecommendationView } from '../../components/recommendation-view.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { symbolOf } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'

/** The recommendation that is talked about, with its evidence, beside the conversation. */
export function AboutPanel({ id }: { readonly id: string }) {
  const live = useTopic('ai', (state) => state.recommendations[id])
  const asked = useRead(
    '/api/agents/recommendations',
    {},
    { query: { limit: 500 }, isWanted: live === undefined },
  )
  const found = live ?? asked.data?.recommendations.find((one) => one.id === id)
  return (
    <Panel
      title={found ? `The recommendation on ${symbolOf(found.instrument)}` : 'What it is about'}
      source="model, scorer and rules"
      state={live ? { at: null, isLoading: false, failure: null } : readState(asked)}
      skeleton={<ListSkeleton rows={6} />}
      empty={found ? null : 'The desk does not know this recommendation any more.'}
      className="lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:self-start lg:overflow-auto"
    >
      {found ? <RecommendationView recommendation={found} isNarrow /> : null}
    </Panel>
  )
}
