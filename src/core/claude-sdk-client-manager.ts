import { randomUUID } from 'node:crypto'
import { correlationId } from '../domain/brand.ts'
import { type EpochMs, epochMs, SECOND_MS } from '../domain/time.ts'
import { AiAuthError, AiRateLimitError, AiSessionError } from './ai/ai-error.ts'
import {
  type AiState,
  type Answer,
  Claude,
  type ClientOptions,
  type ClientType,
  type Question,
} from './ai/claude.ts'
import { ClientPlace } from './ai/client-place.ts'
import { bundledClient, ClientProcesses, runOnce } from './ai/client-process.ts'
import {
  type Found,
  LoginHealth,
  loginIn,
  NO_PROGRAM,
  NOT_RUNNING,
  SWITCHED_OFF,
} from './ai/login-health.ts'
import { orAborted } from './ai/or-aborted.ts'
import { checkPromptLength } from './ai/prompt-length.ts'
import { ClaudeSession, WEAR, type Wear } from './ai/session.ts'
import { SessionPool } from './ai/session-pool.ts'
import { MemorySpendingLog, Spending, type SpendingLog } from './ai/spending.ts'
import { type Tool, ToolBench, type ToolResult } from './ai/tool.ts'
import type { Clock } from './clock.ts'
import type { AiConfig } from './config-ai.ts'
import { rethrowCancelled } from './error-handler.ts'
import { TradingError } from './errors.ts'
import type { Logger } from './log.ts'

export interface ClaudeDeps {
  readonly config: AiConfig
  readonly bench: ToolBench
  readonly clock: Clock
  readonly log: Logger
  /** Of ours, those variables that the client may have: see CLIENT_VARIABLES. */
  readonly environment: Readonly<Record<string, string>>
  readonly spendingLog?: SpendingLog
  /** The client's program; null when it is not installed. The bundled one unless given. */
  readonly program?: string | null
  readonly wear?: Wear
}

/** Sooner than a check of readiness gives up. */
const STATUS_MS = 8 * SECOND_MS

/** One warm session a client type, each made when it is first needed and again when it is worn out. */
export class ClaudeSdkClientManager extends Claude implements AsyncDisposable {
  readonly #deps: ClaudeDeps
  readonly #spending: Spending
  readonly #health: LoginHealth
  readonly #processes = new ClientProcesses()
  readonly #pool: SessionPool
  readonly #listeners = new Set<() => void>()
  readonly #closing = new AbortController()
  readonly #place: ClientPlace
  #coolingUntil: EpochMs | null = null

