import { Page } from '../../components/page.tsx'
import { BreachesPanel } from './breaches-panel.tsx'
import { BreakersPanel } from './breakers-panel.tsx'
import { HistoryPanel } from './history-panel.tsx'
import { LimitsPanel } from './limits-panel.tsx'
import { StatePanel } from './state-panel.tsx'

/** What bounds the desk: every limit with its use, what stops it, and who changed what. */
export function RiskPage() {
  return (
    <Page title="Risk" isPlain>
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <div className="min-w-0 max-lg:order-2">
          <LimitsPanel />
          <HistoryPanel />
        </div>
        <div className="min-w-0">
          <StatePanel />
          <BreakersPanel />
          <BreachesPanel />
        </div>
      </div>
    </Page>
  )
}
