const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const NAMES_MAX = 20
const DEPTH_MAX = 4

const isNaming = (key: string): boolean =>
  key === 'instrument' || key === 'id' || key.endsWith('Id')

function* named(data: unknown, depth: number): Generator<string> {
  if (!isRecord(data) || depth > DEPTH_MAX) return
  for (const [key, value] of Object.entries(data)) {
    if (typeof value === 'string' && isNaming(key)) yield value
    else yield* named(value, depth + 1)
  }
}

/** Instruments, orders and others that an event's data name, each once: who looks for one of them finds it. */
export function namesOf(data: unknown): readonly string[] {
  const names = new Set<string>()
  for (const name of named(data, 0)) {
    names.add(name)
    if (names.size === NAMES_MAX) break
  }
  return [...names]
}
