import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FIRST_PROMPTS } from '../../src/agents/first-prompts.ts'
import type { AiTables } from '../../src/core/state/ai-tables.ts'
import { PostgresPromptBook } from '../../src/core/state/prompt-store.ts'
import { PromptService } from '../../src/services/prompt-service.ts'
import { type TestDatabase, testDatabase } from '../postgres.ts'
import { Alone } from './alone.ts'
import { PostedFacts } from './analysis-fixture.ts'

const firsts = FIRST_PROMPTS

describe('the prompts', () => {
  let database: TestDatabase
  let service: PromptService
  const facts = new PostedFacts()

  beforeAll(async () => {
    database = await testDatabase()
    const db = (await database.open()).db as unknown as Kysely<AiTables>
    service = new PromptService({
      book: new PostgresPromptBook({ db, clock: new Alone().clock, firsts }),
      facts: { post: (type, data, origin) => facts.post(type, data, origin) },
    })
  })
  afterAll(() => database[Symbol.asyncDispose]())

  it('a new version, its promotion and how good it was are facts of the journal, the same text none', async () => {
    await service.add('bear', 'Argue against it.', 'owner')
    await service.add('bear', 'Argue against it.', 'owner')
    await service.promote('bear', 2, 'owner')
    await service.promote('bear', 2, 'owner')
    await service.judge('bear', 2, 70)
    await service.judge('bear', 9, 70)
    expect(facts.posted.map(({ type, data }) => [type, data])).toEqual([
      ['prompt.optimized', { prompt: 'bear', version: 2, by: 'owner' }],
      ['prompt.version_demoted', { prompt: 'bear', version: 1, by: 'owner' }],
      ['prompt.version_promoted', { prompt: 'bear', version: 2, by: 'owner' }],
      ['prompt.quality_analysis', { prompt: 'bear', version: 2, score: 70, uses: 1 }],
    ])
    expect((await service.active('bear')).text).toBe('Argue against it.')
  })
})
