import { useState } from 'react'
import type { PositionRow } from '../../../src/web/contract/desk.ts'
import { amountText, paiseOf } from '../../amounts.ts'
import { useWrite } from '../../api/api-context.ts'
import { Confirm } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { tell } from '../../components/notices.tsx'
import { price, rupeeChange, symbolOf } from '../../format.ts'

interface ProtectionDialogProps {
  readonly position: PositionRow
  readonly onClose: () => void
}

const FIELDS = [
  { id: 'stop', label: 'Stop, ₹' },
  { id: 'target', label: 'Target, ₹' },
  { id: 'trail', label: 'Trail by, ₹' },
] as const

/** Sets the levels over a position, and says what each would bring. */
export function ProtectionDialog({ position, onClose }: ProtectionDialogProps) {
  const { instrument, product, quantity, averagePaise, lastPaise } = position
  const [texts, setTexts] = useState({
    stop: amountText(position.stopPaise),
    target: amountText(position.targetPaise),
    trail: '',
  })
  const protect = useWrite('PUT /api/positions/:instrument/protection')
  const levels = {
    stop: paiseOf(texts.stop),
    target: paiseOf(texts.target),
    trail: paiseOf(texts.trail),
  }
  const isFaulty = FIELDS.some(({ id }) => texts[id].trim() !== '' && levels[id] === null)
  const resultAt = (level: number | null): string | undefined =>
    level === null || averagePaise === null
      ? undefined
      : `${rupeeChange((level - averagePaise) * quantity)} if it is hit, before charges`
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Protect ${symbolOf(instrument)}`}
      verb={`Set the protection of ${symbolOf(instrument)}`}
      mayConfirm={!isFaulty}
      onConfirm={async () => {
        const body = {
          product,
          stopPaise: levels.stop,
          targetPaise: levels.target,
          trailPaise: levels.trail,
        }
        await protect.mutateAsync({ names: { instrument }, body })
        tell(`The protection of ${symbolOf(instrument)} is asked for.`)
      }}
    >
      <p className="pb-3 text-pretty">
        The last price is {lastPaise === null ? 'not known' : `₹${price(lastPaise)}`}
        {averagePaise === null ? '' : `, the average cost ₹${price(averagePaise)}`}. A field that is
        empty takes its level away.
        {position.isTrailing ? ' Its stop trails now: write the distance again to keep that.' : ''}
      </p>
      <div className="grid gap-3 md:grid-cols-3">
        {FIELDS.map(({ id, label }) => (
          <Field
            key={id}
            label={label}
            hint={id === 'trail' ? 'The stop follows the best price.' : resultAt(levels[id])}
            fault={
              texts[id].trim() !== '' && levels[id] === null ? 'write a price in rupees' : undefined
            }
          >
            {(control) => (
              <input
                {...control}
                inputMode="decimal"
                autoComplete="off"
                value={texts[id]}
                onChange={({ target }) => setTexts({ ...texts, [id]: target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </Confirm>
  )
}
