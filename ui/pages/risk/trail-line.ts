/** Minutes of Indian time before the world's. */
const INDIA = 330
const DAY = 1_440
/** The cash market's continuous session, minutes of the day; a special session widens the line by what it needs. */
const OPENS = 9 * 60 + 15
const CLOSES = 15 * 60 + 30

/** How a limit was used through a day, as parts of a box that is one wide and one high. */
export interface TrailLine {
  /** From left to right; y is 0 at nothing used, 1 at the top. */
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Where the limit lies. */
  readonly limitY: number
  readonly most: {
    readonly x: number
    readonly y: number
    readonly value: number
    readonly minute: number
  }
}

/** null before anything was seen. All lines share the day's hours, so that rows can be compared. */
export function trailLine(
  trail: Readonly<Record<string, number>>,
  limit: number,
): TrailLine | null {
  const seen = Object.entries(trail)
    .map(([minute, value]) => ({ minute: Number(minute), value }))
    .toSorted((a, b) => a.minute - b.minute)
  const [first] = seen
  const last = seen.at(-1)
  if (!first || !last) return null
  const midnight = Math.floor((first.minute + INDIA) / DAY) * DAY - INDIA
  const from = Math.min(midnight + OPENS, first.minute)
  const span = Math.max(midnight + CLOSES, last.minute) - from || 1
  const high = Math.max(limit, ...seen.map(({ value }) => value)) || 1
  const place = ({ minute, value }: (typeof seen)[number]) =>
    [(minute - from) / span, value / high] as const
  const top = seen.reduce((most, one) => (one.value > most.value ? one : most))
  const [x, y] = place(top)
  return { points: seen.map(place), limitY: limit / high, most: { x, y, ...top } }
}
