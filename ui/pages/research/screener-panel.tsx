import { useState } from 'react'
import type { ScreenerRow } from '../../../src/web/contract/research.ts'
import { useRead } from '../../api/api-context.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { PercentChange } from '../../components/figure.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { useRested } from '../../components/use-rested.ts'
import { count, crores, NONE, price, ratio, symbolOf } from '../../format.ts'
import { dayShort } from '../../times.ts'
import { FIRST_RULES, type Rules, rulesQuery, ScreenerRules } from './screener-rules.tsx'

const TRENDS = { up: '▲ up', down: '▼ down', mixed: '● mixed' } as const
const NO_ROWS: readonly ScreenerRow[] = []
const REST_MS = 400

const ratioColumn = (
  id: keyof ScreenerRow['ratios'],
  head: string,
  write: (value: number) => string,
  from?: 'md' | 'lg',
): Column<ScreenerRow> => ({
  id,
  head,
  isNumber: true,
  value: ({ ratios }) => ratios[id]?.value ?? null,
  cell: ({ ratios }) => {
    const known = ratios[id]
    return known ? <span title={`${known.source}, ${known.asOf}`}>{write(known.value)}</span> : NONE
  },
  ...(from ? { from } : {}),
})

const COLUMNS: readonly Column<ScreenerRow>[] = [
  {
    id: 'rank',
    head: 'No.',
    says: 'Place by momentum among everything screened',
    isNumber: true,
    from: 'md',
    value: ({ momentumRank }) => momentumRank,
    cell: ({ momentumRank }) => (momentumRank === null ? NONE : count(momentumRank)),
  },
  {
    id: 'instrument',
    head: 'Share',
    value: ({ instrument }) => symbolOf(instrument),
    cell: ({ instrument, name, sector }) => (
      <>
        <strong className="font-semibold">{symbolOf(instrument)}</strong>
        <span className="block text-s text-quiet">
          {name}
          {sector === null ? '' : ` · ${sector}`}
        </span>
      </>
    ),
  },
  {
    id: 'price',
    head: 'Price',
    isNumber: true,
    value: ({ pricePaise }) => pricePaise,
    cell: ({ pricePaise, priceDate, priceSource }) => (
      <span title={`${priceSource ?? ''} ${priceDate === null ? '' : dayShort(priceDate)}`}>
        {pricePaise === null ? NONE : price(pricePaise)}
      </span>
    ),
  },
  ratioColumn('marketCapPaise', 'Market value', crores, 'md'),
  ratioColumn('pe', 'P/E', ratio),
  ratioColumn('roePercent', 'RoE %', ratio, 'md'),
  ratioColumn('debtToEquity', 'D/E', ratio, 'lg'),
  {
    id: 'rsi',
    head: 'RSI 14',
    isNumber: true,
    from: 'lg',
    value: ({ rsi }) => rsi,
    cell: ({ rsi }) => (rsi === null ? NONE : count(rsi)),
  },
  {
    id: 'trend',
    head: 'Trend',
    from: 'lg',
    value: ({ trend }) => trend,
    cell: ({ trend }) => (trend === null ? NONE : TRENDS[trend]),
  },
  {
    id: 'momentum',
    head: 'Half a year',
    says: 'Growth over 126 sessions',
    isNumber: true,
    value: ({ momentumBps }) => momentumBps,
    cell: ({ momentumBps }) => <PercentChange bps={momentumBps} />,
  },
]
const idOf = ({ instrument }: ScreenerRow): string => instrument

/** Shares that fulfil every rule, the strongest first; what cannot be judged is counted and does not pass. */
export function ScreenerPanel({ onOpen }: { readonly onOpen: (instrument: string) => void }) {
  const [rules, setRules] = useState<Rules>(FIRST_RULES)
  const query = rulesQuery(useRested(rules, REST_MS))
  const asked = useRead('/api/screener', {}, { query, freshMs: 60_000 })
  const { data } = asked
  const rows = data?.rows ?? NO_ROWS
  return (
    <Panel
      title="Screener"
      source={
        data
          ? `${count(data.matched)} of ${count(data.screened)} pass, of ${count(data.unknown)} too little is known`
          : 'shares by rule'
      }
      state={readState(asked)}
      skeleton={<TableSkeleton rows={6} />}
      tools={<ExportTools name="screener" columns={COLUMNS} rows={rows} />}
    >
      <ScreenerRules rules={rules} onChange={setRules} faults={asked.error?.fields ?? {}} />
      {data && rows.length === 0 ? (
        <p className="py-3 text-pretty text-quiet">
          {data.screened === 0
            ? 'No company is stored. Import files of fundamentals: npx robo-trader data import FILE…'
            : 'No share passes every rule. An empty field leaves its rule out.'}
        </p>
      ) : (
        <DataTable
          caption="Shares that pass; enter opens one"
          columns={COLUMNS}
          rows={rows}
          idOf={idOf}
          onOpen={onOpen}
        />
      )}
    </Panel>
  )
}
