import type { RoleName } from '../../../src/core/ai/role-names.ts'
import { type ModelRequest, userWords } from '../request.ts'

/** How each role's first prompt begins. */
const OPENINGS: readonly (readonly [opening: string, role: RoleName])[] = [
  ['You are the fundamentals analyst', 'fundamentals_analyst'],
  ['You are the news and earnings analyst', 'news_analyst'],
  ['You are the technical analyst', 'technical_analyst'],
  ['You are the bull', 'bull'],
  ['You are the bear', 'bear'],
  ['You are the judge', 'judge'],
  ['You are the trader', 'trader'],
  ['You are the reviewer', 'reviewer'],
  ['You are the learner', 'learner'],
  ['You talk with the owner', 'chat'],
]

/** Whose turn a request is, by how its message begins, the client’s own reminders after it or not; null for no role’s. */
export function askedRole(request: ModelRequest): RoleName | null {
  const words = userWords(request)
  return OPENINGS.find(([opening]) => words.includes(opening))?.[1] ?? null
}
