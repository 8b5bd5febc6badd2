import { type ReactNode, useMemo } from 'react'
import type { ApprovalLine } from '../../../src/web/contract/approvals.ts'
import { classes } from '../../components/classes.ts'
import { Panel, useTopicState } from '../../components/panel.tsx'
import { onRowKey, rowAround } from '../../components/row-keys.ts'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { sentence } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { dayAndTime } from '../../times.ts'
import { deedOf } from './approval-words.ts'
import { TimeLeft } from './time-left.tsx'

interface ListProps {
  readonly chosen: string | null
  readonly onChoose: (id: string) => void
}

const byRequest = (a: ApprovalLine, b: ApprovalLine): number =>
  Date.parse(a.requestedAt) - Date.parse(b.requestedAt)

/** What waits, the oldest first. */
export function usePending(): readonly ApprovalLine[] | undefined {
  const pending = useTopic('approvals', (state) => state.pending)
  return useMemo(() => pending && Object.values(pending).toSorted(byRequest), [pending])
}

/** Proposals that wait for an answer; the keys that walk them choose them. */
export function PendingPanel({ chosen, onChoose }: ListProps) {
  const rows = usePending() ?? []
  const isAutomatic = useTopic('status', ({ identity }) => identity.environment) !== 'live'
  return (
    <Panel
      title="Waiting for you"
      source="each waits five minutes"
      state={useTopicState('approvals')}
      skeleton={<ListSkeleton rows={3} />}
      empty={
        rows.length === 0 ? (
          <>
            ✓ Nothing waits.{' '}
            {isAutomatic
              ? 'On paper the desk approves by its own rules unless ai.approvals is manual in Settings.'
              : 'With real money every proposal of the AI waits here.'}
          </>
        ) : null
      }
    >
      <Rows label="Proposals that wait" rows={rows} chosen={chosen} onChoose={onChoose}>
        {({ figures, expiresAt }) => (
          <>
            <span className={figures.verdict === 'denied' ? 'text-loss' : 'text-gain'}>
              {figures.verdict === 'denied' ? '✗ risk would deny it' : '✓ passes every check'}
            </span>
            {' · '}
            <TimeLeft until={expiresAt} />
          </>
        )}
      </Rows>
    </Panel>
  )
}

const ANSWERS = {
  pending: ['?', ''],
  approved: ['✓', 'text-gain'],
  rejected: ['✗', 'text-loss'],
  expired: ['○', 'text-quiet'],
} as const

/** The last proposals that were answered, or whose time ran out. */
export function AnsweredPanel({ chosen, onChoose }: ListProps) {
  const answered = useTopic('approvals', (state) => state.answered)
  const rows = useMemo(
    () => Object.values(answered ?? {}).toSorted((a, b) => byRequest(b, a)),
    [answered],
  )
  return (
    <Panel
      title="Answered"
      source="newest first"
      state={useTopicState('approvals')}
      skeleton={<ListSkeleton rows={3} />}
      empty={rows.length === 0 ? 'None yet. What you answer stays here with its reason.' : null}
    >
      <Rows label="Proposals that were answered" rows={rows} chosen={chosen} onChoose={onChoose}>
        {({ state, answer, expiresAt }) => (
          <>
            <span className={ANSWERS[state][1]}>
              <span aria-hidden="true">{ANSWERS[state][0]} </span>
              {state}
            </span>
            {answer === null ? '' : ` by ${answer.by}`} ·{' '}
            <time dateTime={answer?.at ?? expiresAt}>{dayAndTime(answer?.at ?? expiresAt)}</time>
            {answer === null ? null : <span className="block">{sentence(answer.reason)}</span>}
          </>
        )}
      </Rows>
    </Panel>
  )
}

interface RowsProps extends ListProps {
  readonly label: string
  readonly rows: readonly ApprovalLine[]
  readonly children: (line: ApprovalLine) => ReactNode
}

function Rows({ label, rows, chosen, onChoose, children }: RowsProps) {
  const first = rows.some(({ id }) => id === chosen) ? chosen : rows[0]?.id
  return (
    <ul
      aria-label={label}
      onKeyDown={(event) => onRowKey(event, onChoose)}
      onFocus={({ target }) => {
        const id = rowAround(target)?.dataset['row']
        if (id !== undefined && id !== chosen) onChoose(id)
      }}
    >
      {rows.map((line) => (
        <li
          key={line.id}
          data-row={line.id}
          data-place="approval"
          tabIndex={line.id === first ? 0 : -1}
          aria-current={line.id === chosen || undefined}
          onClick={() => onChoose(line.id)}
          className={classes(
            'cursor-pointer border-b border-l-2 border-line py-1.5 pr-1 pl-2 last:border-b-0 hover:bg-wash',
            line.id === chosen ? 'border-l-accent bg-wash' : 'border-l-transparent',
          )}
        >
          <span className="figures block font-semibold">
            {sentence(deedOf(line)).replace(/\.$/, '')}
          </span>
          <span className="block text-s text-quiet">{children(line)}</span>
        </li>
      ))}
    </ul>
  )
}
