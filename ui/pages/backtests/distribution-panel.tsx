import { useMemo } from 'react'
import { Panel } from '../../components/panel.tsx'
import { counted, percentChange } from '../../format.ts'
import { binsOf } from './bins.ts'
import { RESULT } from './result-state.ts'
import type { RunTrade } from './run-result.ts'

/** How the results of trades are spread. */
export function DistributionPanel({ trades }: { readonly trades: readonly RunTrade[] }) {
  const bins = useMemo(() => binsOf(trades.map(({ returnBps }) => returnBps)), [trades])
  const most = Math.max(1, ...bins.map(({ count }) => count))
  const [first] = bins
  const last = bins.at(-1)
  return (
    <Panel
      title="Distribution"
      source="net result of each trade"
      state={RESULT}
      skeleton={null}
      empty={trades.length === 0 ? 'No trade was closed.' : null}
    >
      <div
        role="img"
        aria-label={`Results of ${counted(trades.length, 'trade')} from ${percentChange(first?.from ?? 0)} to ${percentChange(last?.to ?? 0)}`}
        className="flex h-40 items-end gap-px border-b border-quiet"
      >
        {bins.map(({ from, to, count }) => (
          <div
            key={from}
            title={`${percentChange(from)} to ${percentChange(to)}: ${counted(count, 'trade')}`}
            className={`min-w-0 grow basis-0 ${from < 0 ? 'bg-loss' : 'bg-gain'}`}
            style={{ height: `${(count / most) * 100}%` }}
          />
        ))}
      </div>
      <p className="figures flex justify-between text-s text-quiet">
        <span>{percentChange(first?.from ?? 0)}</span>
        <span>losses left, gains right of nothing</span>
        <span>{percentChange(last?.to ?? 0)}</span>
      </p>
    </Panel>
  )
}
