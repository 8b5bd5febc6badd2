import { useState } from 'react'
import type { PositionRow } from '../../../src/web/contract/desk.ts'
import { wholeOf } from '../../amounts.ts'
import { useWrite } from '../../api/api-context.ts'
import { Confirm } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { tell } from '../../components/notices.tsx'
import { count, price, rupeeChange, symbolOf } from '../../format.ts'

interface CloseDialogProps {
  readonly position: PositionRow
  readonly onClose: () => void
}

/** Asks how much of a position is left, and says what that would bring about. */
export function CloseDialog({ position, onClose }: CloseDialogProps) {
  const { instrument, product, quantity, lastPaise, resultPaise } = position
  const held = Math.abs(quantity)
  const [text, setText] = useState(String(held))
  const [reason, setReason] = useState('closed by hand')
  const close = useWrite('POST /api/positions/:instrument/close')
  const shares = wholeOf(text)
  const isFaulty = shares === null || shares < 1 || shares > held
  const verb = `${quantity > 0 ? 'Sell' : 'Buy back'} ${isFaulty ? '' : count(shares)} ${symbolOf(instrument)}`
  const result = isFaulty ? null : Math.round((resultPaise * shares) / held)
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Close ${symbolOf(instrument)}`}
      verb={verb}
      look="danger"
      mayConfirm={!isFaulty && reason.trim() !== ''}
      onConfirm={async () => {
        const wanted = shares === held ? null : shares
        const body = { product, quantity: wanted, reason: reason.trim() }
        await close.mutateAsync({ names: { instrument }, body })
        tell(`${verb}: asked for. Orders shows its way.`)
      }}
    >
      <p className="pb-3 text-pretty">
        At the market’s price, about {lastPaise === null ? 'unknown' : `₹${price(lastPaise)}`}
        {result === null ? '' : `: a result of ${rupeeChange(result)} before charges`}. Its stop and
        target go with the last share.
      </p>
      <div className="grid grid-cols-2 gap-3">
        <Field
          label={`Shares, of ${count(held)}`}
          fault={isFaulty ? `write 1 to ${count(held)}` : undefined}
        >
          {(control) => (
            <input
              {...control}
              inputMode="numeric"
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        </Field>
        <Field label="Reason, kept in the journal">
          {(control) => (
            <input
              {...control}
              maxLength={500}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </Field>
      </div>
    </Confirm>
  )
}
