import { Archive } from 'lucide-react'
import { useState } from 'react'
import type { BackupsBody } from '../../../src/web/contract/system.ts'
import { useRead, useWrite } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { tell, tellFailure } from '../../components/notices.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { bytes } from '../../format.ts'
import { dayAndTime } from '../../times.ts'

type Backup = BackupsBody['backups'][number]

const COLUMNS: readonly Column<Backup>[] = [
  {
    id: 'created',
    head: 'Made',
    value: ({ createdAt }) => createdAt,
    cell: ({ createdAt, file }) => <span title={file}>{dayAndTime(createdAt)}</span>,
  },
  { id: 'reason', head: 'Why', value: ({ reason }) => reason },
  {
    id: 'bytes',
    head: 'Size',
    isNumber: true,
    value: ({ bytes: size }) => size,
    cell: ({ bytes: size }) => bytes(size),
  },
]
const idOf = ({ file }: Backup): string => file

/** Backups, newest first; one is made or put back by hand. */
export function BackupsPanel() {
  const backups = useRead('/api/backups', {}, { freshMs: 60_000 })
  const create = useWrite('POST /api/backups')
  const [restored, setRestored] = useState<string | null>(null)
  const rows = backups.data?.backups ?? []
  const make = () =>
    create.mutate(
      { names: {}, body: {} },
      {
        onSuccess: () => {
          tell('A backup is made and checked.')
          void backups.refetch()
        },
        onError: tellFailure,
      },
    )
  return (
    <Panel
      title="Backups"
      source="data folder"
      state={readState(backups)}
      skeleton={<TableSkeleton />}
      tools={
        <Button look="quiet" className="text-s" onClick={make} isBusy={create.isPending}>
          <Archive size={14} aria-hidden="true" />
          {create.isPending ? 'Making one …' : 'Make one now'}
        </Button>
      }
      empty={
        rows.length === 0
          ? 'None yet: one is made at each start, each day and each stop, or by the button above.'
          : null
      }
    >
      <DataTable
        caption="Backups; enter puts one back"
        columns={COLUMNS}
        rows={rows}
        idOf={idOf}
        sorting={{ by: 'created', isDown: true }}
        onOpen={setRestored}
      />
      <p className="pt-1 text-s text-quiet">Open a row to put it back.</p>
      {restored === null ? null : <Restore file={restored} onClose={() => setRestored(null)} />}
    </Panel>
  )
}

interface RestoreProps {
  readonly file: string
  readonly onClose: () => void
}

function Restore({ file, onClose }: RestoreProps) {
  const restore = useWrite('POST /api/backups/:file/restore')
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title="Put this backup back"
      verb="Check that it is whole"
      onConfirm={async () => {
        await restore.mutateAsync({ names: { file }, body: {} })
        tell(`${file} is put back.`)
      }}
    >
      <p className="pb-2 text-pretty">
        The book would become what it was in <code className="font-mono text-s">{file}</code>.
        Nothing is put back under a running desk: the backup is checked now, and you are told what
        to do.
      </p>
    </Confirm>
  )
}
