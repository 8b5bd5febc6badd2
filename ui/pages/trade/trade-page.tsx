import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Page } from '../../components/page.tsx'
import { count, counted, price, symbolOf } from '../../format.ts'
import { FillsPanel } from './fills-panel.tsx'
import { HoldingsPanel } from './holdings-panel.tsx'
import { NotePanel } from './note-panel.tsx'
import { OrdersPanel } from './orders-panel.tsx'
import { Outcome } from './outcome.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { EMPTY_TICKET, readTicket, type Ticket, toldFaults } from './ticket.ts'
import { TicketPanel } from './ticket-panel.tsx'
import { tradeSearch } from './trade-search.ts'
import { usePlacing } from './use-placing.ts'
import { type Preview, usePreview } from './use-preview.ts'

/** Places paper orders and follows them: what one would meet, what became of it, what is held and what it cost. */
export function TradePage() {
  return (
    <Page title="Trade" isPlain>
      <TicketAndPreview />
      <OrdersPanel />
      <HoldingsPanel />
      <div className="grid gap-x-8 lg:grid-cols-2">
        <FillsPanel />
        <NotePanel />
      </div>
    </Page>
  )
}

function TicketAndPreview() {
  const navigate = useNavigate()
  const search = tradeSearch(useSearch({ strict: false }))
  const [written, setWritten] = useState<Ticket>({ ...EMPTY_TICKET, ...search })
  // The address may name another instrument while the screen stands: the palette and the chart lead here.
  const ticket: Ticket =
    search.instrument && search.instrument !== written.instrument
      ? { ...EMPTY_TICKET, side: search.side ?? written.side, instrument: search.instrument }
      : written
  const { wish, faults } = readTicket(ticket)
  const preview = usePreview(wish)
  const placing = usePlacing()
  const change = (next: Ticket) => {
    setWritten(next)
    const { instrument, side } = next
    if (instrument === search.instrument && side === (search.side ?? 'buy')) return
    const to = tradeSearch({ instrument, side: side === 'buy' ? undefined : side })
    void navigate({ to: '/trade', search: to, replace: true, resetScroll: false })
  }
  const place = () => {
    if (wish) placing.place(wish, () => setWritten({ ...ticket, quantity: '' }))
  }
  return (
    <div className="grid gap-x-8 md:grid-cols-[20rem_minmax(0,1fr)]">
      <TicketPanel
        ticket={ticket}
        faults={toldFaults(ticket, faults)}
        preview={wish === null ? null : preview.body}
        verb={verbOf(ticket, preview)}
        isDoubtful={!preview.isBehind && preview.body?.verdict === 'denied'}
        isBusy={placing.isBusy}
        mayPlace={wish !== null}
        onChange={change}
        onPlace={place}
      />
      <div className="min-w-0">
        <Outcome placing={placing} checks={preview.body?.checks ?? []} />
        <PreviewPanel preview={preview} />
      </div>
    </div>
  )
}

/** What the button will do. */
function verbOf({ instrument, side, quantity }: Ticket, { body, isBehind }: Preview): string {
  if (instrument === null) return 'Choose an instrument'
  if (body && !isBehind) {
    if (body.verdict === 'approved') {
      const at = body.pricePaise === null ? '' : ` at about ₹${price(body.pricePaise)}`
      return `Place paper order: ${side} ${count(body.quantity)} ${symbolOf(instrument)}${at}`
    }
    const failed = body.checks.filter(({ isPassed }) => !isPassed).length
    return `Ask all the same: ${counted(failed, 'check')} would deny it`
  }
  const shares = quantity.trim() === '' ? '' : `${quantity.trim()} `
  return `Place paper order: ${side} ${shares}${symbolOf(instrument)}`
}
