import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bounded,
  webLink,
  withoutMojibake,
  withQuotes,
} from '../../../src/adapters/files/news-text.ts'

/** UTF-8 read byte by byte, as a careless program does. */
const garbled = (text: string): string => Buffer.from(text).toString('latin1')

describe('texts of stories', () => {
  it.each([
    ['below â‚¹100', 'below ₹100'],
    ['Assetâ€™s top 10', 'Asset’s top 10'],
    ['cafÃ© at Â£5', 'café at £5'],
    ['a “quoted” word – as it is', 'a “quoted” word – as it is'],
    ['Ã alone, â‚ cut, Å“', 'Ã alone, â‚ cut, Å“'],
  ])('"%s" reads "%s"', (text, repaired) => {
    expect(withoutMojibake(text)).toBe(repaired)
  })

  it('undoes what was garbled, whatever signs of money, dashes and Indian letters it was', () => {
    const sign = fc.constantFrom('₹', '—', '’', '“', '…', 'क', 'த', '€', 'é', '😀')
    const words = fc.array(fc.oneof(sign, fc.constantFrom('a', ' ', '100')), { maxLength: 20 })
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join('')
        expect(withoutMojibake(garbled(text))).toBe(text)
      }),
    )
  })

  it('leaves plain text alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(withoutMojibake(text)).toBe(text)
      }),
    )
  })

  it.each([
    ['Maintain ?Buy? with a target', 'Maintain ‘Buy’ with a target'],
    ['HCL Tech?s products', 'HCL Tech’s products'],
    ['Infosys? Murthy', 'Infosys? Murthy'],
    ['Should I sell HDFC Top 100 Fund?', 'Should I sell HDFC Top 100 Fund?'],
    ['Do you own any? I do. What is it?', 'Do you own any? I do. What is it?'],
    ['up to ?1.5 lakh', 'up to ?1.5 lakh'],
  ])('lost quotes are put back only where they must have stood: "%s"', (text, repaired) => {
    expect(withQuotes(text)).toBe(repaired)
  })

  it('what cannot be seen is taken out, and a text has an end', () => {
    const hidden = 'buy\u202e yl\u200bno\u0000w\u{e0041}\u{e0100}\ud800!\tnext\nline'
    expect(bounded(hidden, 300)).toBe('buy ylnow! next line')
    expect(bounded('हिन्\u200dदी', 300)).toBe('हिन्\u200dदी')
    expect(bounded('😀'.repeat(400), 300)).toBe(`${'😀'.repeat(299)}…`)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, max) => {
        const kept = bounded(text, max)
        expect([...kept].length).toBeLessThanOrEqual(max)
        expect(bounded(kept, max)).toBe(kept)
        expect(kept).not.toMatch(/[\p{Cc}\p{Cs}]/u)
      }),
    )
  })

  it('only addresses of the web are links', () => {
    expect(webLink('https://example.com/a?b=1')).toBe('https://example.com/a?b=1')
    for (const text of ['javascript:alert(1)', '/markets', 'data:text/html,x', 'https://', 'x'])
      expect(webLink(text)).toBeNull()
  })
})
