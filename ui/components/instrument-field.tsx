import { type KeyboardEvent, type Ref, useId, useState } from 'react'
import type { SearchBody } from '../../src/web/contract/market.ts'
import { useRead } from '../api/api-context.ts'
import { symbolOf } from '../format.ts'
import { classes } from './classes.ts'
import { Field } from './field.tsx'
import { useRested } from './use-rested.ts'

const FOUND_MAX = 8
const REST_MS = 200

interface InstrumentFieldProps {
  readonly label: string
  /** The instrument that is chosen. */
  readonly instrument: string | null
  readonly onChoose: (instrument: string) => void
  readonly fault?: string | undefined
  readonly hint?: string | undefined
  readonly className?: string
  readonly inputRef?: Ref<HTMLInputElement>
}

/** Finds an instrument by a few letters of its symbol or name, with the keys alone. */
export function InstrumentField(props: InstrumentFieldProps) {
  const { label, instrument, onChoose, fault, hint, className, inputRef } = props
  const id = useId()
  const [text, setText] = useState<string | null>(null)
  const [place, setPlace] = useState(0)
  const isOpen = text !== null && text.trim() !== ''
  const { found, isLooking, fault: failure } = useFound(text)
  const choose = (row: number) => {
    const one = found[row]
    if (!one) return
    setText(null)
    setPlace(0)
    onChoose(one.instrument)
  }
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && found.length > 0) {
      setPlace((place + step + found.length) % found.length)
    } else if (event.key === 'Enter' && isOpen) {
      choose(place)
    } else if (event.key === 'Escape' && text !== null) {
      setText(null)
      event.stopPropagation()
    } else return
    event.preventDefault()
  }
  return (
    <Field
      label={label}
      className={classes('relative', className)}
      fault={fault ?? failure}
      hint={hint}
    >
      {(control) => (
        <>
          <input
            {...control}
            ref={inputRef}
            data-search=""
            role="combobox"
            autoComplete="off"
            spellCheck={false}
            aria-expanded={isOpen}
            aria-controls={`${id}-found`}
            aria-autocomplete="list"
            aria-activedescendant={found.length > 0 ? `${id}-${place}` : undefined}
            placeholder="Symbol or name"
            value={text ?? (instrument === null ? '' : symbolOf(instrument))}
            onFocus={(event) => event.target.select()}
            onChange={({ target }) => {
              setText(target.value)
              setPlace(0)
            }}
            onKeyDown={onKey}
            onBlur={() => setText(null)}
          />
          <FoundList
            id={id}
            isOpen={isOpen}
            found={found}
            place={place}
            isLooking={isLooking}
            onChoose={choose}
          />
        </>
      )}
    </Field>
  )
}

/** What the desk finds for a text; asked once the typing rests. */
function useFound(text: string | null): {
  readonly found: SearchBody['found']
  readonly isLooking: boolean
  readonly fault: string | undefined
} {
  const asked = useRested(text?.trim() ?? '', REST_MS)
  const query = { q: asked, limit: FOUND_MAX }
  const options = { query, isWanted: asked !== '', freshMs: 600_000 }
  const search = useRead('/api/instruments/search', {}, options)
  const isOpen = text !== null && text.trim() !== ''
  return {
    found: isOpen ? (search.data?.found ?? []) : [],
    isLooking: search.isFetching || asked !== text?.trim(),
    fault: search.error?.message,
  }
}

interface FoundListProps {
  /** What the ids of the list and of its rows begin with. */
  readonly id: string
  readonly isOpen: boolean
  readonly found: SearchBody['found']
  /** The row that enter takes. */
  readonly place: number
  readonly isLooking: boolean
  readonly onChoose: (row: number) => void
}

function FoundList({ id, isOpen, found, place, isLooking, onChoose }: FoundListProps) {
  return (
    <ul
      id={`${id}-found`}
      role="listbox"
      aria-label="Instruments found"
      hidden={!isOpen}
      className="absolute inset-x-0 top-full z-30 max-h-80 overflow-auto rounded-sm border border-line bg-paper p-1 shadow-float"
    >
      {found.map((one, row) => (
        <li
          key={one.instrument}
          id={`${id}-${row}`}
          role="option"
          aria-selected={row === place}
          // Before the field loses the keyboard and with it the list.
          onPointerDown={(event) => {
            event.preventDefault()
            onChoose(row)
          }}
          className="flex cursor-pointer items-baseline gap-3 rounded-sm px-2 py-1.5 aria-selected:bg-wash aria-selected:text-accent"
        >
          <span className="font-semibold">{one.symbol}</span>
          <span className="truncate text-s text-quiet">{one.name}</span>
          <span className="ml-auto text-s whitespace-nowrap text-quiet">{one.sector}</span>
        </li>
      ))}
      {found.length === 0 ? (
        <li role="option" aria-selected="false" aria-disabled="true" className="p-2 text-quiet">
          {isLooking ? 'Looking …' : 'This desk trades nothing of that name.'}
        </li>
      ) : null}
    </ul>
  )
}
