import { useState } from 'react'
import type { ApprovalFigures, ApprovalLine } from '../../../src/web/contract/approvals.ts'
import { useWrite } from '../../api/api-context.ts'
import type { Failure } from '../../api/failure.ts'
import { tell } from '../../components/notices.tsx'
import { type Changed, changesOf, deedOf } from './approval-words.ts'

/** An answer to a proposal, bound to the figures that were seen. */
export interface Answering {
  /** What became another thing since it was looked at; while there is something, nothing can be approved. */
  readonly changes: readonly Changed[]
  readonly isChanged: boolean
  readonly isBusy: boolean
  readonly failure: Failure | null
  /** Takes the figures of now for those that were seen. */
  readonly see: () => void
  readonly approve: () => void
  readonly reject: (reason: string) => void
}

interface Seen {
  readonly hash: string
  readonly figures: ApprovalFigures
}

/** Answers with the figures that the person looked at, never with newer ones. */
export function useAnswering(line: ApprovalLine): Answering {
  const { id, figures, figuresHash } = line
  const names = { id }
  const [seen, setSeen] = useState<Seen>({ hash: figuresHash, figures })
  const approve = useWrite('POST /api/approvals/:id/approve')
  const reject = useWrite('POST /api/approvals/:id/reject')
  const isChanged = seen.hash !== figuresHash
  return {
    changes: isChanged ? changesOf(seen.figures, figures) : [],
    isChanged,
    isBusy: approve.isPending || reject.isPending,
    failure: approve.error ?? reject.error,
    see: () => {
      approve.reset()
      setSeen({ hash: figuresHash, figures })
    },
    approve: () => {
      if (isChanged || approve.isPending) return
      reject.reset()
      approve.mutate(
        { names, body: { figuresHash: seen.hash } },
        { onSuccess: () => tell(`Approved: ${deedOf(line)}. The order goes its way.`) },
      )
    },
    reject: (reason) => {
      if (reject.isPending) return
      approve.reset()
      reject.mutate(
        { names, body: { reason } },
        { onSuccess: () => tell(`Rejected: ${deedOf(line)}. Nothing is ordered.`) },
      )
    },
  }
}
