import { useMemo } from 'react'
import type { UseRow } from '../../../src/web/contract/desk.ts'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { UseBar } from '../../components/use-bar.tsx'
import { count, percent, rupees } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'

const WRITE = { paise: rupees, bps: percent, count } as const

/** `39.0 / 80.0 %`: the unit once. */
function inWords({ value, limit, unit }: UseRow): string {
  const write = WRITE[unit]
  const used = unit === 'bps' ? write(value).replace(/\s*%$/, '') : write(value)
  return `${used} / ${write(limit)}`
}

/** How much of what the desk may risk is used. */
export function RiskPanel() {
  const used = useTopic('dashboard', (state) => state.riskInUse)
  const rows = useMemo(() => Object.values(used ?? {}), [used])
  return (
    <Panel
      title="Risk in use"
      source="limits of the desk"
      state={useTopicState('dashboard')}
      skeleton={<ListSkeleton rows={3} />}
      empty={
        rows.length === 0 ? 'No limit is used yet: nothing is held and nothing was lost.' : null
      }
    >
      <ul>
        {rows.map((row) => (
          <li key={row.id} className="flex items-center gap-3 border-b border-line py-1.5">
            <span className="w-28 shrink-0 truncate" title={row.says}>
              {row.says}
            </span>
            <UseBar label={row.says} value={row.value} limit={row.limit} text={inWords(row)} />
            <span className="figures min-w-24 text-right text-s whitespace-nowrap">
              {inWords(row)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
