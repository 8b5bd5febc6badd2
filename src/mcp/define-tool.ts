import type * as z from 'zod'
import type { Tool, ToolAnswer, ToolCaller } from '../core/ai/tool.ts'
import type { ToolName } from '../core/ai/tool-names.ts'
import { TradingError } from '../core/errors.ts'

interface Described<Input extends z.ZodObject> {
  readonly name: ToolName
  readonly says: string
  readonly input: Input
  /** Market facts and proposals; the default reads. */
  readonly isReadOnly?: boolean
  call(input: z.output<Input>, caller: ToolCaller, signal: AbortSignal): Promise<ToolAnswer>
}

/** A tool whose handler is handed nothing but what its schema let pass. */
export const defineTool = <Input extends z.ZodObject>({
  name,
  says,
  input: schema,
  isReadOnly = true,
  call,
}: Described<Input>): Tool => ({
  name,
  says,
  input: schema,
  isReadOnly,
  async call(input, caller, signal) {
    const parsed = schema.safeParse(input)
    if (parsed.success) return call(parsed.data, caller, signal)
    throw new TradingError('INPUT_INVALID', wordsOf(parsed.error))
  },
})

const ISSUES_MAX = 8
const WORDS_MAX = 200

/** What is wrong with an input, field by field. */
export const wordsOf = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, ISSUES_MAX)
    .map(({ path, message }) => `${path.map(String).join('.') || 'input'}: ${message}`)
    .map((words) => words.slice(0, WORDS_MAX))
    .join('; ')
