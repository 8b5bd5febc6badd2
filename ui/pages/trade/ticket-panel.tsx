import type { PreviewBody } from '../../../src/web/contract/orders.ts'
import { amountText } from '../../amounts.ts'
import { Button } from '../../components/button.tsx'
import { Choice } from '../../components/choice.tsx'
import { Field } from '../../components/field.tsx'
import { InstrumentField } from '../../components/instrument-field.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { symbolOf } from '../../format.ts'
import { PriceLine } from './price-line.tsx'
import { hasLimit, hasTrigger, type Ticket, type TicketFaults } from './ticket.ts'

const SIDES = [
  { id: 'buy', word: 'Buy' },
  { id: 'sell', word: 'Sell' },
] as const
const TYPES = [
  { id: 'MARKET', word: 'Market', says: 'At the best price there is' },
  { id: 'LIMIT', word: 'Limit', says: 'At this price or better' },
  { id: 'SL', word: 'SL', says: 'A limit order once the trigger is reached' },
  { id: 'SL-M', word: 'SL-M', says: 'A market order once the trigger is reached' },
] as const
const PRODUCTS = [
  { id: 'CNC', word: 'CNC', says: 'Delivery: kept over night' },
  { id: 'MIS', word: 'MIS', says: 'Intraday: closed before the session ends' },
] as const
const VALIDITIES = [
  { id: 'DAY', word: 'Day' },
  { id: 'IOC', word: 'IOC', says: 'At once or not at all' },
  { id: 'TTL', word: 'Minutes', says: 'Taken back after some minutes' },
] as const

interface TicketPanelProps {
  readonly ticket: Ticket
  readonly faults: TicketFaults
  readonly preview: PreviewBody | null
  readonly verb: string
  readonly isDoubtful: boolean
  readonly isBusy: boolean
  readonly mayPlace: boolean
  readonly onChange: (ticket: Ticket) => void
  readonly onPlace: () => void
}

/** An order as it is written; its button says what it will do. */
export function TicketPanel(props: TicketPanelProps) {
  const { ticket, faults, preview, verb, isDoubtful, isBusy, mayPlace, onChange, onPlace } = props
  const set = (part: Partial<Ticket>) => onChange({ ...ticket, ...part })
  const { instrument, side, type } = ticket
  // A limit begins at the price of the moment.
  const chooseType = (next: Ticket['type']) => {
    const now = amountText(preview?.pricePaise ?? null)
    set({ type: next, limit: ticket.limit || now, trigger: ticket.trigger || now })
  }
  const choose = (next: string) =>
    set({ instrument: next, limit: '', trigger: '', stop: '', target: '', trail: '' })
  return (
    <Panel
      title="Ticket"
      source={instrument === null ? 'paper' : `paper, ${symbolOf(instrument)}`}
      state={useTopicState('status')}
      skeleton={<ListSkeleton rows={6} />}
    >
      <form
        noValidate
        className="space-y-3 pt-1"
        onSubmit={(event) => {
          event.preventDefault()
          if (mayPlace && !isBusy) onPlace()
        }}
      >
        <InstrumentField label="Instrument" instrument={instrument} onChoose={choose} />
        <PriceLine instrument={instrument} />
        <Choice
          label="Side"
          options={SIDES}
          chosen={side}
          onChoose={(next) => set({ side: next })}
        />
        <QuantityField {...{ ticket, faults, preview, onChange }} />
        <Choice label="Type" options={TYPES} chosen={type} onChoose={chooseType} />
        <Prices {...{ ticket, faults, preview, onChange }} />
        <Keeping {...{ ticket, faults, onChange }} />
        <Protection {...{ ticket, faults, preview, onChange }} />
        <Button
          type="submit"
          look={isDoubtful ? 'danger' : 'primary'}
          isBusy={isBusy}
          disabled={!mayPlace}
          className="min-h-10 w-full py-1.5 whitespace-normal! text-pretty"
        >
          {verb}
        </Button>
      </form>
    </Panel>
  )
}

type FieldsProps = Pick<TicketPanelProps, 'ticket' | 'faults' | 'onChange'>
type PreviewedProps = FieldsProps & Pick<TicketPanelProps, 'preview'>

