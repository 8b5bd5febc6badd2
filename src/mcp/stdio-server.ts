import type { Readable, Writable } from 'node:stream'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import * as z from 'zod'
import type { Tool, ToolBench, ToolCaller } from '../core/ai/tool.ts'
import type { Logger } from '../core/log.ts'

export interface StdioServing {
  readonly bench: ToolBench
  /** Who is served: tools that were not granted are not even listed. */
  readonly caller: ToolCaller
  readonly version: string
  readonly instructions: string
  readonly log: Logger
  readonly input: Readable
  readonly output: Writable
}

/** Longer a message is refused, and the connection with it: no tool takes as much. */
const MESSAGE_BYTES_MAX = 1_000_000

const described = ({ name, says, input, isReadOnly }: Tool) => {
  const {
    properties = {},
    required = [],
    ...rest
  } = z.toJSONSchema(input, {
    target: 'draft-7',
    io: 'input',
  })
  return {
    name,
    description: says,
    inputSchema: { ...rest, type: 'object' as const, properties: { ...properties }, required },
    annotations: { readOnlyHint: isReadOnly, destructiveHint: false, openWorldHint: false },
  }
}

/** Serves tools by the Model Context Protocol over two streams until the client goes or the signal aborts. */
export async function serveStdio(serving: StdioServing, signal: AbortSignal): Promise<void> {
  const { bench, caller, version, instructions, log, input, output } = serving
  const server = new Server(
    { name: 'robo-trader', version },
    { capabilities: { tools: {} }, instructions },
  )
  const granted = bench.tools.filter(({ name }) => caller.granted.includes(name))
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: granted.map(described) }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal: interrupted }) => {
    const { name, arguments: asked = {} } = params
    const { text, isError } = await bench.call(name, asked, caller, interrupted)
    return { content: [{ type: 'text' as const, text }], isError }
  })
  const onerror = (error: Error) => log.warn('a message of an MCP client was refused', { error })
  const transport = new StdioServerTransport(input, output, { maxBufferSize: MESSAGE_BYTES_MAX })
  const gone = new Promise<void>((resolve) => {
    Object.assign(server, { onerror, onclose: resolve })
    input.once('end', resolve)
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted) resolve()
  })
  await server.connect(transport)
  try {
    await gone
  } finally {
    await server.close()
  }
}
