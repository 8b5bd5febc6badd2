import { Link } from '@tanstack/react-router'
import type { Recommendation } from '../../src/web/contract/ai.ts'
import { percent, sentence } from '../format.ts'
import { classes } from './classes.ts'
import { EvidenceList } from './evidence-list.tsx'
import { VerdictMark } from './verdict-mark.tsx'
import { Verdicts } from './verdicts.tsx'

interface RecommendationViewProps {
  readonly recommendation: Recommendation
  /** Stands beside something: one part under the other. */
  readonly isNarrow?: boolean
}

/** What came of one share: the verdict and why, what would prove it wrong, what became of it, and what it rests on. */
export function RecommendationView({ recommendation, isNarrow = false }: RecommendationViewProps) {
  const { verdict, reason, invalidation, evidence, sizeBps, side } = recommendation
  return (
    <div className={classes('grid gap-x-8 gap-y-3', !isNarrow && 'lg:grid-cols-2')}>
      <div className="min-w-0">
        <p className="text-l">
          <VerdictMark verdict={verdict} />
          {side === null ? null : (
            <span className="figures text-m text-quiet"> {percent(sizeBps)} of the full size</span>
          )}
        </p>
        <p className="max-w-prose text-pretty">{sentence(reason)}</p>
        <p className="max-w-prose pt-1 text-pretty">
          <span className="text-quiet">Wrong if: </span>
          {sentence(invalidation)}
        </p>
        <FateLine recommendation={recommendation} />
        <div className="pt-3">
          <Verdicts recommendation={recommendation} isNarrow={isNarrow} />
        </div>
      </div>
      <section aria-label="What it rests on" className="min-w-0">
        <h3 className="text-s font-normal text-quiet">What it rests on</h3>
        <EvidenceList evidence={evidence} />
      </section>
    </div>
  )
}

/** What became of it, and where to see that. */
function FateLine({ recommendation }: { readonly recommendation: Recommendation }) {
  const { fate, whyNot, id } = recommendation
  return (
    <>
      <p className="max-w-prose pt-1 text-pretty">
        <span className="text-quiet">{whyNot === null ? 'What became of it: ' : 'Why not: '}</span>
        {sentence(whyNot ?? fate.says)}
      </p>
      <p className="flex flex-wrap gap-x-4">
        {fate.approvalId === null ? null : (
          <Link to="/approvals" search={{ id: fate.approvalId }}>
            {fate.state === 'waiting' ? 'Answer it' : 'The proposal'}
          </Link>
        )}
        {fate.correlationId === null ? null : (
          <Link to="/journal" search={{ trace: fate.correlationId }}>
            The chain in the journal
          </Link>
        )}
        <Link to="/chat" search={{ about: id }}>
          Discuss it
        </Link>
      </p>
    </>
  )
}
