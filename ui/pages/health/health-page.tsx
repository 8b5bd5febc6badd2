import { Page } from '../../components/page.tsx'
import { BackupsPanel } from './backups-panel.tsx'
import { ComponentsPanel } from './components-panel.tsx'
import { LogsPanel } from './logs-panel.tsx'
import { ProcessPanel } from './process-panel.tsx'

/** How the machinery stands: what is wrong, since when, and what to do. */
export function HealthPage() {
  return (
    <Page title="Health">
      <ComponentsPanel />
      <div className="grid gap-x-8 lg:grid-cols-2">
        <ProcessPanel />
        <BackupsPanel />
      </div>
      <LogsPanel />
    </Page>
  )
}
