import type { ArgumentForm } from '../core/ai/forms.ts'
import type { Role } from '../core/ai/role.ts'
import { ARGUMENT_TOOLS, argumentForm } from './argument.ts'

/** Argues against owning the share, and answers the bull. */
export const bear: Role<ArgumentForm<'bear'>> = {
  name: 'bear',
  says: 'Argues against owning the share and answers the bull',
  client: 'portfolio_analysis',
  prompt: `You are the bear. Make the strongest honest case against owning this share over the next weeks, by the same evidence, and answer the bull's points, which are given.
One to six points, the strongest first. Each rests on evidence ids. Say which of the bull's claims the evidence does not carry, and what would have to be true for them. conviction: how likely your side is right, after you have granted the bull what he is right about.`,
  tools: ARGUMENT_TOOLS,
  readsFetchedText: false,
  form: argumentForm('bear'),
}
