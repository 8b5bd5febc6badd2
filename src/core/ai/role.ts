import type * as z from 'zod'
import type { ClientType } from './claude.ts'
import type { RoleName } from './role-names.ts'
import type { ToolName } from './tool-names.ts'

/** One role of the AI: what it is told, what it may look at, what it must fill in. */
export interface Role<Form = unknown> {
  readonly name: RoleName
  readonly says: string
  readonly client: ClientType
  /** The first version of its prompt; later ones are in the database. */
  readonly prompt: string
  /** None for a role that reads words which somebody fetched. */
  readonly tools: readonly ToolName[]
  readonly readsFetchedText: boolean
  /** null for a role that answers in words. */
  readonly form: z.ZodType<Form> | null
}
