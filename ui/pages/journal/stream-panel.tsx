import { Search } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import type { EventRow } from '../../../src/web/contract/journal.ts'
import { Button } from '../../components/button.tsx'
import { Chips } from '../../components/chips.tsx'
import type { Column } from '../../components/column.ts'
import { DataTable } from '../../components/data-table.tsx'
import { ExportTools } from '../../components/export-tools.tsx'
import { CONTROL } from '../../components/field.tsx'
import { Panel } from '../../components/panel.tsx'
import { TableSkeleton } from '../../components/skeleton.tsx'
import { count, sentence } from '../../format.ts'
import { clockTime, dayShort } from '../../times.ts'
import type { JournalChange, JournalSearch } from './journal-search.ts'
import { type Journal, useJournal } from './use-journal.ts'

const AREAS = ['strategy', 'risk', 'execution', 'portfolio', 'market', 'system'] as const
const OPTIONS = AREAS.map((id) => ({ id, word: id }))
/** Typing rests so long before the journal is searched. */
const REST_MS = 300

const COLUMNS: readonly Column<EventRow>[] = [
  {
    id: 'seq',
    head: 'No.',
    isNumber: true,
    from: 'md',
    value: ({ seq }) => seq,
    cell: ({ seq }) => <span className="text-quiet">{count(seq)}</span>,
  },
  {
    id: 'at',
    head: 'Time',
    value: ({ at }) => at,
    cell: ({ at }) => (
      <time dateTime={at} title={dayShort(at)} className="whitespace-nowrap">
        <span className="text-s text-quiet">{dayShort(at)} </span>
        {clockTime(at)}
      </time>
    ),
  },
  {
    id: 'what',
    head: 'What',
    value: ({ says, type }) => says ?? type,
    cell: ({ says, type }) =>
      says === null ? (
        <code className="font-mono text-s text-quiet">{type}</code>
      ) : (
        <span className="text-pretty">{sentence(says)}</span>
      ),
  },
  {
    id: 'type',
    head: 'Kind',
    from: 'lg',
    value: ({ type }) => type,
    cell: ({ type }) => <code className="font-mono text-s text-quiet">{type}</code>,
  },
  { id: 'source', head: 'Who', from: 'md', value: ({ source }) => source },
]
const idOf = ({ seq }: EventRow): string => String(seq)

interface StreamPanelProps {
  readonly search: JournalSearch
  readonly onChange: (change: JournalChange) => void
  readonly onOpen: (correlationId: string) => void
}

/** The journal, newest first, searched by words and areas. */
export function StreamPanel({ search, onChange, onOpen }: StreamPanelProps) {
  const journal = useJournal(search)
  const { state, events, looked, hasOlder, isReadingOlder, readOlder } = journal
  const areas = AREAS.filter((area) => search.types?.split(',').includes(area))
  const toggle = (area: (typeof AREAS)[number]) => {
    const next = AREAS.filter((one) => (one === area) !== areas.includes(one))
    onChange({ types: next.join(',') })
  }
  const open = (seq: string) => {
    const found = events.find((event) => String(event.seq) === seq)
    if (found) onOpen(found.correlationId)
  }
  return (
    <Panel
      title="Events"
      source="journal, newest first"
      className="border-t-0 pt-0"
      state={state}
      skeleton={<TableSkeleton rows={12} />}
      tools={<ExportTools name="journal" columns={COLUMNS} rows={events} />}
    >
      <div className="flex flex-wrap items-center gap-3 pb-2">
        <SearchField search={search} onChange={onChange} />
        <Chips label="Areas" options={OPTIONS} chosen={areas} onToggle={toggle} />
      </div>
      {events.length === 0 ? (
        <p className="py-3 text-quiet">{nothing(journal, search)}</p>
      ) : (
        <DataTable
          caption="Events of the journal; enter opens the chain of one"
          columns={COLUMNS}
          rows={events}
          idOf={idOf}
          onOpen={open}
        />
      )}
      {hasOlder ? (
        <Button className="mt-2" onClick={readOlder} isBusy={isReadingOlder}>
          {search.text ? `Look further back than ${count(looked)} events` : 'Older events'}
        </Button>
      ) : null}
    </Panel>
  )
}

/** Why no event is shown. */
function nothing({ hasOlder, looked }: Journal, { text, types }: JournalSearch): string {
  if (hasOlder) return `Nothing among the newest ${count(looked)} events fits.`
  return text || types
    ? 'Nothing in the journal fits: take a filter away.'
    : 'The journal is empty: the first session writes into it.'
}

function SearchField({ search, onChange }: Omit<StreamPanelProps, 'onOpen'>) {
  const [text, setText] = useState(search.text ?? '')
  const sent = search.text ?? ''
  const tell = useEffectEvent(onChange)
  useEffect(() => {
    const trimmed = text.trim()
    if (trimmed === sent) return undefined
    const timer = setTimeout(() => tell({ text: trimmed }), REST_MS)
    return () => clearTimeout(timer)
  }, [text, sent])
  return (
    <label className="relative w-full md:w-72">
      <span className="sr-only">Search the journal</span>
      <Search size={14} aria-hidden="true" className="absolute top-2.5 left-2 text-quiet" />
      <input
        data-search=""
        value={text}
        maxLength={80}
        placeholder="Words, symbol, id"
        className={`${CONTROL} border-line pl-7`}
        onChange={(event) => setText(event.target.value)}
      />
    </label>
  )
}
