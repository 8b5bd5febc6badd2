import * as z from 'zod'
import { ROLES } from '../../src/agents/registry.ts'
import { ROLE_NAMES, type RoleName } from '../../src/core/ai/role-names.ts'
import type { Tool } from '../../src/core/ai/tool.ts'
import { TOOL_NAMES } from '../../src/core/ai/tool-names.ts'
import { fullName } from '../../src/core/sdk-helpers.ts'
import { TestBench } from '../core/ai/asked-model.ts'
import { type Reply, structured, use } from '../scripted-model/replies.ts'
import { lastWords, type ModelRequest, toolResults } from '../scripted-model/request.ts'
import { agreeing } from './analysis-fixture.ts'

/** Every tool by its name, served to the real client; what each answers is not the question here. */
export class EveryTool extends TestBench {
  override get tools(): readonly Tool[] {
    const input = z.object({ instrument: z.string() })
    return TOOL_NAMES.map((name) => ({
      name,
      says: `The tool ${name}`,
      input,
      isReadOnly: true,
      call: async () => ({ source: 'test', asOf: null, data: null }),
    }))
  }
}

/** Everything that was said to the model in its last question. */
export const askedWords = (request: ModelRequest): string =>
  request.messages
    .flatMap(({ content }) => content.flatMap(({ text }) => (text === undefined ? [] : [text])))
    .join('\n')

/** Which role a request speaks to: each prompt begins with its own words. */
export function roleOf(request: ModelRequest): RoleName {
  const words = askedWords(request)
  const found = ROLE_NAMES.find((role) => words.includes(ROLES[role].prompt.slice(0, 40)))
  if (found === undefined) throw new RangeError(`nobody is asked: ${lastWords(request)}`)
  return found
}

/** The crew by a script: the technical analyst looks something up first; everybody agrees on buying. */
export function crewScript(request: ModelRequest): Reply {
  const by = roleOf(request)
  if (by === 'technical_analyst' && toolResults(request).length === 0)
    return use(fullName('get_indicators'), { instrument: 'NSE:INFY' })
  return structured({ form: agreeing({ by, prompt: askedWords(request) }).form })
}
