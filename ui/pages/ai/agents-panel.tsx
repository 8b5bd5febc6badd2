import { useMemo, useState } from 'react'
import type { AgentsBody } from '../../../src/web/contract/ai.ts'
import { useRead, useWrite } from '../../api/api-context.ts'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { Confirm } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { tell } from '../../components/notices.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { count, NONE } from '../../format.ts'
import { ROLES, roleWord } from './roles.ts'

type Agent = AgentsBody['agents'][number]

const saysOf = ({ role }: Agent): string => ROLES.find(({ id }) => id === role)?.says ?? ''
const placeOf = ({ role }: Agent): number => ROLES.findIndex(({ id }) => id === role)

const COLUMNS: readonly Column<Agent>[] = [
  {
    id: 'role',
    head: 'Role',
    value: ({ role }) => roleWord(role),
    cell: (agent) => (
      <>
        <strong className="font-semibold">{roleWord(agent.role)}</strong>
        <span className="block text-s text-quiet">{saysOf(agent)}</span>
      </>
    ),
  },
  {
    id: 'on',
    head: 'On',
    value: ({ isOn }) => (isOn ? 'on' : 'off'),
    cell: ({ isOn }) => (
      <span className={isOn ? 'text-gain' : 'text-quiet'}>{isOn ? '✓ on' : '○ off'}</span>
    ),
  },
  {
    id: 'model',
    head: 'Model',
    from: 'md',
    value: ({ model }) => model ?? 'the desk’s',
  },
  {
    id: 'prompt',
    head: 'Prompt',
    isNumber: true,
    value: ({ prompt }) => prompt.version,
    cell: ({ prompt }) => `v${prompt.version}`,
  },
  {
    id: 'uses',
    head: 'Uses',
    isNumber: true,
    from: 'md',
    value: ({ prompt }) => prompt.uses,
    cell: ({ prompt }) => count(prompt.uses),
  },
  {
    id: 'quality',
    head: 'Quality',
    says: 'Of what the active prompt gave, 0 to 100',
    isNumber: true,
    value: ({ prompt }) => prompt.quality,
    cell: ({ prompt }) => (prompt.quality === null ? NONE : count(prompt.quality)),
  },
]
const idOf = ({ role }: Agent): string => role

/** The roles of the AI: switched on and off, each with its model and the prompt that it speaks by. */
export function AgentsPanel() {
  const asked = useRead('/api/agents/status', {})
  const [edited, setEdited] = useState<string | null>(null)
  const rows = useMemo(
    () => (asked.data?.agents ?? []).toSorted((a, b) => placeOf(a) - placeOf(b)),
    [asked.data],
  )
  const agent = rows.find(({ role }) => role === edited)
  return (
    <Panel
      title="Agents"
      source="a role that is off is left out from the next analysis on"
      className="border-t-0 pt-0"
      state={readState(asked)}
      skeleton={<TableSkeleton rows={10} />}
      empty={rows.length === 0 ? 'This version has no agents.' : null}
    >
      <DataTable
        caption="Agents; enter changes one"
        columns={COLUMNS}
        rows={rows}
        idOf={idOf}
        onOpen={setEdited}
      />
      {agent ? (
        <AgentDialog
          key={agent.role}
          agent={agent}
          model={asked.data?.ai.model ?? ''}
          onClose={() => setEdited(null)}
          onSaved={() => void asked.refetch()}
        />
      ) : null}
    </Panel>
  )
}

interface AgentDialogProps {
  readonly agent: Agent
  /** The desk's own model. */
  readonly model: string
  readonly onClose: () => void
  readonly onSaved: () => void
}

function AgentDialog({ agent, model: usual, onClose, onSaved }: AgentDialogProps) {
  const { role, version } = agent
  const [isOn, setOn] = useState(agent.isOn)
  const [model, setModel] = useState(agent.model ?? '')
  const change = useWrite('PUT /api/agents/:name/config')
  const isSame = isOn === agent.isOn && model.trim() === (agent.model ?? '')
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={roleWord(role)}
      verb={isSame ? 'Nothing is changed' : 'Save'}
      mayConfirm={!isSame}
      onConfirm={async () => {
        const body = { version, isOn, model: model.trim() === '' ? null : model.trim() }
        await change.mutateAsync({ names: { name: role }, body })
        tell(`${roleWord(role)} is ${isOn ? 'on' : 'off'} from the next analysis on.`)
        onSaved()
      }}
    >
      <p className="pb-3 text-pretty text-quiet">It {saysOf(agent)}.</p>
      <label className="flex min-h-8 items-center gap-2">
        <input type="checkbox" checked={isOn} onChange={({ target }) => setOn(target.checked)} />
        This role speaks
      </label>
      <Field
        label="Model"
        hint={`Empty takes the desk’s, ${usual}.`}
        fault={change.error?.fields['model']}
      >
        {(control) => (
          <input
            {...control}
            value={model}
            maxLength={80}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setModel(target.value)}
          />
        )}
      </Field>
    </Confirm>
  )
}
