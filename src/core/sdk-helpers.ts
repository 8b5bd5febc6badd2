import type {
  HookCallback,
  McpSdkServerConfigWithInstance,
  Options,
  Query,
  SDKMessage,
  SDKUserMessage,
} from '@anthropic-ai/claude-agent-sdk'
import { epochMs } from '../domain/time.ts'
import { AiError, AiSessionError } from './ai/ai-error.ts'
import type { ClientOptions } from './ai/claude.ts'
import { ClientProcess, type ClientProcesses } from './ai/client-process.ts'
import { type Heard, heardIn } from './ai/heard.ts'
import type { Tool, ToolResult } from './ai/tool.ts'
import { TOOL_SERVER, type ToolName } from './ai/tool-names.ts'
import { cancelled } from './cancellation.ts'
import type { Clock } from './clock.ts'
import { toTradingError } from './error-handler.ts'

/** The SDK, when it is first needed: the desk starts and runs without it. */
const sdk = () => import('@anthropic-ai/claude-agent-sdk')

/** Under this name the client offers the model its form. */
export const FORM_TOOL = 'StructuredOutput'

/** The name by which the model calls a tool of ours. */
export const fullName = (tool: ToolName): string => `mcp__${TOOL_SERVER}__${tool}`

/** Both gates before a tool: the hook asks `refusal`, the tool itself is called through `call`. */
export interface ToolGate {
  /** Why the model may not call this now, by its full name; null lets it through. */
  refusal(name: string, input: unknown): string | null
  call(name: ToolName, input: unknown, signal: AbortSignal): Promise<ToolResult>
}

/** What a line to the client is opened with. */
export interface LineOptions {
  readonly client: ClientOptions
  /** Served to the model: those of the client's options. */
  readonly tools: readonly Tool[]
  readonly gate: ToolGate
  readonly program: string
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly processes: ClientProcesses
  /** Each word as it comes, for a person who waits. */
  readonly isTold: boolean
  readonly toolMs: number
  /** Dollars between two cleared contexts, where the client stops by itself. */
  readonly usdMax: number
}

/** Results above 50,000 characters reach the model as a short piece and a file that it cannot read. */
const RESULT_MAX = 48_000
const TOO_LONG = 'The answer was too long: ask for less.'
/** Seconds in which the gate must answer; a gate that does not is shut. */
const GATE_SECONDS = 5

async function serverOf({ tools, gate, toolMs }: LineOptions) {
  const { createSdkMcpServer, tool } = await sdk()
  const served = tools.map(({ name, says, input, isReadOnly }) =>
    tool(
      name,
      says,
      input.shape,
      async (given, extra) => {
        const { text, isError } = await gate.call(name, given, signalIn(extra))
        const isLong = text.length > RESULT_MAX
        const shown = isLong ? TOO_LONG : text
        return { content: [{ type: 'text', text: shown }], isError: isError || isLong }
      },
      { annotations: { readOnlyHint: isReadOnly } },
    ),
  )
  return createSdkMcpServer({
    name: TOOL_SERVER,
    tools: served,
    alwaysLoad: true,
    timeout: toolMs,
  })
}

const signalIn = (extra: unknown): AbortSignal => {
  const isHeld = typeof extra === 'object' && extra !== null && 'signal' in extra
  const signal = isHeld ? extra.signal : null
  return signal instanceof AbortSignal ? signal : AbortSignal.abort('a call without a signal')
}

/** Without a matcher it is asked before every tool, whatever its name: what it does not let through stays outside. */
const hookOf =
  ({ refusal }: ToolGate): HookCallback =>
  async (input) => {
    const isCall = input.hook_event_name === 'PreToolUse'
    const why = isCall ? refusal(input.tool_name, input.tool_input) : 'this is no call of a tool'
    return {
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: why === null ? 'allow' : 'deny',
        ...(why === null ? {} : { permissionDecisionReason: why }),
      },
    }
  }

