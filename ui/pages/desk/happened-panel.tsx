import { Link, useRouter } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { SentenceList } from '../../components/sentence-list.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { counted, sentence } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { dayAndTime } from '../../times.ts'

/** What is older stands in the journal. */
const SHOWN = 16

/** The story of the desk in sentences, newest first; each leads to the chain of events that it belongs to. */
export function HappenedPanel() {
  const router = useRouter()
  const happened = useTopic('dashboard', (state) => state.happened)
  const today = useTopic('dashboard', (state) => state.status.clock.date) ?? null
  const counts = useTopic('dashboard', (state) => state.today)
  const rows = useMemo(
    () =>
      Object.values(happened ?? {})
        .toSorted((a, b) => b.seq - a.seq)
        .slice(0, SHOWN),
    [happened],
  )
  const open = (seq: string) => {
    const trace =
      happened?.[seq]?.correlationId ?? rows.find((row) => String(row.seq) === seq)?.correlationId
    if (trace) void router.navigate({ to: '/journal', search: { trace } })
  }
  return (
    <Panel
      title="What happened"
      source={counts ? `${counted(counts.fills, 'fill')}, ${counts.denied} denied` : 'journal'}
      state={useTopicState('dashboard')}
      skeleton={<ListSkeleton rows={8} />}
      empty={
        rows.length === 0
          ? 'Nothing yet. The story begins with the first session, order or warning.'
          : null
      }
    >
      <SentenceList
        label="What happened, newest first"
        onOpen={open}
        rows={rows.map(({ seq, at, says, weight, times }) => ({
          id: String(seq),
          lead: <time dateTime={at}>{dayAndTime(at, today)}</time>,
          says: `${sentence(says)}${times > 1 ? ` (${times} times)` : ''}`,
          weight,
        }))}
      />
      <Link to="/journal" className="mt-2 inline-block text-s">
        All of it in the journal
      </Link>
    </Panel>
  )
}
