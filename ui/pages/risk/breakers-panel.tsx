import { useMemo } from 'react'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { useTopic } from '../../live/live-context.ts'

/** Losses that stop entries by themselves. */
export function BreakersPanel() {
  const breakers = useTopic('risk', (state) => state.breakers)
  const rows = useMemo(() => Object.values(breakers ?? {}), [breakers])
  return (
    <Panel
      title="Breakers"
      source="stop entries by themselves"
      state={useTopicState('risk')}
      skeleton={<ListSkeleton rows={3} />}
      empty={rows.length === 0 ? 'No breaker is set: the limits above name them.' : null}
    >
      <ul>
        {rows.map(({ id, says, isOpen, until }) => (
          <li key={id} className="flex gap-3 border-b border-line py-1.5 last:border-b-0">
            <span className="grow">{says}</span>
            {isOpen ? (
              <span className="text-loss">■ open{until === null ? '' : ` until ${until}`}</span>
            ) : (
              <span className="text-gain">✓ closed, entries pass</span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
