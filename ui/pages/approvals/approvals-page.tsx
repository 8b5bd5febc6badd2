import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect } from 'react'
import { AiNote } from '../../components/ai-note.tsx'
import { Page } from '../../components/page.tsx'
import { useTopic } from '../../live/live-context.ts'
import { ApprovalPanel } from './approval-panel.tsx'
import { approvalSearch } from './approval-search.ts'
import { AnsweredPanel, PendingPanel, usePending } from './list-panels.tsx'

/** Proposals of the AI that wait for a person, each with all that is needed to answer it. */
export function ApprovalsPage() {
  const navigate = useNavigate()
  const search = approvalSearch(useSearch({ strict: false }))
  const waiting = usePending()
  const wanted = search.id ?? null
  const line = useTopic('approvals', ({ pending, answered }) =>
    wanted === null ? undefined : (pending[wanted] ?? answered[wanted]),
  )
  const choose = useCallback(
    (id: string) =>
      void navigate({ to: '/approvals', search: { id }, replace: true, resetScroll: false }),
    [navigate],
  )
  const first = search.id === undefined ? waiting?.[0]?.id : undefined
  useEffect(() => {
    // What is looked at stays when it is answered: the next one does not slip under the keys.
    if (first !== undefined) choose(first)
  }, [first, choose])
  return (
    <Page title="Approvals" isPlain>
      <AiNote />
      <div className="grid gap-x-8 lg:grid-cols-[20rem_minmax(0,1fr)] lg:grid-rows-[auto_1fr]">
        <PendingPanel chosen={line?.id ?? null} onChoose={choose} />
        <div className="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          {line ? (
            <ApprovalPanel key={line.id} line={line} />
          ) : (
            <p className="border-t border-line py-3 text-pretty text-quiet">
              {waiting === undefined
                ? ''
                : search.id === undefined
                  ? 'Nothing is chosen. A proposal that waits stands here with its evidence, every check, all charges and the worst case.'
                  : 'This proposal is not known to the desk any more: only the last ones stay here. The journal keeps all.'}
            </p>
          )}
        </div>
        <AnsweredPanel chosen={line?.id ?? null} onChoose={choose} />
      </div>
    </Page>
  )
}
