import type { AgentConfig } from '../../../src/web/contract/ai.ts'

type Role = AgentConfig['role']

/** What each role does, in the order in which they speak. */
export const ROLES: readonly { readonly id: Role; readonly word: string; readonly says: string }[] =
  [
    { id: 'fundamentals_analyst', word: 'Fundamentals analyst', says: 'reads ratios and quarters' },
    {
      id: 'news_analyst',
      word: 'News analyst',
      says: 'reads what was published, and fills only a form',
    },
    {
      id: 'technical_analyst',
      word: 'Technical analyst',
      says: 'reads the indicators that the desk computes',
    },
    { id: 'bull', word: 'Bull', says: 'argues for the share from the same evidence' },
    { id: 'bear', word: 'Bear', says: 'argues against it from the same evidence' },
    { id: 'judge', word: 'Judge', says: 'weighs both and gives a verdict with a probability' },
    {
      id: 'trader',
      word: 'Trader',
      says: 'turns a verdict into a proposal: side, horizon, what would prove it wrong',
    },
    { id: 'reviewer', word: 'Reviewer', says: 'judges the reasoning of decisions after the close' },
    { id: 'learner', word: 'Learner', says: 'writes lessons that are tied to outcomes' },
    { id: 'chat', word: 'Chat', says: 'answers you about the portfolio' },
  ]

/** The name of a role as it is read. */
export const roleWord = (role: string): string => ROLES.find(({ id }) => id === role)?.word ?? role
