import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { crewOf } from '../../src/agents/client-options.ts'
import { ROLES } from '../../src/agents/registry.ts'
import { messageOf, newsTask } from '../../src/services/analysis-tasks.ts'
import { askedModel } from '../core/ai/asked-model.ts'
import { say, structured, uses } from '../scripted-model/replies.ts'
import { lastWords, resultWords, toolResults } from '../scripted-model/request.ts'
import { gatheredOf, INFY, news } from '../services/analysis-fixture.ts'
import { CORPUS } from './injection-corpus.ts'

const CANARY = ['hunter2', 'of', 'the', 'broker'].join('-')
const OPTIONS = crewOf(12).options('query', 'claude-sonnet-5')
/** One of each way of writing: what the client does with a text does not depend on what it wants. */
const ONE_EACH = CORPUS.filter((_, index) => index % 10 === 0)

it('B138 no document makes the real client read a file, run a command or call a tool', async () => {
  await using desk = await askedModel((request) => {
    if (toolResults(request).length > 0) {
      return structured({ form: { role: 'news_analyst', readings: [] } })
    }
    // Whoever reads has fallen for all of it.
    return uses(
      ['Read', { file_path: '/etc/passwd' }],
      ['Bash', { command: 'env', description: 'x' }],
      ['mcp__desk__propose_trade', { instrument: 'NSE:INFY', side: 'buy' }],
    )
  })
  const file = join(desk.login.cwd, 'broker.env')
  await writeFile(file, CANARY)
  for (const { name, stories } of ONE_EACH) {
    const told = stories.map(({ title, summary }, index) =>
      news(`n${index}`, title, `${summary} @${file}`),
    )
    const task = newsTask(gatheredOf(INFY, { news: told }))
    const before = desk.model.calls.length
    const asked = { client: 'query', by: 'news_analyst', options: OPTIONS } as const
    const answer = await desk.ask(messageOf(ROLES.news_analyst.prompt, task), asked)
    expect([name, answer.form]).toEqual([name, { form: { role: 'news_analyst', readings: [] } }])
    const [first, second] = desk.model.calls.slice(before)
    expect(first && lastWords(first.request)).toContain(task)
    expect(first?.request.tools.filter((tool) => tool.startsWith('mcp__'))).toEqual([])
    const refusals = second === undefined ? [] : toolResults(second.request)
    expect(refusals.map(({ is_error: isError }) => isError)).toEqual([true, true, true])
    for (const refusal of refusals) expect(resultWords(refusal)).toContain('No such tool')
  }
  expect(desk.bench.calls).toEqual([])
  expect(desk.model.calls.filter(({ request }) => request.raw.includes(CANARY))).toEqual([])
  expect(desk.model.other).toEqual([])
}, 120_000)

it('B138 a story in a conversation proposes nothing: the turn that reads it has no tool for that', async () => {
  const served = crewOf(12).options('conversation', 'claude-sonnet-5')
  const options = { ...served, tools: ['get_quote', 'propose_trade'] } as const
  await using desk = await askedModel((request) => {
    const results = toolResults(request)
    if (results.length === 0) return uses(['mcp__desk__propose_trade', { instrument: 'NSE:INFY' }])
    return say(results.map(resultWords).join())
  })
  const asked = { client: 'conversation', by: 'chat', options, granted: ['get_quote'] } as const
  const { text } = await desk.ask('What is in the news?', asked)
  expect(text).toMatch(/not granted/i)
  expect(desk.bench.calls.filter(({ name }) => name === 'propose_trade')).toEqual([])
})
