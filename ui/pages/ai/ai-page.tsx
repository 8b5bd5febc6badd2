import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { Tabs } from '../../components/tabs.tsx'
import { AgentsPanel } from './agents-panel.tsx'
import { AI_TABS, aiSearch } from './ai-search.ts'
import { AnalysisView } from './analysis-view.tsx'
import { CalibrationPanel } from './calibration-panel.tsx'
import { DecisionsPanel } from './decisions-panel.tsx'
import { ListPanel } from './list-panel.tsx'
import { PromptsPanel } from './prompts-panel.tsx'
import { RunningPanel } from './running-panel.tsx'
import { StartPanel } from './start-panel.tsx'
import { StatePanel } from './state-panel.tsx'

/** The AI in full view: whether it can be asked, what it did, what it cost, what it was told, and how well it foretold. */
export function AiPage() {
  const navigate = useNavigate()
  const search = aiSearch(useSearch({ strict: false }))
  const open = (analysis: string) => void navigate({ to: '/ai', search: { analysis } })
  if (search.analysis !== undefined) {
    return (
      <Page title="AI" isPlain>
        <p className="pb-2">
          <Link to="/ai" search={{}}>
            ← All analyses
          </Link>
        </p>
        <AnalysisView key={search.analysis} id={search.analysis} />
      </Page>
    )
  }
  const contents = {
    analyses: (
      <div className="grid gap-x-8 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <StartPanel symbols={search.symbols} />
        <div className="min-w-0">
          <RunningPanel />
          <ListPanel onOpen={open} />
        </div>
      </div>
    ),
    decisions: (
      <div className="grid gap-x-8 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <DecisionsPanel />
        <CalibrationPanel />
      </div>
    ),
    prompts: <PromptsPanel />,
    agents: <AgentsPanel />,
  }
  return (
    <Page title="AI" isPlain>
      <StatePanel />
      <Tabs
        chosen={search.tab ?? 'analyses'}
        onChoose={(tab) => void navigate({ to: '/ai', search: tab === 'analyses' ? {} : { tab } })}
        tabs={AI_TABS.map(({ id, word }) => ({ id, word, content: contents[id] }))}
      />
    </Page>
  )
}
