/** A line of two texts laid over each other. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added'
  readonly text: string
}

/** Texts beyond this many pairs of lines are told apart as a whole: nobody writes such prompts. */
const PAIRS_MAX = 4_000_000

const linesIn = (text: string): readonly string[] => (text === '' ? [] : text.split('\n'))
const all = (kind: DiffLine['kind'], lines: readonly string[]): readonly DiffLine[] =>
  lines.map((text) => ({ kind, text }))

/** How many lines two lists share at most from each pair of places on: their longest common subsequence. */
function sharedFrom(before: readonly string[], after: readonly string[]): Uint32Array {
  const wide = after.length + 1
  const shared = new Uint32Array((before.length + 1) * wide)
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const here = row * wide + column
      shared[here] =
        before[row] === after[column]
          ? (shared[here + wide + 1] ?? 0) + 1
          : Math.max(shared[here + wide] ?? 0, shared[here + 1] ?? 0)
    }
  }
  return shared
}

function middleDiff(before: readonly string[], after: readonly string[]): readonly DiffLine[] {
  if ((before.length + 1) * (after.length + 1) > PAIRS_MAX) {
    return [...all('removed', before), ...all('added', after)]
  }
  const shared = sharedFrom(before, after)
  const wide = after.length + 1
  const lines: DiffLine[] = []
  let row = 0
  let column = 0
  while (row < before.length && column < after.length) {
    const [old = '', fresh = ''] = [before[row], after[column]]
    const here = row * wide + column
    if (old === fresh) {
      lines.push({ kind: 'same', text: old })
      row++
      column++
    } else if ((shared[here + wide] ?? 0) >= (shared[here + 1] ?? 0)) {
      lines.push({ kind: 'removed', text: old })
      row++
    } else {
      lines.push({ kind: 'added', text: fresh })
      column++
    }
  }
  return [...lines, ...all('removed', before.slice(row)), ...all('added', after.slice(column))]
}

/** What became of a text, line by line: as few lines removed and added as can be. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const [old, fresh] = [linesIn(before), linesIn(after)]
  const most = Math.min(old.length, fresh.length)
  let head = 0
  while (head < most && old[head] === fresh[head]) head++
  let tail = 0
  while (tail < most - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++
  return [
    ...all('same', old.slice(0, head)),
    ...middleDiff(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)),
    ...all('same', old.slice(old.length - tail)),
  ]
}

/** Lines around a change that are shown with it. */
const AROUND = 3

/** A part of a diff: lines that are shown, or how many that stayed the same are not. */
export type DiffPart = { readonly lines: readonly DiffLine[] } | { readonly hidden: number }

/** The changed lines with a few around them; long stretches that stayed the same are only counted. */
export function foldedDiff(lines: readonly DiffLine[]): readonly DiffPart[] {
  const isNear = lines.map((_, place) =>
    lines
      .slice(Math.max(0, place - AROUND), place + AROUND + 1)
      .some(({ kind }) => kind !== 'same'),
  )
  const parts: { lines: DiffLine[]; isShown: boolean }[] = []
  lines.forEach((line, place) => {
    const isShown = isNear[place] ?? false
    const last = parts.at(-1)
    if (last?.isShown === isShown) last.lines.push(line)
    else parts.push({ lines: [line], isShown })
  })
  return parts.map((part) => (part.isShown ? { lines: part.lines } : { hidden: part.lines.length }))
}
