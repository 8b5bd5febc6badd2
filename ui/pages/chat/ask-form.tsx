import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { useTopic } from '../../live/live-context.ts'
import type { Asking } from './use-asking.ts'

const LENGTH_MAX = 20_000

interface AskFormProps {
  readonly asking: Asking
  readonly onAsk: (text: string) => void
  readonly onStop: () => void
}

/** Where one writes: enter sends, shift and enter begins a line; what is under way can be stopped. */
export function AskForm({ asking: { isBusy }, onAsk, onStop }: AskFormProps) {
  const [text, setText] = useState('')
  const isBlocked = useTopic('ai', ({ ai }) => ai.state === 'blocked') ?? false
  const send = () => {
    const asked = text.trim()
    if (asked === '' || isBusy || isBlocked) return
    setText('')
    onAsk(asked)
  }
  return (
    <form
      className="sticky bottom-16 mt-3 border-t border-line bg-paper py-2 md:bottom-0"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className="flex items-end gap-2">
        <Field label="Ask the desk" className="grow">
          {(control) => (
            <textarea
              {...control}
              data-search=""
              rows={2}
              maxLength={LENGTH_MAX}
              value={text}
              onChange={({ target }) => setText(target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape' && isBusy) {
                  event.preventDefault()
                  onStop()
                }
                if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
                event.preventDefault()
                send()
              }}
              className={`${control.className} py-1`}
            />
          )}
        </Field>
        {isBusy ? (
          <Button look="danger" onClick={onStop}>
            Stop
          </Button>
        ) : (
          <Button type="submit" look="primary" disabled={text.trim() === '' || isBlocked}>
            {isBlocked ? 'The AI is blocked' : 'Ask'}
          </Button>
        )}
      </div>
      <p className="pt-1 text-s text-quiet max-md:hidden">
        Enter sends, Shift Enter begins a line, Esc stops an answer.
      </p>
    </form>
  )
}
