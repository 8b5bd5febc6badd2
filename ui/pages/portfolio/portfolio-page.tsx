import { useEffect, useRef } from 'react'
import { useRead } from '../../api/api-context.ts'
import { Page } from '../../components/page.tsx'
import { useTopic } from '../../live/live-context.ts'
import { ChargesPanel } from './charges-panel.tsx'
import { ContributionPanel } from './contribution-panel.tsx'
import { ExposurePanel } from './exposure-panel.tsx'
import { HeldPanel } from './held-panel.tsx'
import { TradesPanel } from './trades-panel.tsx'

const GATHER_MS = 3_000

/** What the account owns, where its money is, and what it owes its result to. */
export function PortfolioPage() {
  const portfolio = useRead('/api/portfolio', {}, { freshMs: 30_000 })
  const fills = useTopic('dashboard', (state) => state.today.fills)
  const counted = useRef(fills)
  const { refetch } = portfolio
  useEffect(() => {
    const isFirst = counted.current === undefined || counted.current === fills
    counted.current = fills
    if (isFirst) return undefined
    // What was asked for is of before the fill that has just come; those that come together are one.
    const timer = setTimeout(() => void refetch(), GATHER_MS)
    return () => clearTimeout(timer)
  }, [fills, refetch])
  return (
    <Page title="Portfolio">
      <HeldPanel />
      <div className="grid gap-x-8 lg:grid-cols-2">
        <ExposurePanel />
        <ContributionPanel portfolio={portfolio} />
      </div>
      <ChargesPanel />
      <TradesPanel portfolio={portfolio} />
    </Page>
  )
}
