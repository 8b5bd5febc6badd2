/** Letters that may be wrong, missing or too many before a name counts as another one. */
const DISTANCE_MAX = 3

/** The name that was probably meant, or null when none is near. */
export function nearestName(wanted: string, names: Iterable<string>): string | null {
  let nearest: string | null = null
  let least = Math.min(DISTANCE_MAX, Math.ceil(wanted.length / 2)) + 1
  for (const name of names) {
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase())
    if (distance >= least) continue
    least = distance
    nearest = name
  }
  return nearest
}

/** Letters to insert, delete or replace to make one text of another (V. Levenshtein, 1966). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [above, letter] of [...one].entries()) {
    const next = [above + 1]
    for (const [left, candidate] of [...other].entries()) {
      const replaced = (row[left] ?? 0) + (letter === candidate ? 0 : 1)
      next.push(Math.min(replaced, (row[left + 1] ?? 0) + 1, (next[left] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
