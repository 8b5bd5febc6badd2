import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { heardIn } from '../../../src/core/ai/heard.ts'

describe('what the client tells', () => {
  it('what we do not know is other, and never an error', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        expect(heardIn(message).kind).toBe('other')
      }),
    )
    expect(heardIn({ type: 'system', subtype: 'api_retry' }).kind).toBe('other')
  })

  it('a result ends the turn, however broken it is: one without a word of success is none', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.anything()), (fields) => {
        const heard = heardIn({ ...fields, type: 'result' })
        expect(heard.kind).toBe('ended')
      }),
    )
    expect(heardIn({ type: 'result' })).toMatchObject({ isError: true, subtype: 'unknown', usd: 0 })
  })

  it('an error that comes as an answer of the model is a refusal, never words', () => {
    const message = { model: '<synthetic>', content: [{ type: 'text', text: 'Not logged in' }] }
    expect(heardIn({ type: 'assistant', message, error: 'authentication_failed' })).toEqual({
      kind: 'refused',
      why: 'authentication_failed',
    })
    expect(heardIn({ type: 'assistant', message })).toMatchObject({ kind: 'said' })
  })

  it('a limit that warns is no limit yet', () => {
    const told = (status: string) => ({
      type: 'rate_limit_event',
      rate_limit_info: { status, resetsAt: 1_700_000_000 },
    })
    expect(heardIn(told('allowed_warning')).kind).toBe('other')
    expect(heardIn(told('rejected'))).toEqual({ kind: 'limited', resetsAt: 1_700_000_000 })
  })
})
