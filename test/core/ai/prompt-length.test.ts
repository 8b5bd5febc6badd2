import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkPromptLength, tokensIn } from '../../../src/core/ai/prompt-length.ts'

describe('the length of a question', () => {
  it('is about a token for four letters, two digits or signs, and one character of another script', () => {
    expect(tokensIn('')).toBe(0)
    expect(tokensIn('word word word w')).toBe(4)
    expect(tokensIn('1,850.25')).toBe(4)
    expect(tokensIn('नमस्ते')).toBe(6)
  })

  it('B15 is checked against the limit: at it passes, one above is refused with both figures', () => {
    checkPromptLength('word'.repeat(8_000), 8_000)
    expect(() => checkPromptLength('word'.repeat(8_000) + 'w', 8_000)).toThrowError(
      expect.objectContaining({
        code: 'PROMPT_TOO_LONG',
        status: 422,
        details: { facts: { tokens: 8_001, tokensMax: 8_000 } },
      }),
    )
  })

  it('never shrinks when words are added', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(tokensIn(a + b)).toBeGreaterThanOrEqual(tokensIn(a))
        expect(tokensIn(a + b)).toBeLessThanOrEqual(tokensIn(a) + tokensIn(b))
      }),
    )
  })
})
