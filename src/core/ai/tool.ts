import type * as z from 'zod'
import type { CorrelationId } from '../../domain/brand.ts'
import type { RoleName } from './role-names.ts'
import type { ToolName } from './tool-names.ts'

/** Who calls a tool, and what they were granted. */
export interface ToolCaller {
  readonly by: RoleName | 'mcp'
  readonly granted: readonly ToolName[]
  readonly correlationId: CorrelationId
}

/** What a tool found: every answer says where it is from and of when. */
export interface ToolAnswer {
  readonly source: string
  /** ISO 8601 with offset; null where nothing is dated. */
  readonly asOf: string | null
  readonly data: unknown
}

/** One tool: its schema is checked before it is called, its answer is bounded after. */
export interface Tool {
  readonly name: ToolName
  readonly says: string
  readonly input: z.ZodObject
  readonly isReadOnly: boolean
  call(input: unknown, caller: ToolCaller, signal: AbortSignal): Promise<ToolAnswer>
}

/** What goes back to the model: JSON text below the client's limit, or a refusal in words. */
export interface ToolResult {
  readonly text: string
  readonly isError: boolean
}

/** The tools of the desk behind one gate: permission, schema, bound, journal. */
export abstract class ToolBench {
  abstract get tools(): readonly Tool[]
  /** Never throws: what fails is told to the model in words, and journalled. */
  abstract call(
    name: string,
    input: unknown,
    caller: ToolCaller,
    signal: AbortSignal,
  ): Promise<ToolResult>
}
