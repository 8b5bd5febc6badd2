import type { Recommendation, Score } from '../../src/web/contract/ai.ts'
import { count, counted, NONE, percent, sentence } from '../format.ts'
import { classes } from './classes.ts'
import { ScoreBars, type ScorePart } from './score-bars.tsx'
import { VerdictMark } from './verdict-mark.tsx'

const PARTS: readonly (readonly [keyof Score['parts'], string, string?])[] = [
  ['fundamental', 'fundamental'],
  ['valuation', 'valuation'],
  ['growth', 'growth'],
  ['risk', 'risk', 'higher is riskier'],
  ['qualitative', 'qualitative'],
]

const partsOf = ({ parts }: Score): readonly ScorePart[] =>
  PARTS.map(([id, word, says]) => ({
    id,
    word: says === undefined ? word : `${word} ↓`,
    value: parts[id],
    says: says ?? 'higher is better',
  }))

interface VerdictsProps {
  readonly recommendation: Recommendation
  /** Stands beside something: one under the other. */
  readonly isNarrow?: boolean
}

/** What the model says beside what the scorer computes, and in words where they do not agree. */
export function Verdicts({ recommendation, isNarrow = false }: VerdictsProps) {
  const { modelVerdict, score, conviction, horizonDays, disagreement } = recommendation
  return (
    <>
      <div
        className={classes(
          'grid gap-x-8 gap-y-2',
          !isNarrow && 'md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]',
        )}
      >
        <section aria-label="The model's verdict" className="min-w-0">
          <h3 className="text-s font-normal text-quiet">Model</h3>
          <p className="text-l">
            <VerdictMark verdict={modelVerdict} />
          </p>
          <p className="figures">
            conviction {percent(conviction * 10_000)}, over {counted(horizonDays, 'day')}
          </p>
        </section>
        <section aria-label="The scorer's verdict" className="min-w-0">
          <h3 className="text-s font-normal text-quiet">Scorer, by rule from figures</h3>
          <p className="text-l">
            <VerdictMark verdict={score.verdict} />{' '}
            <span className="figures text-m">
              {score.overall === null ? `${NONE} no score` : `${count(score.overall)} of 100`}
            </span>
          </p>
          <ScoreBars label="Parts of the score" parts={partsOf(score)} />
          <p className="pt-1 text-s text-pretty text-quiet">{sentence(score.says)}</p>
        </section>
      </div>
      <p
        className={`mt-2 border-l-2 pl-3 text-pretty ${disagreement === null ? 'border-line text-quiet' : 'border-warn'}`}
      >
        {disagreement === null ? (
          'Model and scorer agree.'
        ) : (
          <>
            <strong className="text-warn">▲ They do not agree.</strong> {sentence(disagreement)}
          </>
        )}
      </p>
    </>
  )
}
