import type { Terminal } from './terminal.ts'

const ESC = '\u001b['
/** The alternate screen, no cursor, no wrapping at the edge (xterm control sequences). */
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l${ESC}2J`
const LEAVE = `${ESC}?7h${ESC}?25h${ESC}?1049l`
/** What lies between is shown at once by terminals that know it, and ignored by the others. */
const BEGIN = `${ESC}?2026h`
const END = `${ESC}?2026l`

/** A screen of its own over the terminal: only lines that changed are written, and what was there before comes back. */
export class Screen {
  readonly #terminal: Terminal
  #shown: readonly string[] = []
  #isOpen = false

  constructor(terminal: Terminal) {
    this.#terminal = terminal
  }

  open(): void {
    if (this.#isOpen) return
    this.#isOpen = true
    this.#shown = []
    this.#terminal.write(ENTER)
  }

  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return
    const changed = lines.flatMap((line, row) =>
      line === this.#shown[row] ? [] : [`${ESC}${row + 1};1H${line}`],
    )
    this.#shown = lines
    if (changed.length > 0) this.#terminal.write(`${BEGIN}${changed.join('')}${END}`)
  }

  /** The terminal has another size: nothing on it can be relied on. */
  clear(): void {
    this.#shown = []
    if (this.#isOpen) this.#terminal.write(`${ESC}2J`)
  }

  /** May be called twice: whoever comes first puts things back. */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#terminal.write(LEAVE)
  }
}
