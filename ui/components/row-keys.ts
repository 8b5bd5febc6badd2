import type { KeyboardEvent } from 'react'

/** Keys that move between rows, and by how many. */
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }

/** The row around something; null outside of rows. */
export const rowAround = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null

/** Whether a control inside a row was meant, and not the row. */
export const isControl = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('button, a, input, select, textarea, label') !== null

/** Walks rows (`data-row` holds their id) by keys, and opens one by enter. */
export function onRowKey(event: KeyboardEvent<HTMLElement>, onOpen?: (id: string) => void): void {
  const row = rowAround(event.target)
  if (!row || event.ctrlKey || event.metaKey || event.altKey) return
  const step = STEPS[event.key]
  if (step !== undefined && !isControl(event.target)) {
    event.preventDefault()
    const next = step > 0 ? row.nextElementSibling : row.previousElementSibling
    rowAround(next)?.focus()
  } else if (event.key === 'Enter' && event.target === row && onOpen) {
    event.preventDefault()
    onOpen(row.dataset['row'] ?? '')
  }
}

/** Focuses the first row of a place; false when it has none. */
export function focusFirstRow(place: ParentNode): boolean {
  const row = place.querySelector<HTMLElement>('[data-row][tabindex="0"]')
  row?.focus()
  return row !== null
}
