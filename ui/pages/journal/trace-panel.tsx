import { Copy, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { EventRow } from '../../../src/web/contract/journal.ts'
import { useRead } from '../../api/api-context.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { tell } from '../../components/notices.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { count, sentence } from '../../format.ts'
import { clockTime, dayLong } from '../../times.ts'

interface TracePanelProps {
  readonly correlationId: string
  readonly onClose: () => void
}

/** A decision from its first cause to its last effect, with the data at each step. */
export function TracePanel({ correlationId, onClose }: TracePanelProps) {
  const trace = useRead('/api/events/trace/:correlationId', { correlationId })
  const events = trace.data?.events ?? []
  const copy = async () => {
    await navigator.clipboard.writeText(JSON.stringify(trace.data, null, 2))
    tell('The chain is in the clipboard, as JSON.')
  }
  const [first] = events
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // On a phone it stands below the list that it was opened from.
    place.current?.scrollIntoView({ block: 'nearest' })
  }, [correlationId, first])
  return (
    <div ref={place} className="min-w-0 scroll-mt-28 scroll-mb-20">
      <Panel
        title="The chain"
        source={first ? dayLong(first.at) : correlationId}
        state={readState(trace)}
        skeleton={<ListSkeleton rows={6} />}
        className="lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:overflow-auto"
        tools={
          <>
            <Button look="quiet" className="text-s" onClick={() => void copy()}>
              <Copy size={14} aria-hidden="true" />
              Copy as JSON
            </Button>
            <IconButton label="Close the chain" onClick={onClose}>
              <X size={16} aria-hidden="true" />
            </IconButton>
          </>
        }
        empty={events.length === 0 ? `No event belongs to ${correlationId}.` : null}
      >
        <ol className="ml-1 border-l border-line">
          {events.map((event) => (
            <Step key={event.seq} event={event} />
          ))}
        </ol>
      </Panel>
    </div>
  )
}

function Step({ event }: { readonly event: EventRow }) {
  const { seq, at, type, source, says, cause, data } = event
  return (
    <li className="relative pb-3 pl-4">
      <span
        aria-hidden="true"
        className={`absolute top-1.5 -left-1 size-2 rounded-full ${says === null ? 'bg-line' : 'bg-accent'}`}
      />
      <p className="text-s text-quiet">
        <time dateTime={at}>{clockTime(at)}</time> · {source} · no. {count(seq)}
        {cause === 0 ? '' : `, because of no. ${count(cause)}`}
      </p>
      <p className={says === null ? 'text-quiet' : ''}>
        {says === null ? <code className="font-mono text-s">{type}</code> : sentence(says)}
      </p>
      <details>
        <summary className="text-s text-quiet">
          {says === null ? 'Data' : <code className="font-mono">{type}</code>}
        </summary>
        <pre className="overflow-x-auto py-1 font-mono text-s whitespace-pre-wrap">
          {JSON.stringify(data, null, 2)}
        </pre>
      </details>
    </li>
  )
}