/** Everything is said that has a default: no tool of the client's own, no settings, no approval in advance. */
function optionsOf(line: LineOptions, server: McpSdkServerConfigWithInstance): Partial<Options> {
  const { client, gate, program, env, cwd, isTold } = line
  return {
    model: client.model,
    systemPrompt: client.systemPrompt,
    maxTurns: client.turnsMax,
    maxBudgetUsd: line.usdMax,
    tools: [],
    allowedTools: [],
    settingSources: [],
    strictMcpConfig: true,
    permissionMode: 'default',
    permissionPrompts: 'none',
    mcpServers: line.tools.length === 0 ? {} : { [TOOL_SERVER]: server },
    mcpServersDelivery: 'initialize',
    hooks: {
      PreToolUse: [{ hooks: [hookOf(gate)], onFailure: 'block', timeout: GATE_SECONDS }],
    },
    persistSession: false,
    includePartialMessages: isTold,
    pathToClaudeCodeExecutable: program,
    env: { ...env },
    cwd,
    ...(client.form === null
      ? {}
      : { outputFormat: { type: 'json_schema', schema: { ...client.form } } }),
  }
}

/** What waits to be sent, in order. */
class Outbox implements AsyncIterable<SDKUserMessage> {
  readonly #waiting: SDKUserMessage[] = []
  #isOver = false
  #wake: () => void = () => {}

  put(message: SDKUserMessage): void {
    this.#waiting.push(message)
    this.#wake()
  }

