import { useState } from 'react'
import type { SectionBody } from '../../../src/web/contract/system.ts'
import { useRead, useWrite } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { classes } from '../../components/classes.ts'
import { FailureNote } from '../../components/failure-note.tsx'
import { tell } from '../../components/notices.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { counted } from '../../format.ts'
import type { SectionId } from './sections.ts'
import { SettingField } from './setting-field.tsx'
import { fieldValue, settingKind } from './setting-kind.ts'

type Texts = Readonly<Record<string, string>>
const NOTHING: Texts = {}

/** What was written, as values, and what is none. */
function valuesOf({ keys }: SectionBody, texts: Texts) {
  const values: Record<string, unknown> = {}
  const faults: Record<string, string> = {}
  for (const { key, value, allowed } of keys) {
    const text = texts[key]
    if (text === undefined) continue
    const read = fieldValue(text, settingKind(allowed, value))
    if ('fault' in read) faults[key] = read.fault
    else if (JSON.stringify(read.value) !== JSON.stringify(value)) values[key] = read.value
  }
  return { values, faults }
}

/** A section of the configuration; what is written is kept until it is saved or put away. */
export function SectionPanel({ section }: { readonly section: SectionId }) {
  const asked = useRead('/api/configuration/:section', { section }, { freshMs: 60_000 })
  const save = useWrite('PUT /api/configuration/:section')
  const [texts, setTexts] = useState(NOTHING)
  const { data } = asked
  const { values, faults } = data ? valuesOf(data, texts) : { values: {}, faults: {} }
  const changed = Object.keys(values).length
  const refused = save.error?.fields ?? {}
  const isStale = save.error?.status === 409
  const send = () => {
    if (!data) return
    save.mutate(
      { names: { section }, body: { version: data.version, values } },
      {
        onSuccess: () => {
          tell(`${counted(changed, 'setting')} saved.`)
          setTexts(NOTHING)
          void asked.refetch()
        },
      },
    )
  }
  return (
    <Panel
      title="Values"
      source="config.json of the data folder over the defaults"
      state={readState(asked)}
      skeleton={<ListSkeleton rows={8} />}
      className="mt-3"
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <div className="grid gap-x-8 md:grid-cols-2">
          {(data?.keys ?? []).map((setting) => (
            <SettingField
              key={setting.key}
              setting={setting}
              text={texts[setting.key]}
              fault={faults[setting.key] ?? refused[setting.key]}
              onChange={(text) => {
                save.reset()
                setTexts({ ...texts, [setting.key]: text })
              }}
            />
          ))}
        </div>
        {save.error ? (
          <FailureNote
            failure={save.error}
            onRetry={isStale ? () => void asked.refetch().then(save.reset) : undefined}
          />
        ) : null}
        <div
          className={classes(
            'flex items-center gap-3 bg-paper py-3',
            changed > 0 && 'sticky bottom-16 md:bottom-0',
          )}
        >
          <Button
            type="submit"
            look="primary"
            isBusy={save.isPending}
            disabled={changed === 0 || Object.keys(faults).length > 0}
          >
            {changed === 0 ? 'Nothing is changed' : `Save ${counted(changed, 'change')}`}
          </Button>
          {Object.keys(texts).length > 0 ? (
            <Button look="quiet" onClick={() => setTexts(NOTHING)}>
              Leave as it was
            </Button>
          ) : null}
        </div>
      </form>
    </Panel>
  )
}
