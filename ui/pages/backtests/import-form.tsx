import { useState } from 'react'
import type { ImportBody, TakenFileRow } from '../../../src/web/contract/data.ts'
import { useWrite } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { FailureNote } from '../../components/failure-note.tsx'
import { Field } from '../../components/field.tsx'
import { tell } from '../../components/notices.tsx'
import { bytes, counted, sentence } from '../../format.ts'

const BYTES_MAX = 64 * 1_048_576
const ENDINGS = '.csv,.txt,.json,.jsonl,.zip,.gz'
const FORMATS = [
  ['auto', 'Seen by its first line'],
  ['bhavcopy', 'Bars: bhavcopy'],
  ['kite', 'Bars: Kite'],
  ['ohlcv', 'Bars: open, high, low, close'],
  ['news', 'News'],
  ['earnings', 'Earnings'],
  ['fundamentals', 'Fundamentals'],
] as const
/** Refusals that are shown one by one. */
const SHOWN_MAX = 20

interface ImportFormProps {
  readonly onTaken: () => void
}

/** Chooses a file, hands it to the desk, and shows what became of each line that was not taken. */
export function ImportForm({ onTaken }: ImportFormProps) {
  const [file, setFile] = useState<File | null>(null)
  const [format, setFormat] = useState('auto')
  const take = useWrite('POST /api/data/import')
  const isTooLarge = file !== null && file.size > BYTES_MAX
  const choose = (chosen: File | null) => {
    take.reset()
    setFile(chosen)
  }
  const send = () => {
    if (file === null || isTooLarge || take.isPending) return
    const onSuccess = (body: ImportBody) => {
      tell(sumOf(body))
      onTaken()
    }
    take.mutate({ names: {}, body: file, query: { name: file.name, format } }, { onSuccess })
  }
  return (
    <form
      noValidate
      className="no-print max-w-3xl pt-1 pb-3"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div className="grid items-start gap-3 md:grid-cols-[minmax(0,1fr)_14rem_auto]">
        <Field
          label="A file of bars, or about companies"
          hint="CSV, JSON, gzip or zip, up to 64 MB; its name may be that of a share"
          fault={
            isTooLarge
              ? `is ${bytes(file.size)}: files over 64 MB go by robo-trader data import`
              : take.error?.fields['name']
          }
        >
          {(control) => (
            <input
              {...control}
              className={`${control.className} py-1`}
              type="file"
              accept={ENDINGS}
              onChange={({ target }) => choose(target.files?.item(0) ?? null)}
            />
          )}
        </Field>
        <FormatField format={format} onChange={setFormat} />
        <Button
          type="submit"
          className="md:mt-6"
          isBusy={take.isPending}
          disabled={file === null || isTooLarge}
        >
          Take it over
        </Button>
      </div>
      {take.isPending && file ? (
        <p role="status" className="pt-2 text-quiet">
          {file.name}, {bytes(file.size)}, is being read…
        </p>
      ) : null}
      {take.error ? <FailureNote failure={take.error} /> : null}
      {take.data ? <Outcome body={take.data} /> : null}
    </form>
  )
}

interface FormatFieldProps {
  readonly format: string
  readonly onChange: (format: string) => void
}

const FormatField = ({ format, onChange }: FormatFieldProps) => (
  <Field label="What it is">
    {(control) => (
      <select {...control} value={format} onChange={({ target }) => onChange(target.value)}>
        {FORMATS.map(([id, says]) => (
          <option key={id} value={id}>
            {says}
          </option>
        ))}
      </select>
    )}
  </Field>
)

/** `Nothing changed` is said where all of it was there. */
function sumOf({ new: added, same, changed, refused, filesRefused, files }: ImportBody): string {
  if (filesRefused === files.length) return 'Nothing was taken over: the file was refused.'
  if (added + changed === 0 && same > 0) return 'Nothing changed: all of it was there already.'
  return `${counted(added, 'row')} new, ${changed} changed, ${same} the same, ${refused} refused.`
}

const Outcome = ({ body }: { readonly body: ImportBody }) => (
  <section aria-label="What became of the file" className="pt-2">
    <p>{sumOf(body)}</p>
    {body.files.map((file) => (
      <FileOutcome key={file.file} file={file} />
    ))}
  </section>
)

function FileOutcome({ file }: { readonly file: TakenFileRow }) {
  const { refusals, refused, notes, outcome, layout, reason } = file
  const shown = refusals.slice(0, SHOWN_MAX)
  return (
    <div className="pt-1">
      <p className={outcome === 'refused' ? 'text-warn' : 'text-quiet'}>
        {file.file}: {reason === null ? `taken for ${layout}` : `${outcome}, ${reason}`}
      </p>
      {shown.length === 0 ? null : (
        <ul aria-label={`Refused lines of ${file.file}`} className="text-s">
          {shown.map(({ line, reason: why }) => (
            <li key={`${line} ${why}`}>
              <span className="figures text-quiet">line {line}</span> {why}
            </li>
          ))}
        </ul>
      )}
      {refused > shown.length ? (
        <p className="text-s text-quiet">and {counted(refused - shown.length, 'more line')}</p>
      ) : null}
      {notes.map((note) => (
        <p key={note} className="text-s text-quiet">
          {sentence(note)}
        </p>
      ))}
    </div>
  )
}
