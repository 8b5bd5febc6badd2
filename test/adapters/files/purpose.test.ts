import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Purpose, readPurpose } from '../../../src/adapters/files/purpose.ts'
import { marketData, warnWithoutData } from '../../market-data.ts'

warnWithoutData('the purposes of corporate actions in the spelling of NSE')

/** Old shares for each new one, as a fraction in lowest terms; null when the number of shares stays. */
function factorOf({ ratios }: Purpose): string | null {
  if (ratios.length === 0) return null
  const top = ratios.reduce((product, { oldShares }) => product * oldShares, 1)
  const bottom = ratios.reduce((product, { newShares }) => product * newShares, 1)
  return bottom === 1 ? String(top) : `${top}/${bottom}`
}

describe('the purpose of a corporate action', () => {
  it.each([
    ['BONUS 2:1', '1/3', null, false],
    ['Bonus 1:1', '1/2', null, false],
    ['FVSPLT FRM RS100 TO RS 1', '1/100', null, false],
    [
      'Face Value Split (Sub-Division) - From Rs 10/- Per Share To Rs 5/- Per Share',
      '1/2',
      null,
      false,
    ],
    [
      'Face Value Split (Sub-Division) - From Rs 2/- Per Share To Re 1/- Per Share',
      '1/2',
      null,
      false,
    ],
    ['Dividend - Rs 5.50 Per Share', null, 550, false],
    ['Interim Dividend - Rs 5 Per Share/Special Dividend - Rs 3 Per Share', null, 800, false],
    ['Dividend - 40%', null, null, true],
    ['Demerger', null, null, true],
    ['Rights 1:8 @ Premium Rs 99/-', null, null, true],
    ['Annual General Meeting', null, null, false],
    ['Bonus 0:0', null, null, true],
    ['', null, null, false],
  ])('"%s" is read', (text, factor, dividend, isUncertain) => {
    const purpose = readPurpose(text)
    expect([factorOf(purpose), purpose.dividendPaise, purpose.isUncertain]).toEqual([
      factor,
      dividend,
      isUncertain,
    ])
  })

  it.skipIf(marketData === null)(
    'all 61 spellings of NSE mean what they are said to mean',
    async () => {
      const file = join(marketData ?? '', 'reference/nse-corporate-action-purpose-strings.csv')
      const rows = (await readFile(file, 'utf8')).trim().split('\n').slice(1)
      expect(rows).toHaveLength(61)
      for (const row of rows) {
        const [, quoted, plain, rest = ''] = /^(?:"([^"]*)"|([^,]*)),(.*)$/.exec(row) ?? []
        const text = quoted ?? plain ?? ''
        const meaning = rest.replaceAll('"', '')
        const found = readPurpose(text)
        const factor = /^(\d+(?:\/\d+)?)(?:;|$)/.exec(meaning)?.[1] ?? null
        expect([text, factorOf(found)]).toEqual([text, factor])
        const dividend = /dividend (\d+(?:\.\d+)?)/.exec(meaning)?.[1]
        // Where a factor is stated, the dividend beside it is not always.
        if (dividend !== undefined) {
          expect([text, found.dividendPaise]).toEqual([text, Math.round(Number(dividend) * 100)])
        }
        const isUncertain = /unknown|not a share-count|rights|absent/.test(meaning)
        expect([text, found.isUncertain]).toEqual([text, isUncertain])
        if (meaning === 'none') expect(found.ratios).toEqual([])
      }
    },
  )
})
