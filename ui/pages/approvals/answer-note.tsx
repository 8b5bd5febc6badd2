import { Link } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import type { ApprovalLine } from '../../../src/web/contract/approvals.ts'
import { useRead } from '../../api/api-context.ts'
import { FailureNote } from '../../components/failure-note.tsx'
import { LifeLine } from '../../components/life-line.tsx'
import { sentence } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { clockTime, dayAndTime } from '../../times.ts'

const HEADS = {
  pending: '',
  approved: '✓ Approved',
  rejected: '✗ Rejected',
  expired: '○ Its time ran out: nothing was ordered',
} as const

/** Who answered and what became of it: the chain in sentences, and the order's life. */
export function AnswerNote({ line }: { readonly line: ApprovalLine }) {
  const { state, answer, correlationId } = line
  return (
    <section aria-label="What became of it" className="my-2 border-l-2 border-accent py-1 pl-3">
      <p className="font-semibold">
        {HEADS[state]}
        {answer === null ? '.' : ` by ${answer.by}, ${dayAndTime(answer.at)}.`}
      </p>
      {answer === null ? null : <p className="text-pretty">{sentence(answer.reason)}</p>}
      {correlationId === null ? null : <Chain correlationId={correlationId} />}
    </section>
  )
}

function Chain({ correlationId }: { readonly correlationId: string }) {
  const trace = useRead('/api/events/trace/:correlationId', { correlationId })
  const orders = useTopic('orders', (topic) => topic.orders)
  const order = useMemo(
    () => Object.values(orders ?? {}).find((one) => one.correlationId === correlationId),
    [orders, correlationId],
  )
  const { refetch } = trace
  // The order goes on: its chain has a new sentence.
  useEffect(() => {
    if (order) void refetch()
  }, [order, refetch])
  const told = (trace.data?.events ?? []).filter(({ says }) => says !== null)
  return (
    <>
      {trace.error && !trace.data ? <FailureNote failure={trace.error} /> : null}
      <ul aria-label="What followed" className="pt-1">
        {told.map(({ seq, at, says }) => (
          <li key={seq} className="text-pretty">
            <time dateTime={at} className="pr-2 text-s text-quiet">
              {clockTime(at)}
            </time>
            {sentence(says ?? '')}
          </li>
        ))}
      </ul>
      {order ? <LifeLine life={order.life} /> : null}
      <Link to="/journal" search={{ trace: correlationId }} className="text-s">
        The whole chain in the journal
      </Link>
    </>
  )
}
