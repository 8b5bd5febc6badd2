import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Options, query } from '@anthropic-ai/claude-agent-sdk'
import type { Kysely } from 'kysely'
import { ClaudeSdkClientManager } from '../src/core/claude-sdk-client-manager.ts'
import { SystemClock } from '../src/core/clock.ts'
import { loadConfig } from '../src/core/config.ts'
import { SilentLogger } from '../src/core/log.ts'
import { AiStore } from '../src/core/state/ai-store.ts'
import type { AiTables } from '../src/core/state/ai-tables.ts'
import { StateManager } from '../src/core/state/state-manager.ts'
import { TaskQueue } from '../src/core/state/task-queue.ts'
import type { TaskTables } from '../src/core/state/task-rows.ts'
import type { TaskLine } from '../src/core/tasks.ts'
import { instrumentId } from '../src/domain/brand.ts'
import { AnalysisService } from '../src/services/analysis-service.ts'
import { ANALYSIS_TASK } from '../src/services/analysis-wish.ts'
import { dummyLogin } from '../test/scripted-model/dummy-login.ts'
import { say } from '../test/scripted-model/replies.ts'
import { startScriptedModel } from '../test/scripted-model/scripted-model.ts'
import { analysisDeps } from '../test/services/analysis-fixture.ts'
import { crewScript, EveryTool } from '../test/services/analysis-model.ts'
import { defineBench } from './define-bench.ts'

const log = new SilentLogger()
const clock = new SystemClock()
/** What a script costs at list prices is nobody's money. */
const UNBOUNDED = { budgetADayPaise: 1e9, budgetASessionPaise: 1e9, tokensADay: 1e9 }
const ROLES_A_SYMBOL = 7

type Opened = Awaited<ReturnType<typeof open>>
let opening: Promise<Opened> | null = null
const opened = (): Promise<Opened> => {
  opening ??= open()
  return opening
}

/** The desk's own parts over a model without latency: client, tools' gate, queue, database. */
async function open() {
  const dataDir = await mkdtemp(join(tmpdir(), 'robo-ai-bench-'))
  await chmod(dataDir, 0o755)
  const state = await StateManager.open(
    { source: { dataDir }, clock, log },
    AbortSignal.timeout(60_000),
  )
  const model = await startScriptedModel((request) =>
    request.tools.length === 0 ? say('It looks dear.') : crewScript(request),
  )
  const login = await dummyLogin(model.url)
  const { config } = await loadConfig({ dataDir: login.cwd }, {})
  const claude = new ClaudeSdkClientManager({
    config: { ...config.ai, ...UNBOUNDED, scriptedModelUrl: model.url },
    bench: new EveryTool(),
    clock,
    log,
    environment: login.env,
  })
  const tasks = new TaskQueue({
    db: state.db.withTables<TaskTables>(),
    url: state.url,
    book: 'bench',
    clock,
    log,
    bus: { notify: () => undefined },
    handlers: [
      {
        name: ANALYSIS_TASK,
        queue: 'AI_ANALYSIS',
        run: (payload, context) => service.perform(payload, context),
      },
    ],
    queueMax: 50,
  })
  const store = new AiStore(state.db as unknown as Kysely<AiTables>, 'bench')
  const service = new AnalysisService(analysisDeps({ store }, claude, tasks, clock).deps)
  await tasks.start()
  const close = async () => {
    await tasks.close()
    await claude.close()
    await model.close()
    await login.close()
    await state.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { service, tasks, login, close }
}

/** Resolves when every task has come to its end. */
async function ended(tasks: TaskQueue, ids: readonly string[]): Promise<void> {
  const left = new Set(ids)
  let resolve = () => {}
  const over = new Promise<void>((done) => {
    resolve = done
  })
  const look = ({ id, state }: TaskLine) => {
    if (state === 'failed') throw new RangeError(`the analysis ${id} failed`)
    if (state === 'done') left.delete(id)
    if (left.size === 0) resolve()
  }
  using _ = tasks.listen(look)
  for (const id of ids) look(await tasks.get(id))
  await over
}

async function analysed(symbols: number): Promise<number> {
  const { service, tasks } = await opened()
  const instruments = Array.from({ length: symbols }, (_, index) => instrumentId(`NSE:X${index}`))
  const start = performance.now()
  const lines = await service.start({ instruments, askedBy: 'a benchmark' })
  await ended(
    tasks,
    lines.map(({ id }) => id),
  )
  return (performance.now() - start) / 1_000
}

/** As many questions as the roles of so many symbols are, each by a client of its own. */
async function cold(symbols: number): Promise<number> {
  const { login } = await opened()
  const options: Options = {
    env: { ...login.env },
    cwd: login.cwd,
    tools: [],
    settingSources: [],
    strictMcpConfig: true,
    permissionMode: 'default',
    persistSession: false,
    verbatimPrompts: true,
  }
  const start = performance.now()
  for (let asked = 0; asked < symbols * ROLES_A_SYMBOL; asked++)
    for await (const { type } of query({ prompt: 'How is INFY?', options }))
      if (type === 'result') break
  return (performance.now() - start) / 1_000
}

const tasksOfThree: number[] = []

export default defineBench({
  row: 'P13B',
  title: 'An analysis, seven roles a symbol, every step stored, model without latency',
  unit: 'symbols/s',
  goal: { first: 1, goal: 2 },
  sizes: [3],
  async ours(symbols) {
    // The clients are warm, as they are on a desk that has asked before.
    if (tasksOfThree.length === 0) await analysed(symbols)
    const seconds = await analysed(symbols)
    tasksOfThree.push(seconds)
    return seconds
  },
  peers: { 'a new process per question': cold },
  async close() {
    if (opening !== null) await (await opening).close()
  },
  get notes() {
    const worst = Math.max(0, ...tasksOfThree)
    return [
      'The peer only asks as often: it uses no tool, checks no form and keeps nothing.',
      `A task of three symbols, from the click to its recommendations, took ${worst.toFixed(2)} s at most; it may take 3 s.`,
    ]
  },
})
