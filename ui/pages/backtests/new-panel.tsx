import type { RunRow } from '../../../src/web/contract/strategies.ts'
import { useRead } from '../../api/api-context.ts'
import { Panel, readState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { count, counted } from '../../format.ts'
import { RunForm } from './run-form.tsx'

interface NewPanelProps {
  readonly strategy: string | undefined
  readonly onStarted: (run: RunRow) => void
}

/** Asks for a new run over what is stored. */
export function NewPanel({ strategy, onStarted }: NewPanelProps) {
  const stored = useRead('/api/data', {}, { freshMs: 60_000 })
  const known = useRead('/api/strategies', {}, { freshMs: 60_000 })
  const series = stored.data?.series ?? []
  const strategies = known.data?.strategies ?? []
  const bars = series.reduce((sum, one) => sum + one.count, 0)
  const isReady = stored.data !== undefined && known.data !== undefined
  const failed = stored.error ? stored : known
  return (
    <Panel
      title="New run"
      source={
        series.length === 0
          ? 'stored bars'
          : `${counted(series.length, 'stored series', 'stored series')}, ${count(bars)} bars`
      }
      state={{ ...readState(failed), isLoading: !isReady && !failed.error }}
      skeleton={<ListSkeleton rows={8} />}
      empty={
        series.length === 0 ? (
          <>
            No bars are stored yet, so there is no past to run on. Choose a file under Data below,
            or import many:{' '}
            <code className="font-mono text-s">npx robo-trader data import FILE…</code> takes CSV
            files of open, high, low, close and volume, bhavcopies and archives of them.
          </>
        ) : null
      }
    >
      {isReady ? (
        <RunForm
          key={strategy}
          strategies={strategies}
          stored={{ series }}
          first={
            strategies.find(({ name }) => name === strategy)?.name ?? strategies[0]?.name ?? ''
          }
          onStarted={onStarted}
        />
      ) : null}
    </Panel>
  )
}
