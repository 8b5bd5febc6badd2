import type { AnalysisStep } from '../../../src/web/contract/ai.ts'
import { Folded, Verbatim } from '../../components/folded.tsx'
import { FormView } from '../../components/form-view.tsx'
import { ToolCallNote } from '../../components/tool-call-note.tsx'
import { count, exactRupees, sentence, spoken } from '../../format.ts'
import { clockTime, duration } from '../../times.ts'
import { WorkState } from './work-state.tsx'

const LEVELS = {
  structured: ['✓', 'text-quiet', 'its form was filled'],
  pattern: ['▲', 'text-warn', 'no form: found in its words, shown only'],
  basic: ['▲', 'text-warn', 'no form: only a word of it was understood, shown only'],
  failed: ['✗', 'text-loss', 'nothing was understood: nothing follows from it'],
} as const

const tokensOf = ({ tokens }: AnalysisStep): number =>
  tokens.input + tokens.output + tokens.cacheRead + tokens.cacheWritten

const tookOf = (ms: number): string => (ms < 1_000 ? `${count(ms)} ms` : duration(ms))

/** One turn of one role: what it said, how that was understood, what it looked at, what it was told, what it cost. */
export function StepItem({ step }: { readonly step: AnalysisStep }) {
  const { role, state, promptVersion, startedAt, durationMs, costPaise, error } = step
  return (
    <article aria-label={spoken(role)} className="min-w-0">
      <h3 className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-semibold">{sentence(spoken(role)).replace('.', '')}</span>
        <WorkState state={state} />
        <span className="figures text-s font-normal text-quiet">
          {startedAt === null
            ? ''
            : `${clockTime(startedAt)} · ${tookOf(durationMs)} · ${count(tokensOf(step))} tokens · ${exactRupees(costPaise)} · prompt v${promptVersion}`}
        </span>
      </h3>
      <Level step={step} />
      {step.output === null || step.output === undefined ? null : (
        <FormView value={step.output} without={['role', 'instrument']} />
      )}
      {error === null ? null : (
        <p className="text-pretty text-loss">
          ✗ {sentence(error.message)} <code className="font-mono text-s">{error.code}</code>
        </p>
      )}
      <ToolCalls step={step} />
      {step.prompt === '' ? null : (
        <Folded summary={`The message it was sent, with version ${promptVersion} of its prompt`}>
          <Verbatim label={`Message to ${spoken(role)}`} text={step.prompt} />
        </Folded>
      )}
      {state === 'skipped' ? (
        <p className="text-pretty text-quiet">{sentence(step.text)}</p>
      ) : step.text === '' ? null : (
        <Folded summary="Its words, as they came">
          <Verbatim label={`Words of ${spoken(role)}`} text={step.text} />
        </Folded>
      )}
    </article>
  )
}

function Level({ step: { level } }: { readonly step: AnalysisStep }) {
  if (level === null) return null
  const [sign, colour, says] = LEVELS[level]
  return (
    <p className={`text-s ${colour}`}>
      <span aria-hidden="true">{sign} </span>
      {says}
    </p>
  )
}

const ToolCalls = ({ step: { toolCalls } }: { readonly step: AnalysisStep }) =>
  toolCalls.length === 0 ? null : (
    <ul aria-label="Looks that it took">
      {toolCalls.map((call, place) => (
        <li key={place}>
          <ToolCallNote call={call} />
        </li>
      ))}
    </ul>
  )
