import type { Roles } from '../core/ai/crew.ts'
import { bear } from './bear.ts'
import { bull } from './bull.ts'
import { chat } from './chat.ts'
import { fundamentalsAnalyst } from './fundamentals-analyst.ts'
import { judge } from './judge.ts'
import { learner } from './learner.ts'
import { newsAnalyst } from './news-analyst.ts'
import { reviewer } from './reviewer.ts'
import { technicalAnalyst } from './technical-analyst.ts'
import { trader } from './trader.ts'

/** The AI's roles, by name: another one is a file here, a form beside it and a line. */
export const ROLES: Roles = {
  fundamentals_analyst: fundamentalsAnalyst,
  news_analyst: newsAnalyst,
  technical_analyst: technicalAnalyst,
  bull,
  bear,
  judge,
  trader,
  reviewer,
  learner,
  chat,
}
