import { useMemo, useState } from 'react'
import type { PositionRow } from '../../../src/web/contract/desk.ts'
import { Chips } from '../../components/chips.tsx'
import { Figure, Money } from '../../components/figure.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { type ShareBar, ShareBars } from '../../components/share-bars.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { percent, symbolOf } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'

const OPTIONS = [
  { id: 'sector', word: 'Sector' },
  { id: 'symbol', word: 'Symbol' },
] as const
type By = (typeof OPTIONS)[number]['id']

const NAMES: Readonly<Record<By, (row: PositionRow) => string>> = {
  sector: ({ sector }) => sector ?? 'no sector known',
  symbol: ({ instrument }) => symbolOf(instrument),
}

/** Market value by name, largest first; shorts count by their size. */
function exposureBy(
  rows: readonly PositionRow[],
  by: By,
  equityPaise: number,
): readonly ShareBar[] {
  const sums = new Map<string, number>()
  for (const row of rows) {
    const name = NAMES[by](row)
    sums.set(name, (sums.get(name) ?? 0) + Math.abs(row.valuePaise))
  }
  return [...sums]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, paise]) => ({
      id: name,
      label: name,
      size: paise,
      figure: (
        <>
          <Money paise={paise} />{' '}
          <Figure
            className="text-s text-quiet"
            text={equityPaise > 0 ? percent((paise / equityPaise) * 10_000) : ''}
          />
        </>
      ),
    }))
}

/** Where the money is: by sector or by symbol, as shares of equity. */
export function ExposurePanel() {
  const [by, setBy] = useState<By>('sector')
  const positions = useTopic('dashboard', (state) => state.positions)
  const equity = useTopic('dashboard', (state) => state.status.money.equityPaise) ?? 0
  const rows = useMemo(() => Object.values(positions ?? {}), [positions])
  return (
    <Panel
      title="Exposure"
      source="market value, share of equity"
      state={useTopicState('dashboard')}
      skeleton={<ListSkeleton />}
      tools={<Chips label="Exposure by" options={OPTIONS} chosen={[by]} onToggle={setBy} />}
      empty={rows.length === 0 ? 'None: no share is held.' : null}
    >
      <ShareBars label={`Exposure by ${by}`} bars={exposureBy(rows, by, equity)} />
    </Panel>
  )
}
