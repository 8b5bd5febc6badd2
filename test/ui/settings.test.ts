import { describe, expect, it } from 'vitest'
import { fieldText, fieldValue, settingKind } from '../../ui/pages/settings/setting-kind.ts'

describe('a setting in a field', () => {
  it.each([
    [{ type: 'boolean' }, true, 'flag'],
    [{ type: ['string', 'boolean'] }, true, 'flag'],
    [{ type: 'string', enum: ['paper', 'live'] }, 'paper', 'choice'],
    [{ type: 'integer', minimum: 1 }, 7, 'number'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, null, 'text'],
    [{ type: ['string', 'null'] }, 'NSE:NIFTY 50', 'text'],
    [{ type: 'array' }, [], 'json'],
    [{}, { a: 1 }, 'json'],
  ])('%j is edited as %j says: %s', (allowed, value, kind) => {
    const setting = settingKind(allowed, value)
    expect(setting.kind).toBe(kind)
    expect(fieldValue(fieldText(value, setting), setting)).toEqual({ value })
  })

  it('what is no number and what is no JSON is not sent', () => {
    const number = settingKind({ type: 'number' }, 1)
    expect(fieldValue('', number)).toEqual({ fault: 'must be a number' })
    expect(fieldValue('1e999', number)).toEqual({ fault: 'must be a number' })
    expect(fieldValue('{', { kind: 'json' })).toEqual({ fault: 'must be JSON' })
  })
})
