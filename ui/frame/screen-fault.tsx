import type { ErrorComponentProps } from '@tanstack/react-router'
import { asFailure } from '../api/failure.ts'
import { Button } from '../components/button.tsx'
import { FailureNote } from '../components/failure-note.tsx'
import { Page } from '../components/page.tsx'

/** Shown in a screen's place when it does not hold; the frame stands. */
export function ScreenFault({ error, reset }: ErrorComponentProps) {
  return (
    <Page title="This screen does not stand">
      <FailureNote failure={asFailure(error)} onRetry={reset} />
      <p className="pt-2 text-quiet">If the desk was updated, this page is older than it.</p>
      <Button className="mt-2" onClick={() => location.reload()}>
        Load the page again
      </Button>
    </Page>
  )
}

/** Shown for an address that no screen has. */
export const NoScreen = () => (
  <Page title="No such screen">
    <p>Nothing stands at this address. The rail leads to every screen; Ctrl K finds it by name.</p>
  </Page>
)
