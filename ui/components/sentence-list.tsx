import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { isControl, onRowKey, rowAround } from './row-keys.ts'

/** One line of a story. */
export interface SentenceRow {
  readonly id: string
  /** Stands before the sentence: a time, a sign. */
  readonly lead: ReactNode
  readonly says: ReactNode
  readonly weight: 'fact' | 'session' | 'warning'
}

interface SentenceListProps {
  readonly label: string
  readonly rows: readonly SentenceRow[]
  readonly onOpen?: (id: string) => void
}

const WEIGHTS = {
  fact: '',
  session: 'font-semibold',
  warning: 'text-warn',
} as const

/** Sentences under each other, walked by keys; what opens one explains it. */
export function SentenceList({ label, rows, onOpen }: SentenceListProps) {
  return (
    <ul
      aria-label={label}
      onKeyDown={(event) => onRowKey(event, onOpen)}
      onClick={({ target }) => {
        const id = rowAround(target)?.dataset['row']
        if (id !== undefined && !isControl(target)) onOpen?.(id)
      }}
    >
      {rows.map(({ id, lead, says, weight }, place) => (
        <li
          key={id}
          data-row={id}
          tabIndex={place === 0 ? 0 : -1}
          className={classes(
            'flex gap-3 border-b border-line py-1.5 last:border-b-0 hover:bg-wash',
            onOpen && 'cursor-pointer',
          )}
        >
          <span className="figures shrink-0 text-s leading-5 text-quiet">{lead}</span>
          <span className={classes('min-w-0 text-pretty break-words', WEIGHTS[weight])}>
            {says}
          </span>
        </li>
      ))}
    </ul>
  )
}
