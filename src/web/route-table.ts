import { NOT_YET } from './not-yet.ts'
import type { Route } from './route.ts'
import { agents } from './routes/agents.ts'
import { approvals } from './routes/approvals.ts'
import { backups } from './routes/backups.ts'
import { chat } from './routes/chat.ts'
import { configuration } from './routes/configuration.ts'
import { data } from './routes/data.ts'
import { journal } from './routes/journal.ts'
import { market } from './routes/market.ts'
import { portfolio } from './routes/portfolio.ts'
import { prompts } from './routes/prompts.ts'
import { research } from './routes/research.ts'
import { risk } from './routes/risk.ts'
import { runs } from './routes/runs.ts'
import { session } from './routes/session.ts'
import { strategies } from './routes/strategies.ts'
import { system } from './routes/system.ts'
import { topics } from './routes/topics.ts'
import { trades } from './routes/trades.ts'

/** Every route of the desk: registered, limited, documented and tested from here. */
export const ROUTES: readonly Route[] = [
  ...system,
  ...session,
  ...topics,
  ...portfolio,
  ...market,
  ...journal,
  ...trades,
  ...risk,
  ...strategies,
  ...runs,
  ...data,
  ...research,
  ...configuration,
  ...backups,
  ...approvals,
  ...agents,
  ...chat,
  ...prompts,
  ...NOT_YET,
]
