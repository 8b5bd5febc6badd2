import { X } from 'lucide-react'
import { useState } from 'react'
import { useWrite } from '../../api/api-context.ts'
import { Button, IconButton } from '../../components/button.tsx'
import { FailureNote } from '../../components/failure-note.tsx'
import { InstrumentField } from '../../components/instrument-field.tsx'
import { tell } from '../../components/notices.tsx'
import { Panel } from '../../components/panel.tsx'
import { useScreenKeys } from '../../components/screen-keys.ts'
import { counted, sentence, symbolOf } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'

const HERE = { at: null, isLoading: false, failure: null } as const
/** As many as one wish may name. */
const SYMBOLS_MAX = 30

/** Asks for an analysis: one click for what is held, or of chosen shares. */
export function StartPanel({ symbols }: { readonly symbols: string | undefined }) {
  const [chosen, setChosen] = useState<readonly string[]>(symbols?.split(',') ?? [])
  const state = useTopic('ai', ({ ai }) => ai.state)
  const reason = useTopic('ai', ({ ai }) => ai.reason)
  const nextStep = useTopic('ai', ({ ai }) => ai.nextStep)
  const start = useWrite('POST /api/agents/analysis')
  const run = (wanted: readonly string[]) => {
    if (start.isPending) return
    start.mutate(
      { names: {}, body: { symbols: [...wanted] } },
      {
        onSuccess: ({ tasks }) => {
          setChosen([])
          const shares = tasks.flatMap(({ instruments }) => instruments.map(symbolOf))
          tell(
            tasks.length === 0
              ? 'Nothing new was asked for: what you asked waits or runs already.'
              : `${counted(tasks.length, 'analysis', 'analyses')} of ${shares.join(', ')}: followed beside.`,
          )
        },
      },
    )
  }
  useScreenKeys([{ key: 'n', says: 'run an analysis of what is held', act: () => run([]) }])
  const isBlocked = state === 'blocked'
  return (
    <Panel title="New analysis" source="two or three shares a task" state={HERE} skeleton={null}>
      <div className="space-y-3 pt-1">
        <p className="text-pretty">
          <Button
            look="primary"
            aria-keyshortcuts="n"
            isBusy={start.isPending}
            onClick={() => run([])}
          >
            Run now
          </Button>{' '}
          <span className="text-s text-quiet">
            takes what is held, then what <code className="font-mono">ai.watch</code> names
          </span>
        </p>
        <InstrumentField
          label="Or of these shares"
          instrument={null}
          onChoose={(id) =>
            setChosen((known) => [...new Set([...known, id])].slice(0, SYMBOLS_MAX))
          }
        />
        <Chosen chosen={chosen} onDrop={(id) => setChosen(chosen.filter((one) => one !== id))} />
        <Button disabled={chosen.length === 0} isBusy={start.isPending} onClick={() => run(chosen)}>
          {chosen.length === 0
            ? 'Choose shares to analyse'
            : `Analyse ${chosen.map(symbolOf).join(', ')}`}
        </Button>
        {start.error ? <FailureNote failure={start.error} /> : null}
        {isBlocked ? (
          <p className="text-s text-pretty text-warn">
            ▲ The AI is blocked: {reason}.{' '}
            {nextStep === null || nextStep === undefined ? '' : sentence(nextStep)}
          </p>
        ) : null}
      </div>
    </Panel>
  )
}

interface ChosenProps {
  readonly chosen: readonly string[]
  readonly onDrop: (instrument: string) => void
}

const Chosen = ({ chosen, onDrop }: ChosenProps) =>
  chosen.length === 0 ? null : (
    <ul aria-label="Shares to analyse" className="flex flex-wrap gap-x-3">
      {chosen.map((id) => (
        <li key={id} className="flex items-center">
          {symbolOf(id)}
          <IconButton label={`Leave ${symbolOf(id)} out`} onClick={() => onDrop(id)}>
            <X size={14} aria-hidden="true" />
          </IconButton>
        </li>
      ))}
    </ul>
  )
