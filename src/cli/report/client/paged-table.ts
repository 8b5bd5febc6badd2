import { count } from '../figures.ts'
import {
  orderedRows,
  pageRows,
  ROWS_A_PAGE,
  type TableColumn,
  type TableSource,
} from '../table-source.ts'

export interface TablePlaces {
  readonly table: HTMLTableElement
  readonly pager: HTMLElement
}

/** A table of which only one page is ever in the document, so that its length does not matter. */
export class PagedTable {
  readonly #source: TableSource
  readonly #places: TablePlaces
  readonly #buttons: Readonly<Record<'first' | 'before' | 'after' | 'last', HTMLButtonElement>>
  #kept: Uint32Array
  #rows: Uint32Array
  #page = 0
  #order: { readonly column: TableColumn; readonly isDescending: boolean } | null = null

  constructor(source: TableSource, places: TablePlaces) {
    this.#source = source
    this.#places = places
    this.#kept = Uint32Array.from({ length: source.length }, (_, row) => row)
    this.#rows = this.#kept
    for (const head of places.table.querySelectorAll<HTMLElement>('th[data-key]')) this.#offer(head)
    this.#buttons = {
      first: this.#turner('First', () => 0),
      before: this.#turner('Earlier', () => this.#page - 1),
      after: this.#turner('Later', () => this.#page + 1),
      last: this.#turner('Last', () => this.#pages - 1),
    }
    this.#show(0)
  }

  /** Shows only some rows, in the order that was chosen. */
  keep(rows: Uint32Array): void {
    this.#kept = rows
    this.#arrange()
  }

  get #pages(): number {
    return Math.max(1, Math.ceil(this.#rows.length / ROWS_A_PAGE))
  }

  /** Makes a heading a button: the first press sorts numbers down and texts up, the next turns it round. */
  #offer(head: HTMLElement): void {
    const column = this.#source.columns.find(({ key }) => key === head.dataset['key'])
    if (!column) return
    const button = document.createElement('button')
    button.type = 'button'
    button.append(...head.childNodes)
    head.replaceChildren(button)
    button.addEventListener('click', () => {
      const isSame = this.#order?.column === column
      const isDescending = isSame ? this.#order?.isDescending === false : column.isNumeric
      this.#order = { column, isDescending }
      for (const other of this.#places.table.querySelectorAll('th')) other.ariaSort = null
      head.ariaSort = isDescending ? 'descending' : 'ascending'
      this.#arrange()
    })
  }

  #turner(label: string, to: () => number): HTMLButtonElement {
    const button = this.#places.pager.appendChild(document.createElement('button'))
    button.type = 'button'
    button.textContent = label
    button.addEventListener('click', () => this.#show(to()))
    return button
  }

  #arrange(): void {
    const order = this.#order
    this.#rows =
      order === null ? this.#kept : orderedRows(this.#kept, order.column, order.isDescending)
    this.#show(0)
  }

  #show(page: number): void {
    const { table, pager } = this.#places
    this.#page = Math.max(0, Math.min(this.#pages - 1, page))
    const from = this.#page * ROWS_A_PAGE
    const rows = this.#rows.subarray(from, from + ROWS_A_PAGE)
    const [body] = table.tBodies
    // Every text in it is escaped by `html`.
    if (body) body.innerHTML = pageRows(this.#source, rows).text
    const words = pager.querySelector('[role=status]')
    if (words) words.textContent = this.#words(from, rows.length)
    const { first, before, after, last } = this.#buttons
    first.disabled = before.disabled = this.#page === 0
    after.disabled = last.disabled = this.#page === this.#pages - 1
  }

  #words(from: number, shown: number): string {
    const total = this.#rows.length
    if (total === 0) return 'Nothing matches; take a filter away'
    return `${count(from + 1)} to ${count(from + shown)} of ${count(total)}`
  }
}
