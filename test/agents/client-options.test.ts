import { describe, expect, it } from 'vitest'
import { clientForm, crewOf } from '../../src/agents/client-options.ts'
import { ROLES } from '../../src/agents/registry.ts'
import { CLIENT_TYPES } from '../../src/core/ai/claude.ts'
import { ROLE_NAMES } from '../../src/core/ai/role-names.ts'
import { PROPOSE_TOOLS, TEXT_TOOLS } from '../../src/core/ai/tool-names.ts'

const crew = crewOf(12)
const proposing = new Set<string>(PROPOSE_TOOLS)

describe('the roles', () => {
  it.each(ROLE_NAMES)('%s bears its own name and says what it is for', (name) => {
    expect(ROLES[name].name).toBe(name)
    expect(ROLES[name].says.length).toBeGreaterThan(10)
    expect(ROLES[name].prompt.length).toBeGreaterThan(100)
  })

  it('a role that reads fetched text has no tools and no room for words in its form', () => {
    const readers = Object.values(ROLES).filter(({ readsFetchedText }) => readsFetchedText)
    expect(readers.map(({ name }) => name)).toEqual(['news_analyst'])
    for (const { tools } of readers) expect(tools).toEqual([])
    // Every text of the form is an enum or has a pattern.
    const free = freeTextsOf(formOf('news_analyst'))
    expect(free).toEqual([])
  })

  it('only the one that talks with the owner may propose, and no role reads stories by a tool', () => {
    for (const { name, tools } of Object.values(ROLES)) {
      if (name === 'chat') continue
      expect(tools.filter((tool) => proposing.has(tool) || TEXT_TOOLS.has(tool))).toEqual([])
    }
  })

  it('B138 no form has a place for a price, a quantity, a limit or an approval', () => {
    const names = CLIENT_TYPES.flatMap((client) => propertiesOf(clientForm(client)))
    expect(names.length).toBeGreaterThan(20)
    expect(
      names.filter((name) => /price|quantity|qty|limit|approv|sizeBps|stop|target/i.test(name)),
    ).toEqual([])
  })
})

describe('a client type', () => {
  it.each(CLIENT_TYPES)(
    '%s has one form for all its roles, an object that takes nothing else',
    (client) => {
      const form = clientForm(client)
      if (client === 'conversation') {
        expect(form).toBeNull()
        return
      }
      expect(form).toMatchObject({
        type: 'object',
        required: ['form'],
        additionalProperties: false,
      })
      expect(JSON.stringify(form)).toContain('http://json-schema.org/draft-07/schema#')
    },
  )

  it('B5 is opened the same way for each of its roles, so that its session stays warm', () => {
    expect(crew.options('portfolio_analysis', 'm')).toEqual(crew.options('portfolio_analysis', 'm'))
    expect(crew.options('query', 'm').tools).toEqual([])
    expect(crew.options('trading', 'm')).toEqual(crew.options('paper_trading', 'm'))
    expect(crew.options('paper_trading', 'm').tools).toEqual([])
  })

  it('conversation alone serves tools that propose', () => {
    for (const client of CLIENT_TYPES) {
      const may = crew.options(client, 'm').tools.some((tool) => proposing.has(tool))
      expect(may).toBe(client === 'conversation')
    }
  })
})

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

function* schemasIn(schema: unknown): Generator<Readonly<Record<string, unknown>>> {
  if (!isRecord(schema)) return
  yield schema
  for (const value of Object.values(schema)) yield* schemasIn(value)
}

const propertiesOf = (schema: unknown): readonly string[] =>
  [...schemasIn(schema)].flatMap(({ type, properties }) =>
    type === 'object' && isRecord(properties) ? Object.keys(properties) : [],
  )

function formOf(role: string): unknown {
  return [...schemasIn(clientForm('query'))].find(
    ({ properties }) =>
      isRecord(properties) && isRecord(properties['role']) && properties['role']['const'] === role,
  )
}

const freeTextsOf = (schema: unknown): readonly unknown[] =>
  [...schemasIn(schema)].filter(
    ({ type, enum: fixed, const: one, pattern }) =>
      type === 'string' && fixed === undefined && one === undefined && pattern === undefined,
  )
