import type { ButtonHTMLAttributes } from 'react'
import { classes } from './classes.ts'

const LOOKS = {
  plain: 'border-line hover:not-disabled:border-accent hover:not-disabled:text-accent',
  quiet: 'border-transparent text-quiet hover:not-disabled:text-accent',
  primary: 'border-accent bg-accent text-paper hover:not-disabled:opacity-90',
  danger: 'border-loss text-loss hover:not-disabled:bg-loss hover:not-disabled:text-paper',
} as const

export type ButtonLook = keyof typeof LOOKS

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: ButtonLook
  /** What it does is under way: it waits and says so. */
  readonly isBusy?: boolean
}

/** A button; at least 28 pixels high, 40 under a finger. */
export function Button({ look = 'plain', isBusy = false, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || isBusy}
      aria-busy={isBusy || undefined}
      className={classes(
        'inline-flex min-h-7 items-center justify-center gap-1.5 rounded-sm border px-2.5 text-m',
        'whitespace-nowrap disabled:opacity-50 pointer-coarse:min-h-10',
        LOOKS[look],
        className,
      )}
    />
  )
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it does, in words: it has none to show. */
  readonly label: string
}

/** A button that shows a sign alone. */
export function IconButton({ label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={classes(
        'inline-flex size-6 items-center justify-center rounded-sm text-quiet',
        'hover:text-accent disabled:opacity-50 pointer-coarse:size-10',
        className,
      )}
    />
  )
}
