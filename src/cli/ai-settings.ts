import { ROLES } from '../agents/registry.ts'
import { CLIENT_VARIABLES } from '../core/ai/environment.ts'
import { ROLE_NAMES, type RoleName } from '../core/ai/records.ts'
import type { BarTape } from '../core/bar-tape.ts'
import { ClaudeSdkClientManager } from '../core/claude-sdk-client-manager.ts'
import { variablesNamed } from '../core/config.ts'
import type { DependencyContainer } from '../core/di.ts'
import type { LiveBook } from '../core/live-book.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { AiSettings } from '../run-container.ts'
import { AnalysisService } from '../services/analysis-service.ts'
import { ChatService } from '../services/chat-service.ts'
import type { AiDesk } from '../web/web-deps.ts'
import type { Context } from './context.ts'
import type { MarketSource } from './market-source.ts'
import type { ServedRuns } from './serve-runs.ts'

interface Beside {
  readonly live: LiveBook
  readonly market: MarketSource
  readonly tape: BarTape
  readonly runs: ServedRuns | null
}

const firsts = (): Readonly<Record<RoleName, string>> =>
  Object.fromEntries(ROLE_NAMES.map((name) => [name, ROLES[name].prompt])) as Record<
    RoleName,
    string
  >

/** Opens what the AI desk of a run rests on. */
export async function aiSettings(
  { config, parts }: Pick<Context, 'config' | 'parts'>,
  { live, market, tape, runs }: Beside,
): Promise<AiSettings> {
  const door = parts.get(StateDoor)
  const { name } = live.book
  const reference = await door.reference()
  const isSimulated = config.market === 'sim'
  return {
    stores: await door.ai(name, firsts()),
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

/** The AI desk as the web asks it. */
export const aiDesk = (running: DependencyContainer, { stores }: AiSettings): AiDesk => ({
  claude: running.get(ClaudeSdkClientManager),
  analyses: running.get(AnalysisService),
  chat: running.get(ChatService),
  prompts: stores.prompts,
  agents: stores.agents,
})
