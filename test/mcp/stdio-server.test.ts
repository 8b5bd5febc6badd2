import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js'
import { describe, expect, it, vi } from 'vitest'
import { READ_TOOLS, TOOL_NAMES } from '../../src/core/ai/tool-names.ts'
import { type Desk, useProgram } from '../cli/cli.ts'

const LONG = 120_000
const RUN = ['run', '--from', '2026-11-23', '--speed', '300', '--no-web']

/** The MCP SDK's own client at the built program. */
async function connect(desk: Desk, args: readonly string[] = []) {
  const errors: string[] = []
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [desk.program, '--data-dir', desk.dataDir, 'mcp', ...args],
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: desk.database.url },
    stderr: 'pipe',
  })
  const wrong: unknown[] = []
  transport.stderr?.on('data', (chunk: Buffer) => errors.push(chunk.toString()))
  const client = new Client({ name: 'test', version: '1' })
  Object.assign(client, { onerror: (error: Error) => wrong.push(error) })
  await client.connect(transport)
  const call = async (name: string, input: Record<string, unknown> = {}) => {
    const result = CallToolResultSchema.parse(await client.callTool({ name, arguments: input }))
    const [content] = result.content
    if (content?.type !== 'text') throw new RangeError('the answer is no text')
    return { isError: result.isError === true, body: JSON.parse(content.text) }
  }
  return {
    client,
    call,
    wrong,
    errors,
    pid: transport.pid,
    [Symbol.asyncDispose]: () => client.close(),
  }
}

interface Told {
  readonly events: readonly { readonly type: string; readonly data: Record<string, unknown> }[]
}

