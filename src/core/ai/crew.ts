import type { Answer, ClientOptions, ClientType } from './claude.ts'
import type { FormRole, Forms } from './forms.ts'
import type { ParseLevel } from './records.ts'
import type { Role } from './role.ts'
import type { RoleName } from './role-names.ts'

/** The roles that fill in a form, each with its own. */
export type FormRoles = { readonly [N in FormRole]: Role<Forms[N]> }
export type Roles = FormRoles & { readonly [N in Exclude<RoleName, FormRole>]: Role<null> }

/** A reply as far as it was understood. Only a form of level `structured` may be acted on; what else was read is shown. */
export interface Reading<Form> {
  readonly level: ParseLevel
  readonly form: Form | null
  /** What stands in words where there is no form: a verdict, a probability. */
  readonly shown: unknown
  /** Why it is not a form; null when it is. */
  readonly fault: string | null
}

/** The roles as whoever runs them needs them: he need not know their files. */
export interface Crew {
  readonly roles: Roles
  /** What a session of a type is opened with: the same for all its roles, so that it stays warm between them. */
  options(client: ClientType, model: string): ClientOptions
  /** Reads a reply in three levels, each tried when the one before it found nothing that fits. */
  read<N extends FormRole>(role: N, answer: Pick<Answer, 'form' | 'text'>): Reading<Forms[N]>
}
