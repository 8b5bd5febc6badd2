/** How a piece of text looks; meaning never hangs on it alone, since a terminal may have no colour. */
export type Ink = 'plain' | 'dim' | 'strong' | 'accent' | 'good' | 'bad' | 'warn'

/** A stretch of text in one ink. */
export interface Piece {
  readonly text: string
  readonly ink: Ink
}

/** One line of the screen. */
export type Line = readonly Piece[]

/** Select Graphic Rendition (ECMA-48): the sixteen colours that every theme chooses for itself. */
const CODES: Readonly<Record<Ink, string>> = {
  plain: '',
  dim: '2',
  strong: '1',
  accent: '1;36',
  good: '32',
  bad: '31',
  warn: '33',
}

export const piece = (text: string, ink: Ink = 'plain'): Piece => ({ text, ink })

export const line = (text: string, ink: Ink = 'plain'): Line => [piece(text, ink)]

/** The ink of a signed number: what the sign says, once more. */
export const signInk = (amount: number): Ink => (amount > 0 ? 'good' : amount < 0 ? 'bad' : 'plain')

/** Columns that a line takes: everything written here is one column wide. */
export const widthOf = (pieces: Line): number =>
  pieces.reduce((width, { text }) => width + text.length, 0)

/** The line in exactly `width` columns; what does not fit ends in an ellipsis. */
export function fitted(pieces: Line, width: number): Line {
  const used = widthOf(pieces)
  if (used <= width) return used === width ? pieces : [...pieces, piece(' '.repeat(width - used))]
  const kept: Piece[] = []
  let left = width - 1
  for (const { text, ink } of pieces) {
    if (left <= 0) break
    kept.push({ text: text.slice(0, left), ink })
    left -= text.length
  }
  return width < 1 ? [] : [...kept, piece('…')]
}

/** The line as a terminal takes it. */
export const painted = (pieces: Line, mayColour: boolean): string =>
  pieces
    .map(({ text, ink }) => {
      const code = CODES[ink]
      return mayColour && code !== '' && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text
    })
    .join('')

/** Items one after the other, a dot between, on as many lines as they need. */
export function flowed(items: readonly Line[], width: number): readonly Line[] {
  const lines: Line[] = []
  let current: Line = []
  for (const item of items.filter((each) => widthOf(each) > 0)) {
    const joined = current.length === 0 ? item : [...current, piece(' · ', 'dim'), ...item]
    if (widthOf(joined) <= width || current.length === 0) current = joined
    else {
      lines.push(current)
      current = item
    }
  }
  return current.length === 0 ? lines : [...lines, current]
}
