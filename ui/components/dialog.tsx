import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { asFailure, type Failure } from '../api/failure.ts'
import { Button, type ButtonLook } from './button.tsx'
import { classes } from './classes.ts'
import { FailureNote } from './failure-note.tsx'

interface DialogProps {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly title: string
  readonly isWide?: boolean
  readonly children: ReactNode
}

/** What is written takes the keyboard first. */
const FIRST = 'form input, form select, form textarea'

/** A sheet over the screen that keeps the keyboard until it is closed. */
export function Dialog({ isOpen, onClose, title, isWide = false, children }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-black/40" />
        <Base.Popup
          ref={popup}
          initialFocus={() => popup.current?.querySelector<HTMLElement>(FIRST) ?? true}
          className={classes(
            'fixed inset-x-2 top-[8vh] z-50 mx-auto max-h-[84vh] overflow-auto rounded-sm border',
            'border-line bg-paper p-4 shadow-float md:p-6',
            isWide ? 'max-w-3xl' : 'max-w-lg',
          )}
        >
          <div className="flex items-start gap-4 pb-3">
            <Base.Title className="grow text-l font-semibold">{title}</Base.Title>
            <Base.Close aria-label="Close" className="text-quiet hover:text-accent">
              <X size={18} aria-hidden="true" />
            </Base.Close>
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

interface ConfirmProps extends Omit<DialogProps, 'isWide'> {
  /** What the button will do, in words. */
  readonly verb: string
  readonly look?: ButtonLook
  readonly mayConfirm?: boolean
  /** Does it; what it throws is shown, and the dialog stays. */
  readonly onConfirm: () => Promise<unknown>
}

/** Asks before something is done that matters, and says when it did not work. */
export function Confirm(props: ConfirmProps) {
  const { verb, look = 'primary', mayConfirm = true, onConfirm, onClose, children, ...rest } = props
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const confirm = async () => {
    setBusy(true)
    setFailure(null)
    try {
      await onConfirm()
      onClose()
    } catch (error) {
      setFailure(asFailure(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog {...rest} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (mayConfirm && !isBusy) void confirm()
        }}
      >
        {children}
        {failure ? <FailureNote failure={failure} /> : null}
        <div className="flex justify-end gap-2 pt-4">
          <Button onClick={onClose}>Leave it as it is</Button>
          <Button type="submit" look={look} isBusy={isBusy} disabled={!mayConfirm}>
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
