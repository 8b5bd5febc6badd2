/** How a value is edited, by the JSON schema of what is allowed. */
export type SettingKind =
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly options: readonly string[] }
  | {
      readonly kind: 'number'
      readonly min: number | undefined
      readonly max: number | undefined
      readonly isWhole: boolean
    }
  | { readonly kind: 'text'; readonly mayBeNull: boolean }
  | { readonly kind: 'json' }

type Schema = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const numberOr = (value: unknown): number | undefined =>
  typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined

/** `anyOf: [a string, null]` as the string, and whether null is allowed. */
function unwrapped(schema: Schema) {
  const { anyOf, type: types } = schema
  const choices: readonly Schema[] = Array.isArray(anyOf)
    ? anyOf.filter(isRecord)
    : Array.isArray(types)
      ? types.map((type: unknown) => ({ ...schema, type }))
      : [schema]
  const some = choices.filter(({ type }) => type !== 'null')
  return {
    inner: some.length === 1 ? (some[0] ?? {}) : {},
    mayBeNull: some.length < choices.length,
  }
}

/** How a value is edited. */
export function settingKind(allowed: unknown, value: unknown): SettingKind {
  if (!isRecord(allowed)) return { kind: 'json' }
  const { inner, mayBeNull } = unwrapped(allowed)
  const { type, enum: options, minimum, maximum } = inner
  if (type === 'boolean' || typeof value === 'boolean') return { kind: 'flag' }
  if (Array.isArray(options) && options.every((option) => typeof option === 'string')) {
    return { kind: 'choice', options }
  }
  if (type === 'number' || type === 'integer') {
    const isWhole = type === 'integer'
    return { kind: 'number', min: numberOr(minimum), max: numberOr(maximum), isWhole }
  }
  if (type === 'string') return { kind: 'text', mayBeNull }
  return { kind: 'json' }
}

/** A value as a field holds it. */
export const fieldText = (value: unknown, { kind }: SettingKind): string =>
  typeof value === 'string' && kind !== 'json'
    ? value
    : value === null && kind !== 'json'
      ? ''
      : JSON.stringify(value, null, 2)

/** A value, or why it is none. */
type Read = { readonly value: unknown } | { readonly fault: string }

function jsonValue(text: string): Read {
  try {
    const value: unknown = JSON.parse(text)
    return { value }
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: 'must be JSON' }
    throw error
  }
}

/** What a field holds as a value; the reason when it is none. */
export function fieldValue(text: string, setting: SettingKind): Read {
  switch (setting.kind) {
    case 'flag':
      return { value: text === 'true' }
    case 'number': {
      const value = text.trim() === '' ? Number.NaN : Number(text)
      return Number.isFinite(value) ? { value } : { fault: 'must be a number' }
    }
    case 'choice':
      return { value: text }
    case 'text':
      return { value: text === '' && setting.mayBeNull ? null : text }
    default:
      return jsonValue(text)
  }
}
