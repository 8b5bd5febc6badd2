import { type ReactNode, useState } from 'react'
import { useAccess, useApi } from '../api/api-context.ts'
import type { Failure } from '../api/failure.ts'
import { Button } from '../components/button.tsx'
import { FailureNote } from '../components/failure-note.tsx'
import { Field } from '../components/field.tsx'

/** Lets in who may look: at once on this machine, with the password elsewhere. */
export function Gate({ children }: { readonly children: ReactNode }) {
  const api = useApi()
  const access = useAccess()
  if (access.state === 'open') return children
  if (access.state === 'locked') return <PasswordForm failure={access.failure} />
  return (
    <main className="mx-auto max-w-lg p-6">
      <h1 className="pb-2 text-l">Robo Trader</h1>
      {access.state === 'opening' ? (
        <p className="text-quiet">Opening the desk …</p>
      ) : (
        <FailureNote failure={access.failure} onRetry={() => void api.open().catch(() => null)} />
      )}
    </main>
  )
}

function PasswordForm({ failure }: { readonly failure: Failure }) {
  const api = useApi()
  const [password, setPassword] = useState('')
  const [isTried, setTried] = useState(false)
  return (
    <main className="mx-auto max-w-sm p-6">
      <h1 className="pb-4 text-l">Robo Trader</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          void api.open(password).catch(() => null)
        }}
      >
        <Field label="Password" fault={isTried ? failure.message : undefined}>
          {(control) => (
            <input
              {...control}
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" look="primary" className="mt-3" disabled={password === ''}>
          Open the desk
        </Button>
      </form>
    </main>
  )
}