  end(): void {
    this.#isOver = true
    this.#wake()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SDKUserMessage, void> {
    for (;;) {
      for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) yield next
      if (this.#isOver) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

/** How long a client without work may take to end by itself, and one that was interrupted to answer. */
const IDLE_END_MS = 300
const INTERRUPT_MS = 1_500

/** A running client. Only `sendQuery` and `receiveReply` speak through it. */
export class ClientLine implements AsyncDisposable {
  readonly #outbox: Outbox
  readonly #messages: Query
  readonly #process: ClientProcess

  constructor(outbox: Outbox, messages: Query, process: ClientProcess) {
    this.#outbox = outbox
    this.#messages = messages
    this.#process = process
  }

  get pid(): number | null {
    return this.#process.pid
  }

  get isOver(): boolean {
    return this.#process.isOver
  }

  /** Resolves when the client can be asked. Throws AI_SESSION_LOST, and AI_TIMED_OUT after the limit. */
  async ready({ limitMs, clock, signal }: Limits): Promise<void> {
    const limit = new AbortController()
    const both = AbortSignal.any([signal, limit.signal])
    const isLate = clock.until(epochMs(clock.now() + limitMs), both).then(() => true)
    const isReady = this.#messages.initializationResult().then(() => false)
    try {
      if (await Promise.race([isReady, isLate])) throw tooLate('start', limitMs)
    } catch (error) {
      if (signal.aborted) throw cancelled(signal)
      throw error instanceof AiError ? error : this.#lost(error)
    } finally {
      limit.abort('it was decided')
    }
  }

  rawQuery(text: string, isComposed: boolean): void {
    this.#outbox.put({
      type: 'user',
      message: { role: 'user', content: text },
      parent_tool_use_id: null,
      // Words of a person or a model are never commands or paths to the client.
      ...(isComposed ? { client_composed: true } : {}),
    })
  }

  /** Throws AI_SESSION_LOST once the client is gone. */
  async rawReceive(): Promise<Heard> {
    let next: IteratorResult<SDKMessage, void>
    try {
      next = await this.#messages.next()
    } catch (error) {
      throw this.#lost(error)
    }
    if (next.done) throw this.#lost(null)
    return heardIn(next.value)
  }

  /** Stops what is being answered: it ends soon after, or the client does. */
  halt(): Disposable {
    const kill = () => this.#process.kill()
    const timer = setTimeout(kill, INTERRUPT_MS).unref()
    this.#messages.interrupt().catch(kill)
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  }

  /** Resolves when no process of it is left. A tool that is at work is not stopped by it. */
  async close(): Promise<void> {
    this.#outbox.end()
    await this.#process.end(IDLE_END_MS)
    this.#messages.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #lost(cause: unknown): AiSessionError {
    const { lastWords } = this.#process
    return new AiSessionError('The model’s client ended before it had answered', {
      cause: lastWords === '' ? cause : new AiSessionError(lastWords, { cause }),
    })
  }
}

/** Begins a client and its line: it is not ready yet. Throws AI_SESSION_LOST when there is no program to run. */
export async function openLine(asked: LineOptions): Promise<ClientLine> {
  const { query } = await sdk()
  const outbox = new Outbox()
  const process = new ClientProcess(asked.processes)
  const options: Options = {
    ...optionsOf(asked, await serverOf(asked)),
    spawnClaudeCodeProcess: ({ command, args, cwd, env }) =>
      process.start({ command, args, cwd: cwd ?? asked.cwd, env }),
  }
  return new ClientLine(outbox, query({ prompt: outbox, options }), process)
}

/** Within which something must be over. */
export interface Limits {
  readonly limitMs: number
  readonly clock: Clock
  readonly signal: AbortSignal
}

const TOO_LATE = {
  start: 'The model’s client was not ready',
  query: 'The model’s client did not take the question up',
  reply: 'The model’s answer was not complete',
} as const

const tooLate = (what: keyof typeof TOO_LATE, limitMs: number): AiError =>
  new AiError('AI_TIMED_OUT', `${TOO_LATE[what]} within ${limitMs / 1_000} s`, {
    facts: { what, limitMs },
  })

/**
 * Sends a question; resolves when it was taken up, or ended at once. Throws AI_TIMED_OUT after the limit and the
 * cancellation after an abort, both within 2 s, when nothing is being answered any more.
 */
export function sendQuery(
  line: ClientLine,
  { text, isComposed }: { readonly text: string; readonly isComposed: boolean },
  limits: Limits,
  told: (heard: Heard) => void,
): Promise<Heard> {
  line.rawQuery(text, isComposed)
  const isLast = ({ kind }: Heard) => kind === 'begun' || kind === 'ended'
  return hearUntil(line, isLast, tooLate('query', limits.limitMs), limits, told)
}

/** Reads the whole answer once, the limit being for all of it. Throws as `sendQuery` does. */
export function receiveReply(
  line: ClientLine,
  limits: Limits,
  told: (heard: Heard) => void,
): Promise<Heard> {
  const isLast = ({ kind }: Heard) => kind === 'ended'
  return hearUntil(line, isLast, tooLate('reply', limits.limitMs), limits, told)
}

/** What was stopped is heard to its end all the same: what it cost is told there, and the next question finds an idle client. */
async function hearUntil(
  line: ClientLine,
  isLast: (heard: Heard) => boolean,
  late: AiError,
  { limitMs, clock, signal }: Limits,
  told: (heard: Heard) => void,
): Promise<Heard> {
  const stopped: { why: Error | null; halt: Disposable | null } = { why: null, halt: null }
  const stop = (why: Error) => {
    if (stopped.why !== null) return
    stopped.why = why
    stopped.halt = line.halt()
  }
  const alarm = clock.wakeAt(epochMs(clock.now() + limitMs), () => stop(late))
  const leave = () => stop(cancelled(signal))
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  try {
    for (;;) {
      const heard = await line.rawReceive()
      told(heard)
      if (stopped.why === null && isLast(heard)) return heard
      if (stopped.why !== null && heard.kind === 'ended') throw stopped.why
    }
  } catch (error) {
    throw stopped.why ?? toTradingError(error)
  } finally {
    alarm[Symbol.dispose]()
    stopped.halt?.[Symbol.dispose]()
    signal.removeEventListener('abort', leave)
  }
}
