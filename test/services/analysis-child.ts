// A desk of its own that analyses INFY until somebody kills it: its database and its scripted model are named to it.

import type { Kysely } from 'kysely'
import { CLIENT_VARIABLES } from '../../src/core/ai/environment.ts'
import { ClaudeSdkClientManager } from '../../src/core/claude-sdk-client-manager.ts'
import { SystemClock } from '../../src/core/clock.ts'
import { loadConfig, variablesNamed } from '../../src/core/config.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { AiStore } from '../../src/core/state/ai-store.ts'
import type { AiTables } from '../../src/core/state/ai-tables.ts'
import { StateManager } from '../../src/core/state/state-manager.ts'
import { TaskQueue } from '../../src/core/state/task-queue.ts'
import type { TaskTables } from '../../src/core/state/task-rows.ts'
import type { TaskHandler } from '../../src/core/tasks.ts'
import { AnalysisService } from '../../src/services/analysis-service.ts'
import { ANALYSIS_TASK } from '../../src/services/analysis-wish.ts'
import { analysisDeps, INFY } from './analysis-fixture.ts'
import { EveryTool } from './analysis-model.ts'

const [, , databaseUrl = '', book = ''] = process.argv
const { config } = await loadConfig()
const clock = new SystemClock()
const log = new SilentLogger()
const state = await StateManager.open(
  { source: { databaseUrl }, clock, log },
  AbortSignal.timeout(30_000),
)
const claude = new ClaudeSdkClientManager({
  config: config.ai,
  bench: new EveryTool(),
  clock,
  log,
  environment: variablesNamed(CLIENT_VARIABLES),
})
let work: TaskHandler['run'] = async () => undefined
const tasks = new TaskQueue({
  db: state.db.withTables<TaskTables>(),
  url: state.url,
  book,
  clock,
  log,
  bus: { notify: () => undefined },
  handlers: [{ name: ANALYSIS_TASK, queue: 'AI_ANALYSIS', run: (...given) => work(...given) }],
  queueMax: 9,
})
const store = new AiStore(state.db as unknown as Kysely<AiTables>, book)
const { deps } = analysisDeps({ store }, claude, tasks, clock)
const service = new AnalysisService(deps)
work = (payload, context) => service.perform(payload, context)
await tasks.start()
const [line] = await service.start({ instruments: [INFY], askedBy: 'a desk that is killed' })
const tell = () => {
  const pids = claude.state.sessions.flatMap(({ pid }) => (pid === null ? [] : [pid]))
  process.stdout.write(`${JSON.stringify({ id: line?.id, pids })}\n`)
}
setInterval(tell, 50)
