import { useState } from 'react'
import type { AgentConfig, PromptVersion } from '../../../src/web/contract/ai.ts'
import { useWrite } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { FailureNote } from '../../components/failure-note.tsx'
import { Field } from '../../components/field.tsx'
import { tell } from '../../components/notices.tsx'
import { roleWord } from './roles.ts'

const LENGTH_MAX = 20_000

interface PromptFormProps {
  readonly role: AgentConfig['role']
  readonly from: PromptVersion
  readonly onAdded: (version: PromptVersion) => void
}

/** Writes a new version on the ground of another; it acts when it is promoted. */
export function PromptForm({ role, from, onAdded }: PromptFormProps) {
  const [text, setText] = useState<string | null>(null)
  const add = useWrite('PUT /api/prompts/:name')
  if (text === null) {
    return (
      <Button onClick={() => setText(from.text)}>Write a new version from v{from.version}</Button>
    )
  }
  const isSame = text.trim() === from.text.trim() || text.trim() === ''
  return (
    <form
      className="space-y-2 pt-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (isSame) return
        add.mutate(
          { names: { name: role }, body: { text } },
          {
            onSuccess: (version) => {
              setText(null)
              tell(
                `Version ${version.version} of ${roleWord(role)} is kept; it acts once it is promoted.`,
              )
              onAdded(version)
            },
          },
        )
      }}
    >
      <Field
        label={`New version, from v${from.version}`}
        hint="It acts once it is promoted. What may be proposed is decided by the desk’s rules, whatever is written here."
        fault={add.error?.fields['text']}
      >
        {(control) => (
          <textarea
            {...control}
            rows={16}
            maxLength={LENGTH_MAX}
            value={text}
            onChange={({ target }) => setText(target.value)}
            className={`${control.className} py-1 font-mono text-s`}
          />
        )}
      </Field>
      {add.error ? <FailureNote failure={add.error} /> : null}
      <div className="flex gap-2">
        <Button type="submit" look="primary" isBusy={add.isPending} disabled={isSame}>
          {isSame ? 'Nothing is changed' : 'Keep as a new version'}
        </Button>
        <Button look="quiet" onClick={() => setText(null)}>
          Leave it
        </Button>
      </div>
    </form>
  )
}
