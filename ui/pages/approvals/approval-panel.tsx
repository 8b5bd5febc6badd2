import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ApprovalFigures, ApprovalLine } from '../../../src/web/contract/approvals.ts'
import { ChargesList } from '../../components/charges-list.tsx'
import { Checks } from '../../components/checks.tsx'
import { EvidenceList } from '../../components/evidence-list.tsx'
import { ExactMoney, Price } from '../../components/figure.tsx'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { Verdicts } from '../../components/verdicts.tsx'
import { percent, price, sentence, symbolOf } from '../../format.ts'
import { clockTime } from '../../times.ts'
import { AnswerNote } from './answer-note.tsx'
import { sentenceOf } from './approval-words.ts'
import { DecisionBar } from './decision-bar.tsx'
import { TimeLeft } from './time-left.tsx'

/** One proposal whole: what will happen, why, what speaks against it, what it may cost, and the answer. */
export function ApprovalPanel({ line }: { readonly line: ApprovalLine }) {
  const { state, requestedAt, expiresAt, instrument, refused } = line
  return (
    <Panel
      title={symbolOf(instrument)}
      source={`asked ${clockTime(requestedAt)}`}
      state={useTopicState('approvals')}
      skeleton={<ListSkeleton rows={8} />}
      tools={state === 'pending' ? <TimeLeft until={expiresAt} className="figures" /> : null}
    >
      <p className="figures py-1 text-l text-pretty">{sentence(sentenceOf(line))}</p>
      <BandLine line={line} />
      {state === 'pending' ? <DecisionBar key={line.id} line={line} /> : <AnswerNote line={line} />}
      {state === 'pending' && refused !== null ? (
        <p className="border-l-2 border-warn pl-3 text-pretty">
          The answer of {refused.by} had no effect: {sentence(refused.reason)}
        </p>
      ) : null}
      <div className="grid gap-x-8 gap-y-2 pt-2 lg:grid-cols-2">
        <Why line={line} />
        <div className="min-w-0">
          <Money figures={line.figures} />
          <Size line={line} />
        </div>
      </div>
      {line.recommendation === null ? null : (
        <Part title="What it rests on">
          <div className="gap-x-8 md:columns-2">
            <EvidenceList evidence={line.recommendation.evidence} />
          </div>
        </Part>
      )}
      <Part title="Checks of risk, as of these figures">
        <Checks checks={line.figures.checks} />
      </Part>
    </Panel>
  )
}

function BandLine({ line: { band, figures } }: { readonly line: ApprovalLine }) {
  return (
    <p className="figures text-s text-quiet">
      {band === null
        ? 'Without a price it cannot be approved: it is stated anew with the next one.'
        : `An approval holds while a share costs ₹${price(band.lowPaise)} to ₹${price(band.highPaise)}.`}{' '}
      {figures.product === 'MIS' ? 'Intraday: it is flat by the end of the session.' : ''}
    </p>
  )
}

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section aria-label={title} className="min-w-0 pt-3">
    <h3 className="border-b border-line pb-1 text-m">{title}</h3>
    <div className="pt-1">{children}</div>
  </section>
)

function Why({ line: { recommendation, reason } }: { readonly line: ApprovalLine }) {
  if (recommendation === null) {
    return (
      <Part title="Why">
        <p className="text-pretty">{sentence(reason)}</p>
        <p className="text-quiet">The desk does not know its recommendation any more.</p>
      </Part>
    )
  }
  const { invalidation, analysisId } = recommendation
  return (
    <div className="min-w-0">
      <Part title="Why">
        <p className="max-w-prose text-pretty">{sentence(recommendation.reason)}</p>
        <p className="max-w-prose pt-1 text-pretty">
          <span className="text-quiet">Wrong if: </span>
          {sentence(invalidation)}
        </p>
        {analysisId === null ? null : (
          <Link to="/ai" search={{ analysis: analysisId }} className="text-s">
            How the AI came to it, step by step
          </Link>
        )}
      </Part>
      <Part title="Model beside scorer">
        <Verdicts recommendation={recommendation} />
      </Part>
    </div>
  )
}

const FULL_BPS = 10_000

const Size = ({ line: { figures, sizeBps } }: { readonly line: ApprovalLine }) => (
  <Part title="Why this size">
    <p className="text-pretty">
      {figures.sizing === null
        ? 'It leaves a position: what is held is what is sold.'
        : sentence(figures.sizing)}{' '}
      {sizeBps < FULL_BPS
        ? `The idea takes ${percent(sizeBps)} of the full size: the AI can only lower it.`
        : ''}
    </p>
  </Part>
)

function Money({ figures }: { readonly figures: ApprovalFigures }) {
  const rows: readonly (readonly [string, ReactNode])[] = [
    ['Shares cost', <ExactMoney key="value" paise={figures.valuePaise} />],
    ['Charges, in and out', <ExactMoney key="both" paise={figures.roundTripPaise} />],
    ['Break-even', <Price key="even" paise={figures.breakEvenPaise} />],
    ['Stop', <Price key="stop" paise={figures.stopPaise} />],
    ['Target', <Price key="target" paise={figures.targetPaise} />],
  ]
  return (
    <Part title="Money">
      <dl>
        {rows.map(([name, figure]) => (
          <div key={name} className="flex justify-between gap-4 border-b border-line py-0.5">
            <dt className="text-quiet">{name}</dt>
            <dd>{figure}</dd>
          </div>
        ))}
        <div className="flex justify-between gap-4 py-0.5 font-semibold">
          <dt>Worst case: the stop is hit, charges paid</dt>
          <dd>
            <ExactMoney paise={figures.worstCasePaise} className="text-loss" />
          </dd>
        </div>
      </dl>
      <h4 className="pt-2 text-s font-normal text-quiet">Charges of this order</h4>
      {figures.charges ? (
        <ChargesList charges={figures.charges} />
      ) : (
        <p>
          <ExactMoney paise={figures.chargesPaise} /> together.
        </p>
      )}
    </Part>
  )
}
