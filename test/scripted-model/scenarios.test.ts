import { describe, expect, it } from 'vitest'
import { crewOf } from '../../src/agents/client-options.ts'
import { ROLES } from '../../src/agents/registry.ts'
import type { FormRole } from '../../src/core/ai/forms.ts'
import { ROLE_NAMES } from '../../src/core/ai/role-names.ts'
import { debate } from '../../src/services/analysis-debate.ts'
import { messageOf } from '../../src/services/analysis-tasks.ts'
import { gatheredOf, INFY } from '../services/analysis-fixture.ts'
import { readRequest } from './request.ts'
import { formOf } from './scenarios/analysis.ts'
import { askedRole } from './scenarios/asked-role.ts'

const crew = crewOf(12)

/** A message as the client sends it. */
const sent = (text: string) =>
  readRequest(
    JSON.stringify({ model: 'm', max_tokens: 1, messages: [{ role: 'user', content: text }] }),
  )

describe('the scenario of the crew', () => {
  it.each(ROLE_NAMES)('knows %s by the prompt that it begins with', (role) => {
    expect(askedRole(sent(messageOf(ROLES[role].prompt, 'Share: NSE:INFY.')))).toBe(role)
  })

  it('fills each role’s form so that it is taken as it is', async () => {
    const heard: FormRole[] = []
    const recommendation = await debate(gatheredOf(INFY), {
      ask: async (role, task) => {
        heard.push(role)
        const reading = crew.read(role, { form: { form: formOf(role, task) }, text: '' })
        expect([role, reading.level, reading.fault]).toEqual([role, 'structured', null])
        const { form, fault } = reading
        return form === null ? { form, fault: fault ?? '' } : { form, fault: null }
      },
      skip: async () => {},
      refuse: async (role, fault) => expect.fail(`${role}: ${fault}`),
    })
    expect(heard).toEqual([
      'news_analyst',
      'fundamentals_analyst',
      'technical_analyst',
      'bull',
      'bear',
      'judge',
      'trader',
    ])
    expect(recommendation).toMatchObject({ verdict: 'BUY', side: 'buy', whyNot: null })
  })
})
