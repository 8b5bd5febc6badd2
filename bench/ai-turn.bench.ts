import { type Options, query } from '@anthropic-ai/claude-agent-sdk'
import type { ClientOptions } from '../src/core/ai/claude.ts'
import { ClaudeSdkClientManager } from '../src/core/claude-sdk-client-manager.ts'
import { SystemClock } from '../src/core/clock.ts'
import { loadConfig } from '../src/core/config.ts'
import { SilentLogger } from '../src/core/log.ts'
import { correlationId } from '../src/domain/brand.ts'
import { type DummyLogin, dummyLogin } from '../test/scripted-model/dummy-login.ts'
import { say } from '../test/scripted-model/replies.ts'
import { type ScriptedModel, startScriptedModel } from '../test/scripted-model/scripted-model.ts'
import { defineBench } from './define-bench.ts'

const OPTIONS: ClientOptions = {
  model: 'claude-sonnet-5',
  systemPrompt: 'You answer.',
  tools: [],
  form: null,
  turnsMax: 4,
}
/** What a script costs at list prices is nobody's money. */
const UNBOUNDED = { budgetADayPaise: 1e9, budgetASessionPaise: 1e9, tokensADay: 1e9 }
const PROMPT = 'How is INFY?'

interface Opened {
  readonly model: ScriptedModel
  readonly login: DummyLogin
  readonly claude: ClaudeSdkClientManager
}

let opening: Promise<Opened> | null = null

/** A model without latency, a login that is nobody's, and a client that is warm. */
const opened = (): Promise<Opened> => {
  opening ??= open()
  return opening
}

async function open(): Promise<Opened> {
  const model = await startScriptedModel(() => say('It looks dear.'))
  const login = await dummyLogin(model.url)
  const { config } = await loadConfig({ dataDir: login.cwd }, {})
  const claude = ClaudeSdkClientManager.toLook({
    config: { ...config.ai, ...UNBOUNDED, scriptedModelUrl: model.url },
    clock: new SystemClock(),
    log: new SilentLogger(),
    environment: login.env,
  })
  await ask(claude, true)
  return { model, login, claude }
}

const ask = (claude: ClaudeSdkClientManager, isFresh: boolean) =>
  claude.ask(
    {
      client: 'query',
      by: 'chat',
      options: OPTIONS,
      prompt: PROMPT,
      isFresh,
      granted: [],
      correlationId: correlationId('00000000-0000-4000-8000-000000000001'),
      about: 'a benchmark',
    },
    new AbortController().signal,
  )

/** The first turn of each run forgets the runs before it. */
async function warm(count: number, isFresh: boolean): Promise<number> {
  const { claude } = await opened()
  await ask(claude, true)
  const start = performance.now()
  for (let turn = 0; turn < count; turn++) await ask(claude, isFresh)
  return (performance.now() - start) / 1_000
}

const fresh: number[] = []

async function cold(count: number): Promise<number> {
  const { login } = await opened()
  const start = performance.now()
  for (let turn = 0; turn < count; turn++) {
    const options: Options = {
      model: OPTIONS.model,
      systemPrompt: OPTIONS.systemPrompt,
      env: { ...login.env },
      cwd: login.cwd,
      tools: [],
      settingSources: [],
      strictMcpConfig: true,
      permissionMode: 'default',
      persistSession: false,
      verbatimPrompts: true,
    }
    let answers = 0
    for await (const { type } of query({ prompt: PROMPT, options }))
      if (type === 'result') answers++
    if (answers !== 1) throw new RangeError(`a question had ${answers} answers`)
  }
  return (performance.now() - start) / 1_000
}

export default defineBench({
  row: 'P13',
  title: 'A question to the model and its answer, warm client, model without latency',
  unit: 'turns/s',
  goal: { first: 5, goal: 10 },
  sizes: [5, 20],
  ours: async (count) => {
    fresh.push((await warm(count, true)) / count)
    return warm(count, false)
  },
  peers: { 'a new process per prompt': cold },
  async close() {
    if (opening === null) return
    const { claude, model, login } = await opening
    await claude.close()
    await model.close()
    await login.close()
  },
  get notes() {
    const [median = 0] = fresh.toSorted((a, b) => a - b).slice(fresh.length >> 1)
    return [
      'Ours asks within one conversation, as a chat does; each answer is read whole, counted and paid for.',
      `A question that must see nothing of what was said before, as those of an analysis, takes ${Math.round(median * 1_000)} ms here: the client clears its context first.`,
    ]
  },
})
