import { useRouter } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { SentenceList } from '../../components/sentence-list.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { sentence } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { dayAndTime } from '../../times.ts'

/** Limits that were passed by what the market did. */
export function BreachesPanel() {
  const router = useRouter()
  const breaches = useTopic('risk', (state) => state.breaches)
  const today = useTopic('status', ({ clock }) => clock.date) ?? null
  const rows = useMemo(() => (breaches ?? []).toSorted((a, b) => b.seq - a.seq), [breaches])
  return (
    <Panel
      title="Breaches"
      source="journal, newest first"
      state={useTopicState('risk')}
      skeleton={<ListSkeleton rows={3} />}
      empty={rows.length === 0 ? '✓ None. No limit was passed since this book began.' : null}
    >
      <SentenceList
        label="Breaches, newest first"
        onOpen={() => void router.navigate({ to: '/journal', search: { types: 'risk' } })}
        rows={rows.map(({ seq, at, says }) => ({
          id: String(seq),
          lead: <time dateTime={at}>{dayAndTime(at, today)}</time>,
          says: sentence(says),
          weight: 'warning',
        }))}
      />
    </Panel>
  )
}
