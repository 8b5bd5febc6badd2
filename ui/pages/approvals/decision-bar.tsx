import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { ApprovalLine } from '../../../src/web/contract/approvals.ts'
import { Button } from '../../components/button.tsx'
import { FailureNote } from '../../components/failure-note.tsx'
import { Field } from '../../components/field.tsx'
import { useScreenKeys } from '../../components/screen-keys.ts'
import { deedOf, nextStepOf } from './approval-words.ts'
import { useLeftMs } from './time-left.tsx'
import { type Answering, useAnswering } from './use-answering.ts'

/** What the person can do with a proposal: `a` and `r` lead to an answer that a second key gives, `d` to a conversation. */
export function DecisionBar({ line }: { readonly line: ApprovalLine }) {
  const navigate = useNavigate()
  const answering = useAnswering(line)
  const [isRejecting, setRejecting] = useState(false)
  const approveButton = useRef<HTMLButtonElement>(null)
  const leftMs = useLeftMs(line.expiresAt)
  const { isChanged, isBusy, failure } = answering
  const discuss = () => {
    const { recommendation, id, sessionId } = line
    const about = recommendation === null ? {} : { about: recommendation.id }
    const session = sessionId === null ? {} : { session: sessionId }
    void navigate({ to: '/chat', search: { approval: id, ...about, ...session } })
  }
  useScreenKeys([
    { key: 'a', says: 'approve: enter confirms', act: () => approveButton.current?.focus() },
    { key: 'r', says: 'reject: write why, enter confirms', act: () => setRejecting(true) },
    { key: 'd', says: 'discuss it with the AI', act: discuss },
  ])
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    setRejecting(false)
    document.querySelector<HTMLElement>('[data-place=approval][aria-current]')?.focus()
  }
  return (
    <div onKeyDown={leave} className="py-2">
      {isChanged ? <ChangedNote answering={answering} /> : null}
      <div className="flex flex-wrap items-center gap-2">
        <ApproveButton
          line={line}
          answering={answering}
          button={approveButton}
          isOver={leftMs <= 0}
        />
        <Button aria-keyshortcuts="r" disabled={isBusy} onClick={() => setRejecting(true)}>
          Reject … <Key>r</Key>
        </Button>
        <Button look="quiet" aria-keyshortcuts="d" onClick={discuss}>
          Discuss <Key>d</Key>
        </Button>
      </div>
      {isRejecting ? (
        <RejectForm answering={answering} onLeave={() => setRejecting(false)} />
      ) : null}
      {failure ? (
        <>
          <FailureNote failure={failure} />
          <p className="pl-3.5">{nextStepOf(failure.details['why'])}</p>
        </>
      ) : null}
    </div>
  )
}

const Key = ({ children }: { readonly children: string }) => (
  <kbd aria-hidden="true" className="font-mono text-s opacity-70 max-md:hidden">
    {children}
  </kbd>
)

interface ApproveButtonProps {
  readonly line: ApprovalLine
  readonly answering: Answering
  readonly button: RefObject<HTMLButtonElement | null>
  readonly isOver: boolean
}

/** Says what it will do; a key leads to it, and enter does it. */
function ApproveButton({ line, answering, button, isOver }: ApproveButtonProps) {
  const [isArmed, setArmed] = useState(false)
  const { isChanged, isBusy, approve } = answering
  const isDenied = line.figures.verdict === 'denied'
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-keyshortcuts="a"
        aria-busy={isBusy || undefined}
        disabled={isBusy || isOver}
        aria-disabled={isChanged || undefined}
        onFocus={({ target }) => setArmed(target.matches(':focus-visible'))}
        onBlur={() => setArmed(false)}
        onClick={approve}
        className="figures min-h-8 rounded-sm border border-accent bg-accent px-3 text-left text-paper hover:not-disabled:opacity-90 disabled:opacity-50 aria-disabled:opacity-50 pointer-coarse:min-h-10"
      >
        {isOver
          ? 'Its time is up'
          : isDenied
            ? `Approve all the same: ${deedOf(line)}`
            : `Approve: ${deedOf(line)}`}{' '}
        <Key>a</Key>
      </button>
      {isArmed && !isChanged ? (
        <span role="status" className="text-s text-accent">
          Enter approves, Esc leaves it.
        </span>
      ) : null}
    </>
  )
}

/** Nothing is approved over figures that nobody has seen: what is new stands side by side with what was seen. */
function ChangedNote({ answering: { changes, see } }: { readonly answering: Answering }) {
  return (
    <div role="alert" className="mb-2 border-l-2 border-warn pl-3">
      <p>
        <strong className="text-warn">▲ The figures changed while you looked.</strong> Nothing is
        approved until you have seen the new ones.
      </p>
      <dl aria-label="What changed" className="figures py-1">
        {changes.map(({ name, from, to }) => (
          <div key={name} className="flex flex-wrap gap-x-3">
            <dt className="w-28 text-quiet">{name}</dt>
            <dd>
              <del className="text-quiet">{from}</del> <span aria-hidden="true">→</span>{' '}
              <ins className="font-semibold no-underline">{to}</ins>
            </dd>
          </div>
        ))}
      </dl>
      <Button onClick={see}>Go on with the new figures</Button>
    </div>
  )
}

interface RejectFormProps {
  readonly answering: Answering
  readonly onLeave: () => void
}

/** Asks why: the reason is kept, and the reviewer learns from it. */
function RejectForm({ answering: { reject, isBusy }, onLeave }: RejectFormProps) {
  const [reason, setReason] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const text = reason.trim()
  return (
    <form
      className="flex max-w-xl flex-wrap items-end gap-2 pt-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (text !== '') reject(text)
      }}
    >
      <Field
        label="Why not"
        hint="Kept with the proposal: the daily review reads it."
        className="grow"
      >
        {(control) => (
          <input
            {...control}
            ref={field}
            value={reason}
            maxLength={500}
            autoComplete="off"
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
      <div className="flex gap-2 pb-5">
        <Button type="submit" look="danger" isBusy={isBusy} disabled={text === ''}>
          Reject it
        </Button>
        <Button look="quiet" onClick={onLeave}>
          Leave it
        </Button>
      </div>
    </form>
  )
}
