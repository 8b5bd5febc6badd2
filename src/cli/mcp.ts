import { randomUUID } from 'node:crypto'
import { Command } from 'commander'
import type { ToolCaller } from '../core/ai/tool.ts'
import { READ_TOOLS, TOOL_NAMES } from '../core/ai/tool-names.ts'
import { SystemClock } from '../core/clock.ts'
import { BUILD } from '../core/runtime-identity.ts'
import { correlationId } from '../domain/brand.ts'
import { deskTools } from '../mcp/desk-tools.ts'
import { DeskToolBench } from '../mcp/tool-bench.ts'
import { BOOK_HELP, type BookOption, chosenBook } from './chosen-book.ts'
import type { Context } from './context.ts'
import { inContext } from './in-context.ts'
import { QueuedCalls, QueuedProposals } from './queued-proposals.ts'
import { openStoredToolDesk } from './stored-tool-desk.ts'

interface McpFlags extends BookOption {
  readonly allowTrading?: boolean
}

/** `mcp`: the tools of the desk for another program's agent, over this process's own streams. */
export const mcpCommand = (signal: AbortSignal): Command =>
  new Command('mcp')
    .description('serve the desk’s tools to an AI agent by the Model Context Protocol over stdio')
    .option(
      '--allow-trading',
      'also let it propose trades, forecasts and lessons to the running desk; it never places or approves',
    )
    .option('--book <name>', BOOK_HELP)
    .action(inContext<McpFlags>(signal, serveTools))

const READING = 'Everything is read-only; amounts are whole paise.'
const PROPOSING =
  'Proposals carry a probability and reasons, never a price or a quantity; people and rules decide. Amounts are whole paise.'

async function serveTools(context: Context, { book, allowTrading = false }: McpFlags) {
  const { parts, log, output, signal } = context
  const { state, standing } = await chosenBook(context, book)
  const { name } = standing.book
  const clock = parts.get(SystemClock)
  const queued = { state, book: name, clock, log }
  const proposals = allowTrading ? new QueuedProposals(queued) : null
  const calls = new QueuedCalls(queued)
  const { desk, close } = await openStoredToolDesk(context, standing, proposals)
  try {
    const bench = new DeskToolBench({ tools: deskTools(desk, clock), calls, clock, log })
    const caller: ToolCaller = {
      by: 'mcp',
      granted: allowTrading ? TOOL_NAMES : READ_TOOLS,
      correlationId: correlationId(randomUUID()),
    }
    output.say(
      `Serving the tools of ${name} over stdio${standing.writer === null ? '; no desk runs it now' : ''}.`,
    )
    // Loaded where it is needed alone: no other command waits for it.
    const { serveStdio } = await import('../mcp/stdio-server.ts')
    const { stdin: input, stdout } = process
    const instructions = `Robo Trader, book ${name}. ${allowTrading ? PROPOSING : READING}`
    const streams = { input, output: stdout }
    const serving = { bench, caller, version: BUILD.version, instructions, log, ...streams }
    await serveStdio(serving, signal)
  } finally {
    await calls.close()
    await close()
  }
}
