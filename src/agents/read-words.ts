import type * as z from 'zod'
import type { Reading } from '../core/ai/crew.ts'

/** A reply of a megabyte is not searched to its end. */
const TEXT_MAX = 20_000
const OBJECTS_MAX = 20
const VERDICTS = /\b(BUY|SELL|HOLD)\b/g
const SHARE = /\b(?:probability|conviction|confidence)\b\D{0,20}(\d{1,3}(?:\.\d+)?)\s*(%?)/i
const FAULT_MAX = 300

/** The object within `{ "form": … }`, or what was given. */
const unwrapped = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'form' in value ? value.form : value

function faultOf(error: z.ZodError): string {
  const [first] = error.issues
  if (first === undefined) return 'The form does not fit'
  const path = first.path.map(String).join('.')
  return `${path === '' ? 'The form' : path}: ${first.message}`.slice(0, FAULT_MAX)
}

/** The balanced objects of a text, outermost first, as far as they are JSON. */
function objectsOf(text: string): readonly unknown[] {
  const found: unknown[] = []
  let from = text.indexOf('{')
  while (from !== -1 && found.length < OBJECTS_MAX) {
    const end = endOf(text, from)
    const value = end === -1 ? undefined : jsonOf(text.slice(from, end + 1))
    if (value !== undefined) found.push(value)
    from = text.indexOf('{', value === undefined ? from + 1 : end + 1)
  }
  return found
}

/** Place of the brace that closes the one at `from`; −1 when none does. */
function endOf(text: string, from: number): number {
  let depth = 0
  let isQuoted = false
  for (let place = from; place < text.length; place++) {
    const sign = text[place]
    if (isQuoted) {
      if (sign === '\\') place += 1
      else if (sign === '"') isQuoted = false
    } else if (sign === '"') isQuoted = true
    else if (sign === '{') depth += 1
    else if (sign === '}') {
      depth -= 1
      if (depth === 0) return place
    }
  }
  return -1
}

/** undefined for what is no JSON: words may hold braces. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A verdict that the words give once, or always the same, and a share that they call a probability. */
function wordsOf(
  text: string,
): { readonly verdict: string; readonly probability: number | null } | null {
  const verdicts = new Set([...text.matchAll(VERDICTS)].map(([word]) => word))
  const [verdict] = verdicts
  if (verdict === undefined || verdicts.size > 1) return null
  const [, digits, percent] = SHARE.exec(text) ?? []
  const share = digits === undefined ? Number.NaN : Number(digits) / (percent === '%' ? 100 : 1)
  return { verdict, probability: share >= 0 && share <= 1 ? share : null }
}

interface Reply {
  readonly form: unknown
  readonly text: string
}

/** The form that was filled in, or what is wrong with it. */
function structured<Form>(schema: z.ZodType<Form>, { form }: Reply): Reading<Form> | string {
  if (form === undefined || form === null) return 'No form was filled in'
  const given = schema.safeParse(unwrapped(form))
  if (!given.success) return faultOf(given.error)
  return { level: 'structured', form: given.data, shown: null, fault: null }
}

/** A form that stands in the words. */
function pattern<Form>(schema: z.ZodType<Form>, text: string, fault: string): Reading<Form> | null {
  for (const value of objectsOf(text)) {
    const parsed = schema.safeParse(unwrapped(value))
    if (parsed.success) return { level: 'pattern', form: parsed.data, shown: null, fault }
  }
  return null
}

/** A verdict in the words. */
function basic(text: string, fault: string): Reading<never> | null {
  const shown = wordsOf(text)
  return shown === null ? null : { level: 'basic', form: null, shown, fault }
}

const failed = (fault: string): Reading<never> => ({
  level: 'failed',
  form: null,
  shown: null,
  fault,
})

/**
 * Three levels: the form that was filled in; a form that stands in the words; a verdict in the words. Each is tried when
 * the one before it is missing or does not fit. What fits none is `failed`, with the fault of the form.
 */
export function readWords<Form>(schema: z.ZodType<Form>, reply: Reply): Reading<Form> {
  const filled = structured(schema, reply)
  if (typeof filled !== 'string') return filled
  const text = reply.text.slice(0, TEXT_MAX)
  return pattern(schema, text, filled) ?? basic(text, filled) ?? failed(filled)
}
