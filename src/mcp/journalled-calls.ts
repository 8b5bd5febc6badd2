import { type CalledTool, ToolCallLog } from '../core/ai/proposals.ts'
import type { ToolCaller } from '../core/ai/tool.ts'
import { toTradingError } from '../core/error-handler.ts'
import type { Intake } from '../core/intake.ts'
import type { Logger } from '../core/log.ts'

export interface JournalledCallsDeps {
  readonly intake: Pick<Intake, 'post'>
  readonly log: Logger
}

/** Notes each call in the book's journal, by the door for facts from outside. */
export class JournalledCalls extends ToolCallLog {
  readonly #deps: JournalledCallsDeps

  constructor(deps: JournalledCallsDeps) {
    super()
    this.#deps = deps
  }

  override async note(call: CalledTool, { by, correlationId }: ToolCaller): Promise<void> {
    const { intake, log } = this.#deps
    try {
      await intake.post('ai.tool_called', { ...call, by }, { source: 'mcp', correlationId })
    } catch (error) {
      const { code } = toTradingError(error)
      log.warn('a call of a tool was not journalled', { ...call, by, correlationId, code, error })
    }
  }
}
