import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { Chips } from '../../components/chips.tsx'
import { InstrumentField } from '../../components/instrument-field.tsx'
import { Page } from '../../components/page.tsx'
import { useTopic } from '../../live/live-context.ts'
import { ChartPanel } from './chart-panel.tsx'
import { type ChartSearch, chartSearch, overlaysOf } from './chart-search.ts'
import { INTERVALS } from './intervals.ts'
import { OVERLAYS } from './overlays.ts'

const LENGTHS = INTERVALS.map((id) => ({ id, word: id === 'day' ? '1D' : id }))

/** Prices of one instrument with everything that the desk did and wanted to do in it. */
export function ChartPage() {
  const navigate = useNavigate()
  const search = chartSearch(useSearch({ strict: false }))
  const positions = useTopic('dashboard', (state) => state.positions)
  const held = useMemo(
    () => [...new Set(Object.values(positions ?? {}).map(({ instrument }) => instrument))],
    [positions],
  )
  const first = useTopic('quotes', (quotes) => Object.keys(quotes)[0])
  const instrument = search.instrument ?? held[0] ?? first ?? null
  const interval = search.interval ?? '5m'
  const chosen = overlaysOf(search)
  const go = (part: ChartSearch) =>
    void navigate({ to: '/chart', search: { ...search, ...part }, replace: true })
  useHeldKeys(held, instrument, (next) => go({ instrument: next }))
  const toggle = (id: (typeof OVERLAYS)[number]['id']) => {
    const over = OVERLAYS.map((one) => one.id).filter(
      (one) => (one === id) !== chosen.includes(one),
    )
    go({ over: over.join(',') })
  }
  return (
    <Page title="Chart" isPlain>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-2 pb-2">
        <InstrumentField
          label="Instrument"
          instrument={instrument}
          onChoose={(next) => go({ instrument: next })}
          className="w-full md:w-56"
        />
        <Chips
          label="Length of a bar"
          options={LENGTHS}
          chosen={[interval]}
          onToggle={(next) => go({ interval: next })}
        />
        <Chips label="Overlays" options={OVERLAYS} chosen={chosen} onToggle={toggle} />
        {held.length > 1 ? (
          <p className="text-s text-quiet max-md:hidden">← → walk through what is held</p>
        ) : null}
      </div>
      {instrument === null ? (
        <p className="py-3 text-quiet">
          Nothing has a price yet. The chart begins with the first price of the market: / finds an
          instrument.
        </p>
      ) : (
        <ChartPanel
          key={instrument}
          instrument={instrument}
          interval={interval}
          overlays={chosen}
        />
      )}
    </Page>
  )
}

/** Arrows move between held instruments. */
function useHeldKeys(
  held: readonly string[],
  instrument: string | null,
  onChoose: (instrument: string) => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, target } = event
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key]
      const isPlain = !(event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented)
      const isTaken =
        target instanceof Element &&
        target.closest('input, select, textarea, [role=dialog]') !== null
      if (step === undefined || !isPlain || isTaken || held.length === 0) return
      const place = instrument === null ? -1 : held.indexOf(instrument)
      const next = held[(place + step + held.length) % held.length]
      if (next === undefined || next === instrument) return
      event.preventDefault()
      onChoose(next)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  })
}
