import { Page } from '../../components/page.tsx'
import { EquityPanel } from './equity-panel.tsx'
import { HappenedPanel } from './happened-panel.tsx'
import { NeedsPanel } from './needs-panel.tsx'
import { PositionsPanel } from './positions-panel.tsx'
import { RiskPanel } from './risk-panel.tsx'
import { StrategiesPanel } from './strategies-panel.tsx'

/** The desk in five seconds: what it is worth, what it holds and why, what it did, and what needs a person. */
export function DeskPage() {
  return (
    <Page title="Desk" isPlain>
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0">
          <EquityPanel />
          <PositionsPanel />
          <div className="grid gap-x-8 md:grid-cols-2">
            <StrategiesPanel />
            <RiskPanel />
          </div>
        </div>
        <div className="min-w-0">
          <NeedsPanel />
          <HappenedPanel />
        </div>
      </div>
    </Page>
  )
}
