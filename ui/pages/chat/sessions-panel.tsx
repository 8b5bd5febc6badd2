import { Link } from '@tanstack/react-router'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { ChatSessionsBody } from '../../../src/web/contract/chat.ts'
import { useWrite } from '../../api/api-context.ts'
import { IconButton } from '../../components/button.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { tell } from '../../components/notices.tsx'
import { Panel, type PanelState } from '../../components/panel.tsx'
import { onRowKey } from '../../components/row-keys.ts'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { counted } from '../../format.ts'
import { dayAndTime } from '../../times.ts'

type Row = ChatSessionsBody['sessions'][number]

interface SessionsPanelProps {
  readonly rows: readonly Row[]
  readonly state: PanelState
  readonly chosen: string | undefined
  readonly onOpen: (id: string) => void
  readonly onDeleted: (id: string) => void
}

/** Conversations that are kept, newest first; each can be forgotten. */
export function SessionsPanel({ rows, state, chosen, onOpen, onDeleted }: SessionsPanelProps) {
  const [deleted, setDeleted] = useState<Row | null>(null)
  return (
    <Panel
      title="Conversations"
      source="newest first"
      state={state}
      skeleton={<ListSkeleton rows={4} />}
      tools={
        <Link
          to="/chat"
          search={{}}
          className="inline-flex min-h-7 items-center gap-1 text-s pointer-coarse:min-h-10"
        >
          <Plus size={14} aria-hidden="true" />
          New
        </Link>
      }
      empty={rows.length === 0 ? 'None yet. What you ask begins one.' : null}
    >
      <ul aria-label="Conversations" onKeyDown={(event) => onRowKey(event, onOpen)}>
        {rows.map((row, place) => (
          <li
            key={row.id}
            data-row={row.id}
            tabIndex={place === 0 ? 0 : -1}
            aria-current={row.id === chosen || undefined}
            className={`flex items-start gap-2 border-b border-l-2 border-line py-1 pl-2 last:border-b-0 hover:bg-wash ${row.id === chosen ? 'border-l-accent bg-wash' : 'border-l-transparent'}`}
          >
            <Link
              to="/chat"
              search={{ session: row.id }}
              tabIndex={-1}
              className="min-w-0 grow text-ink no-underline"
            >
              <span className="block truncate">{row.title}</span>
              <span className="figures block text-s text-quiet">
                {dayAndTime(row.lastAt)}
                {row.turns === 0 ? '' : ` · ${counted(row.turns, 'turn')}`}
                {row.about === null ? '' : ' · about a proposal'}
              </span>
            </Link>
            <IconButton label={`Delete ${row.title}`} onClick={() => setDeleted(row)}>
              <X size={14} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      {deleted ? (
        <DeleteDialog row={deleted} onClose={() => setDeleted(null)} onDeleted={onDeleted} />
      ) : null}
    </Panel>
  )
}

interface DeleteDialogProps {
  readonly row: Row
  readonly onClose: () => void
  readonly onDeleted: (id: string) => void
}

function DeleteDialog({ row: { id, title }, onClose, onDeleted }: DeleteDialogProps) {
  const remove = useWrite('DELETE /api/chat/sessions/:id')
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title="Delete this conversation"
      verb="Delete it"
      look="danger"
      onConfirm={async () => {
        await remove.mutateAsync({ names: { id }, body: {} })
        tell('The conversation is deleted.')
        onDeleted(id)
      }}
    >
      <p className="text-pretty">
        “{title}” goes with all its turns. What was proposed in it stays in the journal.
      </p>
    </Confirm>
  )
}
