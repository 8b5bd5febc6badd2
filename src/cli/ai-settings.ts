import { FIRST_PROMPTS } from '../agents/first-prompts.ts'
import type { AiSettings } from '../ai-container.ts'
import { CLIENT_VARIABLES } from '../core/ai/environment.ts'
import type { BarTape } from '../core/bar-tape.ts'
import { ClaudeSdkClientManager } from '../core/claude-sdk-client-manager.ts'
import type { Clock } from '../core/clock.ts'
import { variablesNamed } from '../core/config.ts'
import type { DependencyContainer } from '../core/di.ts'
import type { LiveBook } from '../core/live-book.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { TaskTables } from '../core/state/task-rows.ts'
import { AnalysisService } from '../services/analysis-service.ts'
import { ChatService } from '../services/chat-service.ts'
import { PromptService } from '../services/prompt-service.ts'
import type { AiDesk } from '../web/web-deps.ts'
import type { Context } from './context.ts'
import type { MarketSource } from './market-source.ts'
import type { ModelLook } from './readiness-checks.ts'
import type { ServedRuns } from './serve-runs.ts'

interface Beside {
  readonly live: LiveBook
  readonly market: MarketSource
  readonly tape: BarTape
  readonly runs: ServedRuns | null
}

/** Opens what the AI desk of a run rests on. */
export async function aiSettings(
  { config, parts }: Pick<Context, 'config' | 'parts'>,
  { live, market, tape, runs }: Beside,
): Promise<AiSettings> {
  const door = parts.get(StateDoor)
  const { name } = live.book
  const reference = await door.reference()
  const isSimulated = config.market === 'sim'
  const state = await door.open()
  return {
    tasks: { db: state.db.withTables<TaskTables>(), url: state.url },
    stores: await door.ai(name, FIRST_PROMPTS),
    research: await door.research(),
    history: await door.history(name),
    runs: runs?.runDesk ?? null,
    environment: variablesNamed(CLIENT_VARIABLES),
    tape,
    // What is stored is the past of a replay itself.
    past: isSimulated ? market.past : null,
    known: async () => ({
      actions: market.actions,
      changes: isSimulated ? [] : await reference.symbolChanges(),
    }),
  }
}

/** A desk that comes up does not share its start with the model’s client. */
export const LOOK_AFTER_MS = 2_000

/** How the model of a run stands, once the desk has been up for a while. */
export function modelOf(running: () => DependencyContainer, clock: Clock): ModelLook {
  const since = clock.now()
  return async (signal) => {
    const claude = running().get(ClaudeSdkClientManager)
    return clock.now() - since < LOOK_AFTER_MS ? claude.state : claude.check(false, signal)
  }
}

/** The AI desk as the web asks it. */
export const aiDesk = (running: DependencyContainer, { stores }: AiSettings): AiDesk => ({
  claude: running.get(ClaudeSdkClientManager),
  analyses: running.get(AnalysisService),
  chat: running.get(ChatService),
  prompts: running.get(PromptService),
  agents: stores.agents,
})
