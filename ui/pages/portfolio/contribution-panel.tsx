import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { PortfolioBody } from '../../../src/web/contract/desk.ts'
import type { Failure } from '../../api/failure.ts'
import { Chips } from '../../components/chips.tsx'
import { MoneyChange } from '../../components/figure.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { ShareBars } from '../../components/share-bars.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { symbolOf } from '../../format.ts'

const OPTIONS = [
  { id: 'symbol', word: 'Symbol' },
  { id: 'strategy', word: 'Strategy' },
] as const
type By = (typeof OPTIONS)[number]['id']

/** Result by symbol or strategy: open positions at their prices, and what was closed, before charges. */
export function contributions(
  { positions, trades }: Pick<PortfolioBody, 'positions' | 'trades'>,
  by: By,
): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>()
  const add = (name: string, paise: number) => sums.set(name, (sums.get(name) ?? 0) + paise)
  for (const { instrument, strategies, resultPaise } of positions) {
    add(by === 'symbol' ? symbolOf(instrument) : strategies.join(', ') || 'unknown', resultPaise)
  }
  for (const { instrument, strategy, grossPaise } of trades) {
    add(by === 'symbol' ? symbolOf(instrument) : strategy, grossPaise)
  }
  return [...sums].toSorted(([, a], [, b]) => b - a)
}

interface ContributionPanelProps {
  readonly portfolio: UseQueryResult<PortfolioBody, Failure>
}

/** What the account owes its result to. */
export function ContributionPanel({ portfolio }: ContributionPanelProps) {
  const [by, setBy] = useState<By>('symbol')
  const { data } = portfolio
  const rows = useMemo(() => (data ? contributions(data, by) : []), [data, by])
  return (
    <Panel
      title="Contribution"
      source="open and closed, before charges"
      state={readState(portfolio)}
      skeleton={<ListSkeleton />}
      tools={<Chips label="Contribution by" options={OPTIONS} chosen={[by]} onToggle={setBy} />}
      empty={rows.length === 0 ? 'Nothing was bought yet, so nothing has a result.' : null}
    >
      <ShareBars
        label={`Contribution by ${by}`}
        isSigned
        bars={rows.map(([name, paise]) => ({
          id: name,
          label: name,
          size: paise,
          figure: <MoneyChange paise={paise} />,
        }))}
      />
    </Panel>
  )
}
