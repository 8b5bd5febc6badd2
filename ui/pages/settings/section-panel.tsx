import { Button } from '../../components/button.tsx'
import { classes } from '../../components/classes.ts'
import { FailureNote } from '../../components/failure-note.tsx'
import { Panel } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { counted } from '../../format.ts'
import type { SectionId } from './sections.ts'
import { SettingField } from './setting-field.tsx'
import { type Section, useSection } from './use-section.ts'

/** A section of the configuration; what is written is kept until it is saved or put away. */
export function SectionPanel({ section: name }: { readonly section: SectionId }) {
  const section = useSection(name)
  const { state, settings, texts, faults, failure, readAnew, write, save } = section
  return (
    <Panel
      title="Values"
      source="config.json of the data folder over the defaults"
      state={state}
      skeleton={<ListSkeleton rows={8} />}
      className="mt-3"
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save()
        }}
      >
        <div className="grid gap-x-8 md:grid-cols-2">
          {settings.map((setting) => (
            <SettingField
              key={setting.key}
              setting={setting}
              text={texts[setting.key]}
              fault={faults[setting.key]}
              onChange={(text) => write(setting.key, text)}
            />
          ))}
        </div>
        {failure ? <FailureNote failure={failure} onRetry={readAnew ?? undefined} /> : null}
        <SaveBar section={section} />
      </form>
    </Panel>
  )
}

/** Saves what is changed, or puts it away; it stays in sight while there is something to save. */
function SaveBar({ section }: { readonly section: Section }) {
  const { changed, texts, faults, failure, isSaving, putAway } = section
  const isFaulty = failure === null && Object.keys(faults).length > 0
  return (
    <div
      className={classes(
        'flex items-center gap-3 bg-paper py-3',
        changed > 0 && 'sticky bottom-16 md:bottom-0',
      )}
    >
      <Button type="submit" look="primary" isBusy={isSaving} disabled={changed === 0 || isFaulty}>
        {changed === 0 ? 'Nothing is changed' : `Save ${counted(changed, 'change')}`}
      </Button>
      {Object.keys(texts).length > 0 ? (
        <Button look="quiet" onClick={putAway}>
          Leave as it was
        </Button>
      ) : null}
    </div>
  )
}
