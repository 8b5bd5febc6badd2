import type { Tool } from '../core/ai/tool.ts'
import { TOOL_NAMES } from '../core/ai/tool-names.ts'
import type { Clock } from '../core/clock.ts'
import { TradingError } from '../core/errors.ts'
import { learningTools } from './learning-tools.ts'
import { marketTools } from './market-tools.ts'
import { portfolioTools } from './portfolio-tools.ts'
import { proposeTools } from './propose-tools.ts'
import { researchTools } from './research-tools.ts'
import { riskTools } from './risk-tools.ts'
import { runTools } from './run-tools.ts'
import { screenTools } from './screen-tools.ts'
import type { ToolDesk } from './tool-desk.ts'

/** Every tool over a desk, in the order of their names' list; `clock` is the machine's. */
export function deskTools(desk: ToolDesk, clock: Clock): readonly Tool[] {
  const made = [
    ...portfolioTools(desk),
    ...marketTools(desk),
    ...researchTools(desk),
    ...riskTools(desk),
    ...learningTools(desk),
    ...screenTools(desk),
    ...runTools(desk, clock),
    ...proposeTools(desk),
  ]
  return TOOL_NAMES.map((name) => {
    const tool = made.find((each) => each.name === name)
    if (tool === undefined) throw new TradingError('INTERNAL', `Nobody makes the tool ${name}`)
    return tool
  })
}