  constructor(deps: ClaudeDeps) {
    super()
    this.#deps = deps
    const { clock, config, environment, spendingLog = new MemorySpendingLog() } = deps
    this.#pool = new SessionPool({
      open: (type, options) => this.#open(type, options),
      clock,
      log: deps.log,
    })
    this.#place = new ClientPlace(environment, config.scriptedModelUrl)
    this.#spending = new Spending({
      store: spendingLog,
      log: deps.log,
      clock,
      budgets: config,
    })
    this.#health = new LoginHealth({
      clock,
      look: () => this.#look(this.#closing.signal),
      prove: () => this.#prove(this.#closing.signal),
      onChange: () => this.#tell(),
    })
  }

  /** One without tools, for whoever only wants to know whether the model answers. */
  static toLook(deps: Omit<ClaudeDeps, 'bench'>): ClaudeSdkClientManager {
    return new ClaudeSdkClientManager({ ...deps, bench: new NoTools() })
  }

  override async ask(question: Question, signal: AbortSignal): Promise<Answer> {
    checkPromptLength(question.prompt, this.#deps.config.promptTokensMax)
    await this.#checkLogin(signal)
    await this.#spending.check(0)
    const session = await this.#ready(question, signal)
    try {
      const answering = session.ask(question, signal)
      this.#tell()
      const answer = await answering
      this.#health.answered()
      return answer
    } catch (error) {
      this.#heed(error, session)
      throw error
    } finally {
      await this.#pool.tend(session)
      this.#tell()
    }
  }

  /** The session of a type; one that differs in its options, or is worn out, is replaced. Calls at once share one. */
  getClient(type: ClientType, options: ClientOptions): Promise<ClaudeSession> {
    return this.#pool.get(type, options)
  }

  override get state(): AiState {
    const { config, clock } = this.#deps
    const { state, reason, nextStep, checkedAt } = config.isOn
      ? this.#health.login
      : { ...SWITCHED_OFF, checkedAt: clock.now() }
    const cooling = this.#cooling()
    const isCooling = cooling !== null && state !== 'blocked'
    const { costPaise, tokens } = this.#spending.today
    return {
      state: isCooling ? 'cooling' : state,
      reason: isCooling ? `A limit of the model’s service is used up` : reason,
      nextStep,
      checkedAt,
      coolingUntil: cooling,
      model: config.model,
      isScripted: config.scriptedModelUrl !== null,
      spentTodayPaise: costPaise,
      budgetADayPaise: config.budgetADayPaise,
      tokensToday: tokens,
      sessions: this.#pool.lines,
    }
  }

  override listen(listener: () => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) }
  }

  /** Looks whether there is a login, and how much memory the clients keep; `isProof` asks for a minimal answer too. Both are rare. */
  async check(isProof: boolean, signal: AbortSignal): Promise<AiState> {
    if (this.#deps.config.isOn) {
      await (isProof ? this.#health.prove(signal) : this.#health.look(signal))
      await this.#spending.look()
    }
    await this.#pool.weigh()
    return this.state
  }

  /** What was known of the login holds no more: somebody logged in or out. */
  forgetLogin(): void {
    this.#health.forget()
  }

  /** Ends every session. No process is left when it resolves. */
  async close(): Promise<void> {
    this.#closing.abort('closing')
    // What is being answered is given up: nobody waits for a client that is to end.
    await this.#processes.close()
    await this.#pool.close()
    await this.#place.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #open(type: ClientType, options: ClientOptions): Promise<ClaudeSession> {
    const { bench, clock, config, log, wear = WEAR } = this.#deps
    const session = await ClaudeSession.open(
      {
        type,
        options,
        bench,
        clock,
        limits: config,
        wear,
        spending: this.#spending,
        program: this.#program(),
        processes: this.#processes,
        ...(await this.#place.open()),
      },
      this.#closing.signal,
    )
    log.info('a session of the model’s client began', { client: type, pid: session.line.pid })
    return session
  }

  /** The bundled client, unless another was given. Throws AI_BLOCKED when there is none. */
  #program(): string {
    const { program = bundledClient() } = this.#deps
    if (program === null) throw blockedBy(NO_PROGRAM)
    return program
  }

  async #ready({ client, options }: Question, signal: AbortSignal): Promise<ClaudeSession> {
    try {
      return await orAborted(this.getClient(client, options), signal)
    } catch (error) {
      // A client that does not begin may have nothing to log in with: it tells when it is asked.
      const isNoClient = error instanceof AiSessionError || error instanceof AiAuthError
      if (isNoClient) refuseBlocked(await this.#health.look(signal))
      throw error
    }
  }

  /** A login that was refused is looked at again now and then: somebody may have logged in. */
  async #checkLogin(signal: AbortSignal): Promise<void> {
    if (this.#closing.signal.aborted) throw new TradingError('CLOSED', 'The AI desk has ended')
    if (!this.#deps.config.isOn) refuseBlocked(SWITCHED_OFF)
    const cooling = this.#cooling()
    if (cooling !== null) {
      const retryAfterMs = cooling - this.#deps.clock.now()
      throw new AiRateLimitError('A limit of the model’s service is used up', { retryAfterMs })
    }
    const isBlocked = this.#health.login.state === 'blocked'
    if (isBlocked) refuseBlocked(await this.#health.look(signal))
  }

  /** Asks the client for its login, which costs no question. */
  async #look(signal: AbortSignal): Promise<Found> {
    const { program = bundledClient() } = this.#deps
    if (program === null) return NO_PROGRAM
    const command = { command: program, args: ['auth', 'status'], ...(await this.#place.open()) }
    try {
      return loginIn(await runOnce(command, STATUS_MS, signal))
    } catch (error) {
      this.#deps.log.warn('the model’s client does not run', {
        error: rethrowCancelled(error, signal),
      })
      return NOT_RUNNING
    }
  }

  /** The smallest question there is, asked of a client of its own. */
  async #prove(signal: AbortSignal): Promise<void> {
    await this.#spending.check(0)
    const { model } = this.#deps.config
    const options = { ...PROOF, model }
    await using session = await this.#open('query', options)
    await session.ask(
      {
        client: 'query',
        by: 'chat',
        options,
        prompt: 'Are you there?',
        isFresh: true,
        granted: [],
        correlationId: correlationId(randomUUID()),
        about: 'login',
      },
      signal,
    )
  }

  /** What a failure says of the login, of limits, and of the session that it came from. */
  #heed(error: unknown, session: ClaudeSession): void {
    if (error instanceof AiAuthError) {
      this.#health.refused(error)
      // A new login is read by a new client.
      this.#pool.discard(session)
    }
    if (error instanceof AiRateLimitError) {
      const { retryAfterMs = 0 } = error.details
      const { clock } = this.#deps
      this.#coolingUntil = epochMs(clock.now() + retryAfterMs)
      clock.wakeAt(this.#coolingUntil, () => this.#tell())
    }
  }

  #cooling(): EpochMs | null {
    const until = this.#coolingUntil
    return until !== null && until > this.#deps.clock.now() ? until : null
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

const blockedBy = ({ reason, nextStep }: Found): AiAuthError =>
  new AiAuthError(nextStep === null ? reason : `${reason}: ${nextStep}`, { facts: { nextStep } })

function refuseBlocked(login: Found): void {
  if (login.state === 'blocked') throw blockedBy(login)
}

const PROOF = {
  systemPrompt: 'Answer with the one word: yes.',
  tools: [],
  form: null,
  turnsMax: 1,
} as const

class NoTools extends ToolBench {
  override get tools(): readonly Tool[] {
    return []
  }

  override async call(): Promise<ToolResult> {
    return { text: 'There are no tools', isError: true }
  }
}
