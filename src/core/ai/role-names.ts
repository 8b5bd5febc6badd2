/** The AI's roles, one file each in `agents/`. */
export const ROLE_NAMES = [
  'fundamentals_analyst',
  'news_analyst',
  'technical_analyst',
  'bull',
  'bear',
  'judge',
  'trader',
  'reviewer',
  'learner',
  'chat',
] as const
export type RoleName = (typeof ROLE_NAMES)[number]
