import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Page } from '../../components/page.tsx'
import { type BacktestSearch, backtestSearch } from './backtest-search.ts'
import { CompareView } from './compare-view.tsx'
import { DataPanel } from './data-panel.tsx'
import { NewPanel } from './new-panel.tsx'
import { RunView } from './run-view.tsx'
import { RunsPanel } from './runs-panel.tsx'

/** Strategies tried on the past: asked for, followed, read, compared. */
export function BacktestsPage() {
  const navigate = useNavigate()
  const search = backtestSearch(useSearch({ strict: false }))
  const go = (next: BacktestSearch) => void navigate({ to: '/backtests', search: next })
  if (search.run !== undefined || search.compare !== undefined) {
    return (
      <Page title="Backtests" isPlain>
        <p className="pb-2">
          <Link to="/backtests" search={{}}>
            ← All runs
          </Link>
        </p>
        {search.run === undefined ? (
          <CompareView ids={search.compare ?? ''} />
        ) : (
          <RunView key={search.run} id={search.run} />
        )}
      </Page>
    )
  }
  return (
    <Page title="Backtests" isPlain>
      <div className="grid gap-x-8 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <NewPanel strategy={search.strategy} onStarted={({ id }) => go({ run: id })} />
        <RunsPanel
          onOpen={(run) => go({ run })}
          onCompare={(ids) => go({ compare: ids.join(',') })}
        />
      </div>
      <DataPanel />
    </Page>
  )
}
