import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'

/** What a field's control takes to be found by its label, its hint and its fault. */
interface ControlProps {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': true | undefined
  readonly className: string
}

interface FieldProps {
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** Why the value is not accepted. */
  readonly fault?: string | undefined
  readonly className?: string
  readonly children: (control: ControlProps) => ReactNode
}

/** How every control that takes a value looks. */
export const CONTROL =
  'min-h-8 w-full rounded-sm border bg-paper px-2 text-ink disabled:opacity-50 pointer-coarse:min-h-10'

/** A control with its name above, and below what it means or why its value is not accepted. */
export function Field({ label, hint, fault, className, children }: FieldProps) {
  const id = useId()
  const isFaulty = fault !== undefined
  const below = isFaulty || hint !== undefined
  return (
    <div className={classes('min-w-0', className)}>
      <label htmlFor={id} className="block pb-1 text-s text-quiet">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': below ? `${id}-below` : undefined,
        'aria-invalid': isFaulty || undefined,
        className: classes(CONTROL, isFaulty ? 'border-loss' : 'border-line'),
      })}
      {below ? (
        <p
          id={`${id}-below`}
          className={classes('pt-1 text-s text-pretty', isFaulty ? 'text-loss' : 'text-quiet')}
        >
          {isFaulty ? `✗ ${fault}` : hint}
        </p>
      ) : null}
    </div>
  )
}
