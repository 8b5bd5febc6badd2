import { useMemo } from 'react'
import type { PromptVersion } from '../../../src/web/contract/ai.ts'
import { classes } from '../../components/classes.ts'
import { Verbatim } from '../../components/folded.tsx'
import { Panel } from '../../components/panel.tsx'
import { counted } from '../../format.ts'
import { type DiffLine, foldedDiff, lineDiff } from './line-diff.ts'

const HERE = { at: null, isLoading: false, failure: null } as const

interface PromptTextProps {
  readonly version: PromptVersion
  readonly active: PromptVersion | undefined
}

/** A version as it is, or what it changes of the active one. */
export function PromptText({ version, active }: PromptTextProps) {
  const isCompared = active !== undefined && active.version !== version.version
  return (
    <Panel
      title={
        isCompared
          ? `Version ${version.version} against the active ${active.version}`
          : `Version ${version.version}`
      }
      source={isCompared ? 'line by line' : 'as the role is told it'}
      state={HERE}
      skeleton={null}
    >
      {isCompared ? (
        <Difference before={active.text} after={version.text} />
      ) : (
        <Verbatim label={`Text of version ${version.version}`} text={version.text} />
      )}
    </Panel>
  )
}

const SIGNS = { same: ' ', added: '+', removed: '−' } as const
const LOOKS = {
  same: 'text-quiet',
  added: 'bg-gain/10 text-gain',
  removed: 'bg-loss/10 text-loss',
} as const

interface DifferenceProps {
  readonly before: string
  readonly after: string
}

function Difference({ before, after }: DifferenceProps) {
  const lines = useMemo(() => lineDiff(before, after), [before, after])
  const changed = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length
  return (
    <>
      <p className="figures text-s text-quiet">
        <span className="text-gain">+{changed('added')}</span>{' '}
        <span className="text-loss">−{changed('removed')}</span> lines
      </p>
      <div
        role="region"
        aria-label="Difference"
        tabIndex={0}
        className="max-h-[70vh] overflow-auto border-l border-line font-mono text-s"
      >
        {foldedDiff(lines).map((part, place) =>
          'hidden' in part ? (
            <p key={place} className="px-3 py-1 text-quiet">
              … {counted(part.hidden, 'line')} unchanged …
            </p>
          ) : (
            part.lines.map(({ kind, text }, row) => (
              <p
                key={`${place} ${row}`}
                className={classes('px-3 break-words whitespace-pre-wrap', LOOKS[kind])}
              >
                <span aria-hidden="true">{SIGNS[kind]} </span>
                {kind === 'same' ? null : <span className="sr-only">{kind}: </span>}
                {text === '' ? '\u00a0' : text}
              </p>
            ))
          ),
        )}
      </div>
    </>
  )
}
