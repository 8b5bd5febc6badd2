import type { ArgumentForm } from '../core/ai/forms.ts'
import type { Role } from '../core/ai/role.ts'
import { ARGUMENT_TOOLS, argumentForm } from './argument.ts'

/** Argues for owning the share. */
export const bull: Role<ArgumentForm<'bull'>> = {
  name: 'bull',
  says: 'Argues for owning the share',
  client: 'portfolio_analysis',
  prompt: `You are the bull. Make the strongest honest case for owning this share over the next weeks, by the evidence below.
One to six points, the strongest first. Each point rests on evidence ids and says why it matters for the price, not only what it is. Do not repeat a figure without a conclusion. conviction: how likely your side is right, after you have thought of the best answer to it.`,
  tools: ARGUMENT_TOOLS,
  readsFetchedText: false,
  form: argumentForm('bull'),
}
