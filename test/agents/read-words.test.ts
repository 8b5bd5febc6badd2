import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crewOf } from '../../src/agents/client-options.ts'

const crew = crewOf(12)
const JUDGED = {
  role: 'judge',
  instrument: 'NSE:INFY',
  verdict: 'BUY',
  probability: 0.62,
  decisive: ['E1', 'E4'],
  reason: 'Profit grew in four quarters and the price has not followed.',
} as const

const read = (form: unknown, text = '') => crew.read('judge', { form, text })

describe('a reply', () => {
  it('B82 that fills the form is structured', () => {
    expect(read({ form: JUDGED })).toEqual({
      level: 'structured',
      form: JUDGED,
      shown: null,
      fault: null,
    })
  })

  it('B82 that writes the form into its words is of the second level', () => {
    const text = `Here you are {"a":1}: \`\`\`json\n${JSON.stringify({ form: JUDGED })}\n\`\`\` I hope it helps {`
    expect(read(undefined, text)).toMatchObject({
      level: 'pattern',
      form: JUDGED,
      fault: 'No form was filled in',
    })
  })

  it('B82 falls through on a form that does not fit, not only on one that is missing', () => {
    const wrong = { form: { ...JUDGED, probability: -0.2 } }
    const reading = read(wrong, `Never mind. ${JSON.stringify(JUDGED)}`)
    expect(reading).toMatchObject({ level: 'pattern', form: JUDGED })
    expect(reading.fault).toContain('probability')
  })

  it('B82 that only says it in words is basic: shown, and no form', () => {
    expect(read(undefined, 'My verdict is SELL with a probability of 61 %.')).toEqual({
      level: 'basic',
      form: null,
      shown: { verdict: 'SELL', probability: 0.61 },
      fault: 'No form was filled in',
    })
    expect(read(undefined, 'HOLD').shown).toEqual({ verdict: 'HOLD', probability: null })
  })

  it('B82 that is garbage, empty or contradicts itself is failed, never an empty success', () => {
    for (const text of ['', 'BUY or SELL', '{"form":', '{{{{', 'नमस्ते', 'x'.repeat(10_000_000)]) {
      expect(read(undefined, text)).toMatchObject({ level: 'failed', form: null, shown: null })
    }
  })

  it.each([
    ['a price', { price: 184_000 }],
    ['a quantity', { quantity: 10 }],
    ['its own approval', { approved: true }],
    ['a probability over one', { probability: 1.01 }],
    ['a probability that is no number', { probability: Number.NaN }],
    ['a verdict of its own', { verdict: 'STRONG BUY' }],
    ['no evidence', { decisive: [] }],
    ['evidence that is no id', { decisive: ['see https://example.org'] }],
    ['markup', { reason: '<img src=x onerror=alert(1)>' }],
    ['control characters', { reason: 'fine\u0000\u001b[2J' }],
    ['marks that turn the text around', { reason: 'safe \u202egnihton' }],
    ['no instrument', { instrument: 'INFY' }],
    ['another role', { role: 'trader' }],
    ['a reason without end', { reason: 'x'.repeat(501) }],
  ])('B138 with %s is no form', (_, part) => {
    expect(read({ form: { ...JUDGED, ...part } }).level).toBe('failed')
  })

  it('B82 whatever it is, reading it ends with one of four levels and a form only when it fits', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (form, text) => {
        const reading = read(form, text)
        expect(['structured', 'pattern', 'basic', 'failed']).toContain(reading.level)
        expect(reading.form === null).toBe(['basic', 'failed'].includes(reading.level))
      }),
      { numRuns: 500 },
    )
  })
})
