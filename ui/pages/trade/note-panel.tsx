import { useMemo } from 'react'
import type { NoteBody } from '../../../src/web/contract/orders.ts'
import { useRead } from '../../api/api-context.ts'
import { ChargesList } from '../../components/charges-list.tsx'
import type { Column } from '../../components/column.ts'
import { ExportTools } from '../../components/export-tools.tsx'
import { ExactMoney } from '../../components/figure.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { counted, sentence, symbolOf } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { dayLong } from '../../times.ts'

type Line = NoteBody['lines'][number]

const COLUMNS: readonly Column<Line>[] = [
  { id: 'instrument', head: 'Instrument', value: ({ instrument }) => instrument },
  { id: 'item', head: 'Item', value: ({ says }) => says },
  { id: 'paise', head: 'Paise', value: ({ paise }) => paise },
]

/** Charges by share, the dearest first. */
function sharesOf({ lines }: NoteBody): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>()
  for (const { instrument, paise } of lines) {
    const name = instrument === null ? 'The account' : symbolOf(instrument)
    sums.set(name, (sums.get(name) ?? 0) + paise)
  }
  return [...sums].toSorted(([, a], [, b]) => b - a)
}

/** What the day's trading cost, as the broker's contract note would state it. */
export function NotePanel() {
  const date = useTopic('status', ({ clock }) => clock.date)
  const day = date ?? ''
  const fills = useTopic('dashboard', ({ today }) => today.fills) ?? 0
  // Each fill adds to the note, which is asked for again when their number has grown.
  const note = useRead(
    '/api/contract-notes/:date',
    { date: day },
    { isWanted: day !== '' && fills > 0, everyMs: 20_000 },
  )
  const { data } = note
  const shares = useMemo(() => (data ? sharesOf(data) : []), [data])
  const isNone = day === '' || fills === 0 || note.error?.status === 404
  return (
    <Panel
      title="Contract note"
      source={day === '' ? 'no session today' : dayLong(day)}
      state={isNone ? { at: null, isLoading: false, failure: null } : readState(note)}
      skeleton={<ListSkeleton rows={6} />}
      tools={
        <ExportTools name={`contract-note-${day}`} columns={COLUMNS} rows={data?.lines ?? []} />
      }
      empty={isNone ? 'No share traded today, so nothing was charged.' : null}
    >
      {data ? (
        <div className="grid gap-x-8 md:grid-cols-2">
          <ChargesList charges={data.charges} />
          <div>
            <dl>
              {shares.map(([name, paise]) => (
                <div key={name} className="flex justify-between gap-4 border-b border-line py-0.5">
                  <dt>{name}</dt>
                  <dd>
                    <ExactMoney paise={paise} />
                  </dd>
                </div>
              ))}
            </dl>
          </div>
          {data.doubts.length > 0 ? (
            <details className="pt-2 text-s text-quiet md:col-span-2">
              <summary>{counted(data.doubts.length, 'rule')} that no good source confirms</summary>
              <ul className="list-disc pl-5">
                {data.doubts.map((doubt) => (
                  <li key={doubt}>{sentence(doubt)}</li>
                ))}
              </ul>
            </details>
          ) : null}
        </div>
      ) : null}
    </Panel>
  )
}
