import type { ReactNode } from 'react'

interface FoldedProps {
  readonly summary: ReactNode
  readonly children: ReactNode
  /** Open from the beginning. */
  readonly isOpen?: boolean
}

/** What is at hand but not in the way, opened by click or key. */
export const Folded = ({ summary, children, isOpen = false }: FoldedProps) => (
  <details open={isOpen}>
    <summary className="min-h-6 text-s text-quiet hover:text-accent">{summary}</summary>
    {children}
  </details>
)

interface VerbatimProps {
  /** What the text is, for those who cannot see it. */
  readonly label: string
  readonly text: string
}

/** A text as it is, whoever wrote it: never read as markup. */
export const Verbatim = ({ label, text }: VerbatimProps) => (
  <pre
    // A long one is scrolled by key.
    tabIndex={0}
    aria-label={label}
    role="region"
    className="max-h-96 overflow-auto border-l border-line py-1 pl-3 font-mono text-s break-words whitespace-pre-wrap"
  >
    {text}
  </pre>
)
