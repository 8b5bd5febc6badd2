import { describe, expect, it } from 'vitest'
import { AiAuthError, AiError } from '../../../src/core/ai/ai-error.ts'
import { LoginHealth, loginIn } from '../../../src/core/ai/login-health.ts'
import { VirtualClock } from '../../../src/core/clock.ts'
import { epochMs, MINUTE_MS } from '../../../src/domain/time.ts'
import { NEVER } from './asked-model.ts'

const START = epochMs(1_700_000_000_000)
const STORED = '{"loggedIn": true, "authMethod": "claude.ai"}'

function health(
  prove: () => Promise<void> = () => Promise.resolve(),
  said = { code: 0, stdout: STORED, stderr: '' },
) {
  const clock = new VirtualClock(START)
  const counts = { looks: 0, proofs: 0, changes: 0 }
  const kept = new LoginHealth({
    clock,
    look: async () => {
      counts.looks++
      return loginIn(said)
    },
    prove: () => {
      counts.proofs++
      return prove()
    },
    onChange: () => counts.changes++,
  })
  return { clock, counts, kept }
}

describe('what the client says of its login', () => {
  it.each([
    ['a login is stored', { code: 0, stdout: STORED, stderr: '' }, 'unproven', 'claude.ai'],
    ['nobody is', { code: 1, stdout: '{"loggedIn": false}', stderr: '' }, 'blocked', 'Nobody'],
    [
      'words before the JSON',
      { code: 0, stdout: `A new version is there\n${STORED}`, stderr: '' },
      'unproven',
      'stored',
    ],
    [
      'an error on stdout',
      { code: 0, stdout: 'Error: {broken', stderr: '' },
      'blocked',
      'ended with 0',
    ],
    [
      'success that says no',
      { code: 0, stdout: '{"loggedIn": "yes"}', stderr: '' },
      'blocked',
      'Nobody',
    ],
    [
      'a corrupt file',
      { code: 1, stdout: '', stderr: 'Configuration error in /x/.claude.json: JSON Parse error' },
      'blocked',
      'cannot be read',
    ],
  ] as const)('B13 %s', (_, said, state, reason) => {
    const login = loginIn(said)
    expect(login.state).toBe(state)
    expect(login.reason).toContain(reason)
    expect(login.nextStep === null).toBe(state === 'unproven')
    // Paths are nobody's business.
    expect(JSON.stringify(login)).not.toContain('/x/')
  })
})

describe('the health of the login', () => {
  it('B140 nothing is known before somebody looked', () => {
    expect(health().kept.login).toMatchObject({ state: 'unproven', checkedAt: null })
  })

  it('B13 reads within five minutes make one probe, also when they come at once; later there is another', async () => {
    const { kept, counts, clock } = health()
    await Promise.all([kept.prove(NEVER), kept.prove(NEVER)])
    clock.advance(epochMs(START + 5 * MINUTE_MS - 1))
    expect((await kept.prove(NEVER)).state).toBe('ready')
    expect(counts).toMatchObject({ looks: 1, proofs: 1 })
    clock.advance(epochMs(START + 5 * MINUTE_MS))
    await kept.prove(NEVER)
    expect(counts.proofs).toBe(2)
  })

  it('B13 what is stored and refuses is blocked, not ready', async () => {
    const { kept } = health(() => Promise.reject(new AiAuthError('it was refused')))
    expect(await kept.prove(NEVER)).toMatchObject({ state: 'blocked', reason: 'it was refused' })
  })

  it('B13 a probe that fails for another reason leaves a stored login unproven, and is not repeated at once', async () => {
    const { kept, counts } = health(() => Promise.reject(new AiError('AI_TIMED_OUT', 'no answer')))
    expect(await kept.prove(NEVER)).toMatchObject({ state: 'unproven' })
    expect((await kept.prove(NEVER)).reason).toContain('no answer')
    expect(counts.proofs).toBe(1)
  })

  it('an answer proves it better than any probe, and a stored login does not take that back', async () => {
    const { kept, counts, clock } = health()
    kept.answered()
    expect(kept.login).toMatchObject({ state: 'ready', checkedAt: START })
    clock.advance(epochMs(START + 6 * MINUTE_MS))
    expect((await kept.look(NEVER)).state).toBe('ready')
    expect(counts).toMatchObject({ looks: 1, proofs: 0, changes: 1 })
  })

  it('without a login nothing is asked', async () => {
    const { kept, counts } = health(undefined, {
      code: 1,
      stdout: '{"loggedIn":false}',
      stderr: '',
    })
    expect((await kept.prove(NEVER)).state).toBe('blocked')
    expect(counts.proofs).toBe(0)
  })

  it('who stops asking stops for himself alone', async () => {
    let answer: () => void = () => {}
    const asked = new Promise<void>((resolve) => {
      answer = resolve
    })
    const { kept } = health(() => asked)
    const leaving = new AbortController()
    const first = kept.prove(leaving.signal)
    const second = kept.prove(NEVER)
    const told = expect(first).rejects.toMatchObject({ name: 'AbortError' })
    leaving.abort('enough')
    await told
    answer()
    expect((await second).state).toBe('ready')
  })
})