describe('robo-trader mcp', { timeout: LONG }, () => {
  const { desk } = useProgram()

  it('B9 lists the names of the contract, reads a book that rests, and proposes nothing unless it may', async () => {
    await using my = await desk()
    const ran = await my.run([...RUN.slice(0, 3), '--speed', 'max', '--until', 'end', '--no-web'])
    expect(ran.code, ran.err).toBe(0)
    await using mcp = await connect(my)
    const { tools } = await mcp.client.listTools()
    expect(tools.map(({ name }) => name)).toEqual([...READ_TOOLS])
    for (const { inputSchema, annotations } of tools) {
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
      expect(annotations?.readOnlyHint).toBe(true)
    }
    const { body } = await mcp.call('get_portfolio')
    expect(body.source).toMatch(/^SIMULATED: book paper-sim-\w+ as stored$/)
    expect(body.data.isMarketOpen).toBe(false)
    expect(body.data.equityPaise).toBeGreaterThan(0)
    const limits = await mcp.call('get_risk_limits')
    expect(limits.body.data).toMatchObject({ used: null, tradingState: 'active' })
    const preview = await mcp.call('preview_trade', { instrument: 'INFY', side: 'buy' })
    expect(preview).toMatchObject({ isError: true, body: { error: { code: 'NOT_AVAILABLE' } } })
    const performance = await mcp.call('get_performance')
    expect(performance.body.data.days).toBe(1)
    const bars = await mcp.call('get_bars', { instrument: 'INFY', count: 5 })
    expect(bars.body.data.bars).toHaveLength(5)
    const quote = await mcp.call('get_quote', { instrument: 'INFY' })
    expect(quote.body.source).toBe('close of a stored daily bar (sim)')
    expect(quote.body.asOf).toMatch(/T15:30:00\.000\+05:30$/)
    expect(quote.body.data).toMatchObject({ isStale: true, isMarketOpen: false })
    const hidden = await mcp.call('propose_trade', {})
    expect(hidden.body.error).toEqual({
      code: 'FORBIDDEN',
      message: 'propose_trade is not granted here',
    })
    expect(mcp.errors.join('')).toMatch(
      /Serving the tools of paper-sim-\w+ over stdio; no desk runs/,
    )
    expect(mcp.wrong).toEqual([])
  })

  it('proposals reach the running desk once, calls stand in its journal, and a desk that rests takes none', async () => {
    await using my = await desk()
    const running = my.start(RUN)
    await running.said(/09:15:00 the market opened/)
    await using mcp = await connect(my, ['--allow-trading'])
    const { tools } = await mcp.client.listTools()
    expect(tools.map(({ name }) => name)).toEqual([...TOOL_NAMES])
    const forecast = { instrument: 'INFY', side: 'buy', probability: 0.6, horizonDays: 5 }
    const first = await mcp.call('record_forecast', forecast)
    expect(first.body.data).toMatchObject({ isNew: true })
    const again = await mcp.call('record_forecast', forecast)
    expect(again.body.data).toMatchObject({ id: first.body.data.id, isNew: false })
    const lesson = { strategy: 'ema-cross', lesson: 'wait for the second bar' }
    expect((await mcp.call('record_learning', lesson)).isError).toBe(false)
    const sale = {
      instrument: 'INFY',
      side: 'sell',
      conviction: 0.6,
      horizonDays: 5,
      reason: 'because',
      invalidation: 'unless',
      evidenceIds: ['E1'],
    }
    const refused = await mcp.call('propose_trade', sale)
    expect(refused.body.error).toMatchObject({ code: 'CONFLICT' })
    const bought = await mcp.call('propose_trade', { ...sale, side: 'buy' })
    expect(bought.body.data).toMatchObject({ isNew: true })
    const types = 'ai.forecast_given,ai.learning_update,ai.recommendation,ai.tool_called'
    const told = () => my.json<Told>(['journal', 'show', '--last', '100', '--types', types])
    await vi.waitFor(
      async () => {
        const { events } = await told()
        expect(events.filter(({ type }) => type === 'ai.tool_called')).toHaveLength(5)
      },
      { timeout: LONG / 2 },
    )
    running.signal('SIGINT')
    expect((await running.ended).code).toBe(0)
    const late = await mcp.call('record_forecast', { ...forecast, horizonDays: 6 })
    expect(late.body.error).toMatchObject({ code: 'NOT_AVAILABLE' })
    await mcp.client.close()
    const { events } = await told()
    const of = (type: string) => events.filter((event) => event.type === type)
    expect(of('ai.forecast_given')).toHaveLength(1)
    expect(of('ai.learning_update')).toHaveLength(1)
    expect(of('ai.recommendation')).toMatchObject([{ data: { provenance: 'mcp' } }])
    const called = of('ai.tool_called').map(({ data }) => data)
    expect(called).toHaveLength(5)
    expect(called.every(({ by }) => by === 'mcp')).toBe(true)
    expect(called).toContainEqual(expect.objectContaining({ tool: 'propose_trade', isError: true }))
  })

  it('what is no message is refused without a word on stdout, and the end of stdin ends it', async () => {
    await using my = await desk()
    const ran = await my.run([...RUN.slice(0, 3), '--speed', 'max', '--until', 'end', '--no-web'])
    expect(ran.code, ran.err).toBe(0)
    const child = my.start(['mcp'])
    await child.said(/Serving the tools/)
    child.type('this is no JSON\n{"jsonrpc":"2.0"}\n')
    child.type('{"jsonrpc":"2.0","id":1,"method":"no/such"}\n')
    await child.said(/"id":1/)
    child.hangUp()
    const { code, out } = await child.ended
    expect(code).toBe(0)
    const lines = out.trim().split('\n')
    for (const line of lines) expect(JSON.parse(line).jsonrpc).toBe('2.0')
  })

  it('without a book it says how to begin one, and ends with 3', async () => {
    await using my = await desk()
    const { code, err, out } = await my.run(['mcp'])
    expect(code).toBe(3)
    expect(out).toBe('')
    expect(err).toMatch(/start one with "robo-trader run"/)
  })
})
