import { fitted, type Line, line, piece, widthOf } from './ink.ts'

/** A titled part of the screen. */
export interface Section {
  readonly title: string
  /** Age or source of what it shows, at the right end of its title. */
  readonly aside?: string
  /** Always above the rows; null without one. */
  readonly head: Line | null
  readonly rows: readonly Line[]
  /** Whether rows that found no room are counted in the last line; a list of the newest is just cut. */
  readonly isWhole: boolean
  /** Why it is empty and what would change that. */
  readonly empty: string
  /** Who gets room first: 1 before 2. */
  readonly rank: number
  /** Rows without which it is not worth showing, and rows it should have before others get more. */
  readonly rowsMin: number
  readonly rowsWished: number
}

const frameOf = ({ head }: Section): number => (head === null ? 1 : 2)

const contentOf = ({ rows }: Section): number => Math.max(1, rows.length)

/** Rows of content for each section that has room: the least for all, then the wished, then all, each by rank. */
function shared(sections: readonly Section[], height: number): ReadonlyMap<Section, number> {
  const byRank = sections.toSorted((a, b) => a.rank - b.rank)
  const granted = new Map<Section, number>()
  let left = height
  for (const section of byRank) {
    const least = Math.min(section.rowsMin, contentOf(section))
    const taken = frameOf(section) + least
    if (taken > left) continue
    granted.set(section, least)
    left -= taken
  }
  const grow = (upTo: (section: Section) => number) => {
    for (const [section, rows] of granted) {
      const more = Math.max(0, Math.min(left, Math.min(contentOf(section), upTo(section)) - rows))
      granted.set(section, rows + more)
      left -= more
    }
  }
  grow(({ rowsWished }) => rowsWished)
  grow(contentOf)
  return granted
}

/** `Positions ─────────── as of 11:42:07`. */
function titled({ title, aside = '' }: Section, width: number): Line {
  const end = aside === '' ? [] : [piece(` ${aside}`, 'dim')]
  const rule = Math.max(0, width - title.length - 1 - widthOf(end))
  return fitted([piece(title, 'strong'), piece(` ${'─'.repeat(rule)}`, 'dim'), ...end], width)
}

function body({ rows, isWhole, empty }: Section, count: number): readonly Line[] {
  if (rows.length === 0) return [line(empty, 'dim')]
  if (rows.length <= count) return rows
  const hidden = rows.length - count + 1
  return !isWhole
    ? rows.slice(0, count)
    : [...rows.slice(0, count - 1), line(`… ${hidden} more`, 'dim')]
}

/** Sections one above the other in exactly `height` lines of `width` columns; those without room are left out. */
export function stacked(
  sections: readonly Section[],
  width: number,
  height: number,
): readonly Line[] {
  const granted = shared(sections, height)
  const lines = sections.flatMap((section) => {
    const rows = granted.get(section)
    if (rows === undefined) return []
    const head = section.head === null ? [] : [section.head]
    const shownHead = section.rows.length === 0 ? [] : head
    return [titled(section, width), ...shownHead, ...body(section, rows)]
  })
  return filled(lines, width, height)
}

/** Exactly so many lines of exactly so many columns. */
export const filled = (lines: readonly Line[], width: number, height: number): readonly Line[] =>
  Array.from({ length: height }, (_, row) => fitted(lines[row] ?? [], width))

const GUTTER = 3

/** Two blocks of one height side by side, together `width` columns: the left one has its share of them, in percent. */
export function sideBySide(
  left: (width: number) => readonly Line[],
  right: (width: number) => readonly Line[],
  width: number,
  leftPercent: number,
): readonly Line[] {
  const leftWidth = Math.floor(((width - GUTTER) * leftPercent) / 100)
  const others = right(width - GUTTER - leftWidth)
  return left(leftWidth).map((each, row) => [
    ...fitted(each, leftWidth),
    piece(' '.repeat(GUTTER)),
    ...(others[row] ?? []),
  ])
}

/** Words on as many lines as they need, those after the first indented. */
export function wrapped(text: string, width: number, indent: number): readonly string[] {
  const lines: string[] = []
  let current = ''
  for (const word of text.split(' ')) {
    const joined = current === '' ? word : `${current} ${word}`
    if (joined.length <= width || current.trim() === '') current = joined
    else {
      lines.push(current)
      current = `${' '.repeat(indent)}${word}`
    }
  }
  return [...lines, current]
}
