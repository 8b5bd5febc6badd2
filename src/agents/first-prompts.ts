import type { RoleName } from '../core/ai/role-names.ts'
import { ROLES } from './registry.ts'

const textOf = (role: RoleName): string => ROLES[role].prompt

/** The prompts that this program brings: what each role is told until its owner promotes another version. */
export const FIRST_PROMPTS: Readonly<Record<RoleName, string>> = {
  fundamentals_analyst: textOf('fundamentals_analyst'),
  news_analyst: textOf('news_analyst'),
  technical_analyst: textOf('technical_analyst'),
  bull: textOf('bull'),
  bear: textOf('bear'),
  judge: textOf('judge'),
  trader: textOf('trader'),
  reviewer: textOf('reviewer'),
  learner: textOf('learner'),
  chat: textOf('chat'),
}
