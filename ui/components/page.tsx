import { type ReactNode, useEffect } from 'react'

interface PageProps {
  readonly title: string
  /** Beside the title. */
  readonly tools?: ReactNode
  /** The screen speaks for itself: the name is left to the window and to those who cannot see it. */
  readonly isPlain?: boolean
  readonly children: ReactNode
}

/** A screen with its name, for the window and for those who cannot see it. */
export function Page({ title, tools, isPlain = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Robo Trader`
  }, [title])
  return (
    <div className="px-3 pt-3 pb-6 md:px-6">
      {isPlain ? (
        <h1 className="sr-only">{title}</h1>
      ) : (
        <header className="flex flex-wrap items-center gap-3 pb-3">
          <h1 className="text-l">{title}</h1>
          <div className="no-print ml-auto flex items-center gap-2">{tools}</div>
        </header>
      )}
      {children}
    </div>
  )
}
