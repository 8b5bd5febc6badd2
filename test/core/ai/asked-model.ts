import * as z from 'zod'
import type { ClientOptions, Question } from '../../../src/core/ai/claude.ts'
import type { Wear } from '../../../src/core/ai/session.ts'
import {
  type Tool,
  ToolBench,
  type ToolCaller,
  type ToolResult,
} from '../../../src/core/ai/tool.ts'
import type { ToolName } from '../../../src/core/ai/tool-names.ts'
import { ClaudeSdkClientManager } from '../../../src/core/claude-sdk-client-manager.ts'
import { type Clock, SystemClock } from '../../../src/core/clock.ts'
import { loadConfig } from '../../../src/core/config.ts'
import type { AiConfig } from '../../../src/core/config-ai.ts'
import { type LogFacts, SilentLogger } from '../../../src/core/log.ts'
import { correlationId } from '../../../src/domain/brand.ts'
import { dummyLogin, type LoginKind } from '../../scripted-model/dummy-login.ts'
import { type Script, startScriptedModel } from '../../scripted-model/scripted-model.ts'

/** A bench that keeps what it was asked; each tool answers by its own words. */
export class TestBench extends ToolBench {
  readonly calls: {
    readonly name: string
    readonly input: unknown
    readonly caller: ToolCaller
  }[] = []
  readonly #answers: Partial<Record<ToolName, (signal: AbortSignal) => Promise<string>>>

  constructor(answers: Partial<Record<ToolName, (signal: AbortSignal) => Promise<string>>> = {}) {
    super()
    this.#answers = answers
  }

  override get tools(): readonly Tool[] {
    const input = z.object({ instrument: z.string() })
    return [toolOf('get_quote', input, true), toolOf('propose_trade', input, false)]
  }

  override async call(
    name: string,
    input: unknown,
    caller: ToolCaller,
    signal: AbortSignal,
  ): Promise<ToolResult> {
    this.calls.push({ name, input, caller })
    const answer = Object.entries(this.#answers).find(([own]) => own === name)?.[1]
    return { text: answer ? await answer(signal) : '{"price": 123.45}', isError: false }
  }
}

const toolOf = (name: ToolName, input: Tool['input'], isReadOnly: boolean): Tool => ({
  name,
  says: `The tool ${name}`,
  input,
  isReadOnly,
  call: async () => ({ source: 'test', asOf: null, data: null }),
})

/** Keeps what was said at info. */
export class HeardLog extends SilentLogger {
  readonly lines: { readonly message: string; readonly facts: LogFacts }[] = []

  override info(message?: string, facts: LogFacts = {}): void {
    this.lines.push({ message: message ?? '', facts })
  }
}

export const OPTIONS: ClientOptions = {
  model: 'claude-sonnet-5',
  systemPrompt: 'You answer.',
  tools: [],
  form: null,
  turnsMax: 8,
}

export const question = (prompt: string, over: Partial<Question> = {}): Question => ({
  client: 'query',
  by: 'chat',
  options: OPTIONS,
  prompt,
  isFresh: true,
  granted: [],
  correlationId: correlationId('00000000-0000-4000-8000-000000000001'),
  about: 'a test',
  ...over,
})

export const NEVER = new AbortController().signal

export interface Asked {
  readonly login?: LoginKind
  readonly config?: Partial<AiConfig>
  readonly bench?: TestBench
  readonly clock?: Clock
  readonly program?: string | null
  readonly wear?: Wear
  /** Beside the login's. */
  readonly environment?: Readonly<Record<string, string>>
}

/** A manager before a scripted model, with a login that is nobody's; all of it ends with the test. */
export async function askedModel(script: Script, asked: Asked = {}) {
  const model = await startScriptedModel(script)
  const login = await dummyLogin(model.url, asked.login ?? 'stored')
  const { config } = await loadConfig({ dataDir: login.cwd }, {})
  const log = new HeardLog()
  const bench = asked.bench ?? new TestBench()
  const manager = new ClaudeSdkClientManager({
    config: { ...config.ai, scriptedModelUrl: model.url, ...asked.config },
    bench,
    clock: asked.clock ?? new SystemClock(),
    log,
    environment: { ...login.env, ...asked.environment },
    ...(asked.program === undefined ? {} : { program: asked.program }),
    ...(asked.wear === undefined ? {} : { wear: asked.wear }),
  })
  return {
    model,
    login,
    bench,
    log,
    manager,
    ask: (prompt: string, over: Partial<Question> = {}, signal = NEVER) =>
      manager.ask(question(prompt, over), signal),
    async [Symbol.asyncDispose]() {
      await manager.close()
      await model.close()
      await login.close()
    },
  }
}

/** Whether a process of that number is there. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
