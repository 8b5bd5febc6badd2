import * as z from 'zod'
import type { ClientOptions, ClientType } from '../core/ai/claude.ts'
import type { Crew, FormRoles, Reading } from '../core/ai/crew.ts'
import type { FormRole, Forms } from '../core/ai/forms.ts'
import type { Role } from '../core/ai/role.ts'
import { TradingError } from '../core/errors.ts'
import { HOUSE_RULES } from './house-rules.ts'
import { readWords } from './read-words.ts'
import { ROLES } from './registry.ts'

/** The trader speaks by the session of the desk's mode. */
const servedBy = (role: Role, client: ClientType): boolean =>
  role.client === client || (role.client === 'paper_trading' && client === 'trading')

const rolesOf = (client: ClientType): readonly Role[] =>
  Object.values(ROLES).filter((role) => servedBy(role, client))

/**
 * The one form of a client type: `{ "form": … }`, any of its roles' forms, told apart by `role`, as JSON schema draft 7
 * with an object at its root (what the model's client takes). null where its roles answer in words.
 */
export function clientForm(client: ClientType): Readonly<Record<string, unknown>> | null {
  const forms = rolesOf(client).flatMap(({ form }) => (form === null ? [] : [form]))
  if (forms.length === 0) return null
  return z.toJSONSchema(z.strictObject({ form: z.union(forms) }), { target: 'draft-7' })
}

/** A role's form by its name: the table of roles is typed by the same names. */
function read<N extends FormRole>(
  role: N,
  answer: { readonly form: unknown; readonly text: string },
): Reading<Forms[N]> {
  const roles: FormRoles = ROLES
  const { form } = roles[role]
  if (form === null) throw new TradingError('INTERNAL', `The role ${role} has no form to read`)
  return readWords(form, answer)
}

/** The crew as the desk hires it; `turnsMax` bounds the tool rounds of one question. */
export const crewOf = (turnsMax: number): Crew => ({
  roles: ROLES,
  options: (client, model): ClientOptions => ({
    model,
    systemPrompt: HOUSE_RULES,
    tools: [...new Set(rolesOf(client).flatMap(({ tools }) => tools))],
    form: clientForm(client),
    turnsMax,
  }),
  read,
})
