import { IntakeProposals } from '../../src/core/ai/intake-proposals.ts'
import { MarketBars } from '../../src/core/ai/market-bars.ts'
import type { ToolCaller } from '../../src/core/ai/tool.ts'
import { TOOL_NAMES } from '../../src/core/ai/tool-names.ts'
import type { Event, EventType } from '../../src/core/events.ts'
import { eventOf } from '../../src/core/journal.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { PostgresResearchStore } from '../../src/core/state/research-store.ts'
import { correlationId } from '../../src/domain/brand.ts'
import { deskTools } from '../../src/mcp/desk-tools.ts'
import { JournalledCalls } from '../../src/mcp/journalled-calls.ts'
import { liveToolDesk } from '../../src/mcp/live-tool-desk.ts'
import { DeskToolBench } from '../../src/mcp/tool-bench.ts'
import type { ToolDesk } from '../../src/mcp/tool-desk.ts'
import { LearningService } from '../../src/services/learning-service.ts'
import { openWebDesk, type WebDesk } from '../web/web-desk.ts'

export const CHAIN = correlationId('6f9619ff-8b86-4d01-8b42-00cf4fc964ff')
/** A conversation that may call everything. */
export const CHAT: ToolCaller = { by: 'chat', granted: TOOL_NAMES, correlationId: CHAIN }

/** The tools over a real desk on the simulated market, ten minutes into a session. */
export interface ToolStand extends AsyncDisposable {
  readonly desk: WebDesk
  readonly toolDesk: ToolDesk
  readonly bench: DeskToolBench
  readonly research: PostgresResearchStore
  /** What a tool answers; throws what it refused. */
  ask(name: string, input?: object, caller?: ToolCaller): Promise<Answered>
  /** Of a refusal the code and its words. */
  refused(name: string, input?: unknown, caller?: ToolCaller): Promise<Refused>
  /** Facts of a type that are in the journal, once what is durable was seen. */
  facts(type: EventType): Promise<readonly Event[]>
}

export interface Answered {
  readonly source: string
  readonly asOf: string | null
  /** Each test knows what it asked for. */
  readonly data: ReturnType<typeof JSON.parse>
}

export interface Refused {
  readonly code: string
  readonly message: string
}

/** Opens one over a desk of its own. */
export async function openToolStand(runThread?: URL, databaseUrl?: string): Promise<ToolStand> {
  const environment = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }
  const desk = await openWebDesk(environment, runThread)
  const { web, live, running } = desk
  const { kernel, intake } = live
  const { clock, tape, past, bars, reference, history, runDesk, label } = web
  const learning = running.get(LearningService)
  await learning.initialize(AbortSignal.timeout(30_000))
  const research = new PostgresResearchStore({ db: web.state.db as never, clock, reference })
  const log = new SilentLogger()
  const known = { actions: await reference.corporateActions(), changes: [] }
  const toolDesk = liveToolDesk({
    label,
    kernel,
    broadcast: web.broadcast,
    status: web.status,
    bars: new MarketBars({
      store: bars,
      clock: kernel.clock,
      isOpen: () => kernel.session.isOpen,
      universe: kernel.universe,
      tape,
      past,
      known: async () => known,
    }),
    research,
    runs: runDesk,
    history,
    performance: web.performance,
    learnings: () => learning.learnings(),
    proposals: new IntakeProposals({ intake, kernel, clock }),
  })
  const tools = deskTools(toolDesk, clock)
  const bench = new DeskToolBench({
    tools,
    calls: new JournalledCalls({ intake, log }),
    clock,
    log,
  })
  const signal = AbortSignal.timeout(120_000)
  const call = (name: string, input: unknown, caller: ToolCaller) =>
    bench.call(name, input, caller, signal)
  return {
    desk,
    toolDesk,
    bench,
    research,
    async ask(name, input = {}, caller = CHAT) {
      const { text, isError } = await call(name, input, caller)
      if (isError) throw new RangeError(`${name} refused: ${text}`)
      return JSON.parse(text)
    },
    async refused(name, input = {}, caller = CHAT) {
      const { text, isError } = await call(name, input, caller)
      if (!isError) throw new RangeError(`${name} answered: ${text}`)
      return JSON.parse(text).error
    },
    async facts(type) {
      await desk.settled()
      const question = { types: [type], after: 0, before: null, text: null, limit: 10_000 }
      return (await history.events(question)).map(eventOf)
    },
    async [Symbol.asyncDispose]() {
      await learning.close()
      await desk[Symbol.asyncDispose]()
    },
  }
}
