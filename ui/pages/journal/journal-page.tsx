import { useNavigate, useSearch } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { type JournalChange, journalSearch } from './journal-search.ts'
import { StreamPanel } from './stream-panel.tsx'
import { TracePanel } from './trace-panel.tsx'
import { WhyNotPanel } from './why-not-panel.tsx'

/** Everything that happened, why it did, and why what did not happen did not. */
export function JournalPage() {
  const navigate = useNavigate()
  const search = journalSearch(useSearch({ strict: false }))
  // Upon what the address asks then, not upon what it asked when this was drawn.
  const change = (part: JournalChange) =>
    void navigate({ to: '/journal', search: (now: object) => journalSearch({ ...now, ...part }) })
  const open = (trace: string) => change({ trace })
  return (
    <Page title="Journal">
      <div
        className={
          search.trace === undefined ? '' : 'grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_30rem]'
        }
      >
        <div className="min-w-0">
          <Tabs
            chosen={search.tab ?? 'stream'}
            onChoose={(tab) => change({ tab })}
            tabs={[
              {
                id: 'stream',
                word: 'What happened',
                content: <StreamPanel search={search} onChange={change} onOpen={open} />,
              },
              { id: 'why-not', word: 'Why not', content: <WhyNotPanel onOpen={open} /> },
            ]}
          />
        </div>
        {search.trace === undefined ? null : (
          <TracePanel correlationId={search.trace} onClose={() => change({ trace: '' })} />
        )}
      </div>
    </Page>
  )
}