interface TextFieldProps extends FieldsProps {
  readonly label: string
  readonly field: 'quantity' | 'limit' | 'trigger' | 'ttl' | 'stop' | 'target' | 'trail'
  readonly placeholder?: string | undefined
  readonly hint?: string
}

function TextField({ label, field, placeholder, hint, ticket, faults, onChange }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} fault={faults[field]}>
      {({ className, ...control }) => (
        <input
          {...control}
          inputMode={field === 'quantity' || field === 'ttl' ? 'numeric' : 'decimal'}
          autoComplete="off"
          value={ticket[field]}
          placeholder={placeholder}
          className={`${className} figures text-right`}
          onChange={({ target }) => onChange({ ...ticket, [field]: target.value })}
        />
      )}
    </Field>
  )
}

function QuantityField({ ticket, faults, preview, onChange }: PreviewedProps) {
  const suggestion = preview?.suggestion ?? null
  const isOther = suggestion !== null && String(suggestion.quantity) !== ticket.quantity.trim()
  return (
    <div>
      <TextField
        label="Shares"
        field="quantity"
        placeholder={preview === null ? 'sized by risk' : String(preview.quantity)}
        {...{ ticket, faults, onChange }}
      />
      {suggestion === null ? null : (
        <p className="flex items-center gap-2 pt-1 text-s text-quiet">
          {suggestion.says}
          {isOther && suggestion.quantity > 0 ? (
            <Button
              look="quiet"
              className="text-s text-accent"
              onClick={() => onChange({ ...ticket, quantity: String(suggestion.quantity) })}
            >
              Take {suggestion.quantity}
            </Button>
          ) : null}
        </p>
      )}
    </div>
  )
}

function Prices({ ticket, faults, preview, onChange }: PreviewedProps) {
  if (ticket.type === 'MARKET') return null
  const now = preview?.pricePaise === undefined ? undefined : amountText(preview.pricePaise)
  return (
    <div className="grid grid-cols-2 gap-3">
      {hasTrigger(ticket) ? (
        <TextField
          label="Trigger, ₹"
          field="trigger"
          placeholder={now}
          {...{ ticket, faults, onChange }}
        />
      ) : null}
      {hasLimit(ticket) ? (
        <TextField
          label="Limit, ₹"
          field="limit"
          placeholder={now}
          {...{ ticket, faults, onChange }}
        />
      ) : null}
    </div>
  )
}

/** Over the night or for the day, and how long it waits. */
function Keeping({ ticket, faults, onChange }: FieldsProps) {
  const { product, validity } = ticket
  return (
    <>
      <div className="grid grid-cols-[2fr_3fr] gap-3">
        <Choice
          label="Product"
          options={PRODUCTS}
          chosen={product}
          onChoose={(next) => onChange({ ...ticket, product: next })}
        />
        <Choice
          label="Valid"
          options={VALIDITIES}
          chosen={validity}
          onChoose={(next) => onChange({ ...ticket, validity: next })}
        />
      </div>
      {validity === 'TTL' ? (
        <TextField
          label="Minutes until it is taken back"
          field="ttl"
          {...{ ticket, faults, onChange }}
        />
      ) : null}
    </>
  )
}

function Protection({ ticket, faults, preview, onChange }: PreviewedProps) {
  return (
    <fieldset>
      <legend className="pb-1 text-s text-quiet">
        Protection: left empty, risk sets its usual stop and target
      </legend>
      <div className="grid grid-cols-3 gap-3">
        <TextField
          label="Stop, ₹"
          field="stop"
          placeholder={amountText(preview?.stopPaise ?? null)}
          {...{ ticket, faults, onChange }}
        />
        <TextField
          label="Target, ₹"
          field="target"
          placeholder={amountText(preview?.targetPaise ?? null)}
          {...{ ticket, faults, onChange }}
        />
        <TextField
          label="Trail by, ₹"
          field="trail"
          placeholder="none"
          {...{ ticket, faults, onChange }}
        />
      </div>
    </fieldset>
  )
}
