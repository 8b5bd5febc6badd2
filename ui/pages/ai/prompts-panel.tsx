import { useMemo, useState } from 'react'
import type { AgentConfig, PromptVersion } from '../../../src/web/contract/ai.ts'
import { useRead, useWrite } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { tell } from '../../components/notices.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { count, NONE } from '../../format.ts'
import { clockTime, dayShort } from '../../times.ts'
import { PromptForm } from './prompt-form.tsx'
import { PromptText } from './prompt-text.tsx'
import { ROLES, roleWord } from './roles.ts'

type Role = AgentConfig['role']

/** Every version of what each role is told: compared, judged, promoted, never overwritten. */
export function PromptsPanel() {
  const [role, setRole] = useState<Role>('judge')
  return (
    <>
      <Field label="Role" className="max-w-80">
        {(control) => (
          <select
            {...control}
            value={role}
            onChange={({ target }) =>
              setRole(ROLES.find(({ id }) => id === target.value)?.id ?? role)
            }
          >
            {ROLES.map(({ id, word }) => (
              <option key={id} value={id}>
                {word}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Versions key={role} role={role} />
    </>
  )
}

const COLUMNS: readonly Column<PromptVersion>[] = [
  {
    id: 'version',
    head: 'Version',
    value: ({ version }) => version,
    cell: ({ version, isActive }) => (
      <>
        <strong className="font-semibold">v{version}</strong>{' '}
        {isActive ? <span className="text-gain">✓ active</span> : null}
      </>
    ),
  },
  {
    id: 'created',
    head: 'Written',
    value: ({ createdAt }) => createdAt,
    cell: ({ createdAt, by }) => (
      <>
        {dayShort(createdAt)} {clockTime(createdAt)}{' '}
        <span className="text-s text-quiet">by {by}</span>
      </>
    ),
  },
  {
    id: 'uses',
    head: 'Uses',
    isNumber: true,
    value: ({ uses }) => uses,
    cell: ({ uses }) => count(uses),
  },
  {
    id: 'quality',
    head: 'Quality',
    says: 'Mean of what it gave, 0 to 100, as the reviewer judged it',
    isNumber: true,
    value: ({ quality }) => quality,
    cell: ({ quality }) => (quality === null ? NONE : count(quality)),
  },
]
const idOf = ({ version }: PromptVersion): string => String(version)

function Versions({ role }: { readonly role: Role }) {
  const asked = useRead('/api/prompts/:name', { name: role })
  const versions = asked.data?.prompt === role ? asked.data.versions : []
  const active = versions.find(({ isActive }) => isActive)
  const [chosen, setChosen] = useState<number | null>(null)
  const [promoted, setPromoted] = useState<number | null>(null)
  const looked = versions.find(({ version }) => version === (chosen ?? versions[0]?.version))
  const columns = useVersionColumns(setPromoted)
  const again = () => void asked.refetch()
  return (
    <div className="grid gap-x-8 pt-3 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
      <div className="min-w-0">
        <Panel
          title={`Versions of ${roleWord(role)}`}
          source="newest first"
          state={readState(asked)}
          skeleton={<TableSkeleton rows={3} />}
          empty={versions.length === 0 ? 'This role has no prompt yet.' : null}
        >
          <DataTable
            caption="Versions; enter compares one with the active"
            columns={columns}
            rows={versions}
            idOf={idOf}
            chosen={looked ? idOf(looked) : null}
            onOpen={(id) => setChosen(Number(id))}
          />
        </Panel>
        {looked ? (
          <PromptForm
            key={looked.version}
            role={role}
            from={looked}
            onAdded={({ version }) => {
              setChosen(version)
              again()
            }}
          />
        ) : null}
      </div>
      {looked ? <PromptText version={looked} active={active} /> : null}
      {promoted === null ? null : (
        <PromoteDialog
          role={role}
          version={promoted}
          from={active?.version ?? null}
          onClose={() => setPromoted(null)}
          onDone={again}
        />
      )}
    </div>
  )
}

function useVersionColumns(onPromote: (version: number) => void): readonly Column<PromptVersion>[] {
  return useMemo(
    () => [
      ...COLUMNS,
      {
        id: 'actions',
        head: 'What can be done',
        isAction: true,
        value: () => null,
        cell: ({ version, isActive }) =>
          isActive ? null : (
            <Button
              look="quiet"
              aria-label={`Promote version ${version}`}
              onClick={() => onPromote(version)}
            >
              Promote
            </Button>
          ),
      },
    ],
    [onPromote],
  )
}

interface PromoteDialogProps {
  readonly role: Role
  readonly version: number
  readonly from: number | null
  readonly onClose: () => void
  readonly onDone: () => void
}

function PromoteDialog({ role, version, from, onClose, onDone }: PromoteDialogProps) {
  const promote = useWrite('POST /api/prompts/:name/promote')
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={`Version ${version} of ${roleWord(role)}`}
      verb={`Promote version ${version}`}
      onConfirm={async () => {
        await promote.mutateAsync({ names: { name: role }, body: { version } })
        tell(`${roleWord(role)} speaks by version ${version} from its next turn on.`)
        onDone()
      }}
    >
      <p className="text-pretty">
        From its next turn on the role is told this version
        {from === null ? '' : ` instead of version ${from}`}. Nothing is lost: each version stays,
        and can be promoted again.
      </p>
    </Confirm>
  )
}
