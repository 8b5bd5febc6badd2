import { useState } from 'react'
import { useWrite } from '../api/api-context.ts'
import { Confirm } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { tell } from '../components/notices.tsx'
import { showOverlay } from './overlays.ts'

const WORDS = {
  stop: {
    title: 'Stop trading',
    says: 'No order leaves the desk until somebody resumes: open orders are taken back, positions stay as they are and keep their stops where the exchange holds them.',
    verb: 'Stop trading',
    reason: 'stopped at the dashboard',
    look: 'danger',
  },
  resume: {
    title: 'Resume trading',
    says: 'Strategies may open and close positions again. The reason is kept in the journal.',
    verb: 'Resume trading',
    reason: '',
    look: 'primary',
  },
} as const

/** Asks for the reason, stops or resumes, and states what it did. */
export function SwitchDialog({ to }: { readonly to: 'stop' | 'resume' }) {
  const { title, says, verb, look, reason: first } = WORDS[to]
  const [reason, setReason] = useState<string>(first)
  const stop = useWrite('POST /api/emergency/stop')
  const resume = useWrite('POST /api/emergency/resume')
  const { mutateAsync } = to === 'stop' ? stop : resume
  const text = reason.trim()
  return (
    <Confirm
      isOpen
      onClose={() => showOverlay(null)}
      title={title}
      verb={verb}
      look={look}
      mayConfirm={text !== ''}
      onConfirm={async () => {
        const done = await mutateAsync({ names: {}, body: { reason: text } })
        tell(done.says)
      }}
    >
      <p className="pb-3 text-pretty">{says}</p>
      <Field label="Reason" hint="Kept in the journal, with the time and who it was.">
        {(control) => (
          <input
            {...control}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
    </Confirm>
  )
}
