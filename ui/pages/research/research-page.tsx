import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { AiNote } from '../../components/ai-note.tsx'
import { InstrumentField } from '../../components/instrument-field.tsx'
import { Page } from '../../components/page.tsx'
import { AnalyseButton } from './analyse-button.tsx'
import { DecisionPanel } from './decision-panel.tsx'
import { EarningsPanel } from './earnings-panel.tsx'
import { FundamentalsPanel } from './fundamentals-panel.tsx'
import { NewsPanel } from './news-panel.tsx'
import { QuoteLine } from './quote-line.tsx'
import { researchSearch } from './research-search.ts'
import { ScreenerPanel } from './screener-panel.tsx'
import { UpcomingPanel } from './upcoming-panel.tsx'

/** What was published of companies, as of the market's own time: one share whole, or all by rule. */
export function ResearchPage() {
  const navigate = useNavigate()
  const { instrument } = researchSearch(useSearch({ strict: false }))
  const open = (next: string) => void navigate({ to: '/research', search: { instrument: next } })
  return (
    <Page title="Research" isPlain>
      <AiNote />
      <div className="flex flex-wrap items-end gap-x-6 gap-y-2 pb-2">
        <InstrumentField
          label="Share"
          instrument={instrument ?? null}
          onChoose={open}
          className="w-full md:w-56"
        />
        {instrument === undefined ? null : (
          <>
            <QuoteLine instrument={instrument} />
            <AnalyseButton instrument={instrument} />
            <Link to="/research" search={{}} className="pb-1.5 text-s">
              All shares
            </Link>
          </>
        )}
      </div>
      {instrument === undefined ? (
        <Everything onOpen={open} />
      ) : (
        <Cockpit key={instrument} instrument={instrument} />
      )}
    </Page>
  )
}

const Cockpit = ({ instrument }: { readonly instrument: string }) => (
  <>
    <div className="grid gap-x-8 lg:grid-cols-2">
      <FundamentalsPanel instrument={instrument} />
      <EarningsPanel instrument={instrument} />
    </div>
    <DecisionPanel instrument={instrument} />
    <NewsPanel instrument={instrument} />
  </>
)

const Everything = ({ onOpen }: { readonly onOpen: (instrument: string) => void }) => (
  <>
    <ScreenerPanel onOpen={onOpen} />
    <div className="grid gap-x-8 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <UpcomingPanel onOpen={onOpen} />
      <NewsPanel instrument={null} />
    </div>
  </>
)
