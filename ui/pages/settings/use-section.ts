import { useState } from 'react'
import type { SectionBody } from '../../../src/web/contract/system.ts'
import { useRead, useWrite } from '../../api/api-context.ts'
import type { Failure } from '../../api/failure.ts'
import { tell } from '../../components/notices.tsx'
import { type PanelState, readState } from '../../components/panel.tsx'
import { counted } from '../../format.ts'
import type { SectionId } from './sections.ts'
import { fieldValue, settingKind } from './setting-kind.ts'

type Texts = Readonly<Record<string, string>>
const NOTHING: Texts = {}
const CONFLICT = 409

/** What was written, as values, and what is none. */
function valuesOf(keys: SectionBody['keys'], texts: Texts) {
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

/** A section as it stands and as it is being written. */
export interface Section {
  readonly state: PanelState
  readonly settings: SectionBody['keys']
  readonly texts: Texts
  /** By key: what is none, and what the desk did not accept. */
  readonly faults: Texts
  readonly changed: number
  readonly isSaving: boolean
  readonly failure: Failure | null
  /** Reads anew what somebody else has changed meanwhile; null where that is not what went wrong. */
  readonly readAnew: (() => void) | null
  readonly write: (key: string, text: string) => void
  readonly putAway: () => void
  readonly save: () => void
}

/** A section of the configuration, with what is written into it until that is saved. */
export function useSection(section: SectionId): Section {
  const asked = useRead('/api/configuration/:section', { section }, { freshMs: 60_000 })
  const saving = useWrite('PUT /api/configuration/:section')
  const [texts, setTexts] = useState(NOTHING)
  const settings = asked.data?.keys ?? []
  const { values, faults } = valuesOf(settings, texts)
  const changed = Object.keys(values).length
  const save = () => {
    if (!asked.data) return
    const wish = { names: { section }, body: { version: asked.data.version, values } }
    saving.mutate(wish, {
      onSuccess: () => {
        tell(`${counted(changed, 'setting')} saved.`)
        setTexts(NOTHING)
        void asked.refetch()
      },
    })
  }
  const isStale = saving.error?.status === CONFLICT
  return {
    state: readState(asked),
    settings,
    texts,
    faults: { ...saving.error?.fields, ...faults },
    changed,
    isSaving: saving.isPending,
    failure: saving.error,
    readAnew: isStale ? () => void asked.refetch().then(saving.reset) : null,
    write: (key, text) => {
      saving.reset()
      setTexts({ ...texts, [key]: text })
    },
    putAway: () => setTexts(NOTHING),
    save,
  }
}
