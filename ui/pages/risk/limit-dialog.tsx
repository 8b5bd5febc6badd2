import { useMemo, useState } from 'react'
import type { LimitRow } from '../../../src/web/contract/risk.ts'
import { useWrite } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { tell } from '../../components/notices.tsx'
import { useTopic } from '../../live/live-context.ts'
import { measure } from '../../measure.ts'
import { effectOf } from './effect.ts'
import { limitOf, limitText, unitName } from './limit-text.ts'

interface LimitDialogProps {
  readonly limitKey: string
  readonly onClose: () => void
}

/** Opens when the limit is known. */
export function LimitDialog({ limitKey, onClose }: LimitDialogProps) {
  const row = useTopic('risk', (state) => state.limits[limitKey])
  const version = useTopic('risk', (state) => state.version)
  return row && version !== undefined ? (
    <Editing row={row} version={version} onClose={onClose} />
  ) : null
}

interface EditingProps {
  readonly row: LimitRow
  readonly version: number
  readonly onClose: () => void
}

/** Changes a limit on the version that was looked at; says what the change means for what is held. */
function Editing({ row, version, onClose }: EditingProps) {
  const { key, says, unit, min, max } = row
  const [seen, setSeen] = useState({ version, limit: row.limit })
  const [text, setText] = useState(limitText(row.limit, unit))
  const change = useWrite('PUT /api/risk/limits')
  const limit = limitOf(text, row)
  const isStale = seen.version !== version
  const bounds = `${limitText(min, unit)} to ${limitText(max, unit)}, ${unitName(unit)}`
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={says}
      verb={
        limit === null
          ? 'Change the limit'
          : `Change it from ${measure(seen.limit, unit)} to ${measure(limit, unit)}`
      }
      mayConfirm={limit !== null && limit !== row.limit}
      onConfirm={async () => {
        if (limit === null) return
        const body = { version: seen.version, limits: { [key]: limit } }
        await change.mutateAsync({ names: {}, body })
        tell(`${says}: ${measure(limit, unit)} from now on. The history keeps who changed it.`)
      }}
    >
      {isStale ? (
        <StaleNote
          row={row}
          onRenew={() => {
            setSeen({ version, limit: row.limit })
            setText(limitText(row.limit, unit))
          }}
        />
      ) : null}
      <Field
        label={`New limit, ${unitName(unit)}`}
        hint={bounds}
        fault={limit === null ? `write a number, ${bounds}` : undefined}
      >
        {({ className, ...control }) => (
          <input
            {...control}
            autoComplete="off"
            inputMode="decimal"
            value={text}
            onFocus={({ target }) => target.select()}
            className={`${className} figures text-right`}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <EffectList row={row} limit={limit} />
    </Confirm>
  )
}

interface StaleNoteProps {
  readonly row: LimitRow
  readonly onRenew: () => void
}

/** Nothing is changed over what somebody else has changed meanwhile, before it was looked at. */
const StaleNote = ({ row: { limit, unit }, onRenew }: StaleNoteProps) => (
  <div role="alert" className="mb-3 border-l-2 border-warn pl-3">
    <p>Somebody changed the limits meanwhile: this one stands at {measure(limit, unit)} now.</p>
    <Button className="mt-1" onClick={onRenew}>
      Look at the newest
    </Button>
  </div>
)

interface EffectListProps {
  readonly row: LimitRow
  /** Null where what was written is no limit. */
  readonly limit: number | null
}

/** What a new limit would mean for what is held. */
function EffectList({ row, limit }: EffectListProps) {
  const positions = useTopic('dashboard', (state) => state.positions)
  const status = useTopic('dashboard', (state) => state.status)
  const effect = useMemo(
    () =>
      limit === null
        ? []
        : effectOf(row, limit, positions && status ? { positions, status } : null),
    [row, limit, positions, status],
  )
  return (
    <ul aria-label="What it does" aria-live="polite" className="pt-3">
      {effect.map((line) => (
        <li key={line} className="border-b border-line py-1 text-pretty last:border-b-0">
          {line}
        </li>
      ))}
    </ul>
  )
}
