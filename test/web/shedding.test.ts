import { describe, expect, it } from 'vitest'
import { ROUTES } from '../../src/web/route-table.ts'
import { mayWait, shed } from '../../src/web/shedding.ts'
import { nameOf } from './route-samples.ts'

describe('a desk that is busy', () => {
  it('puts off who looks, never who trades, stops it or asks whether it lives', () => {
    const waiting = ROUTES.filter(mayWait).map(nameOf)
    expect(waiting).toContain('GET /api/dashboard')
    expect(waiting.filter((name) => !name.startsWith('GET '))).toEqual([])
    for (const name of [
      'POST /api/trades/place',
      'POST /api/orders/:id/cancel',
      'POST /api/emergency/stop',
      'POST /api/emergency/resume',
      'PUT /api/positions/:instrument/protection',
      'GET /api/health',
      'GET /api/readiness',
      'GET /metrics',
    ]) {
      expect(ROUTES.map(nameOf)).toContain(name)
      expect(waiting).not.toContain(name)
    }
  })

  it('says how long to wait', () => {
    const gated = { method: 'GET', need: 'read', limiter: null } as const
    expect(() => shed({ ...gated, mayWait: true })).toThrow(
      expect.objectContaining({ code: 'OVERLOADED', status: 503 }),
    )
    expect(() => shed({ ...gated, mayWait: false })).not.toThrow()
    expect(() => shed(undefined)).not.toThrow()
  })
})
