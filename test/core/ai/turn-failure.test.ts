import { describe, expect, it } from 'vitest'
import { type Ended, NO_TOKENS } from '../../../src/core/ai/heard.ts'
import { failureOf } from '../../../src/core/ai/turn-failure.ts'

const NOW = 1_700_000_000_000

const ended = (over: Partial<Ended> = {}): Ended => ({
  kind: 'ended',
  subtype: 'success',
  isError: true,
  text: 'what the service said, with a secret',
  status: null,
  reason: null,
  form: undefined,
  sessionId: 's',
  usd: 0,
  tokens: NO_TOKENS,
  localCommand: null,
  ...over,
})

const none = { refusal: null, limitedUntil: null }
const refused = (refusal: string) => ({ refusal, limitedUntil: null })

describe('why a turn gave no answer', () => {
  it('an answer is no failure, whatever was heard on the way', () => {
    expect(failureOf(ended({ isError: false }), refused('rate_limit'), NOW)).toBeNull()
  })

  it.each([
    [
      'nobody is logged in',
      ended(),
      refused('authentication_failed'),
      'AiAuthError',
      'AI_BLOCKED',
      undefined,
    ],
    ['a login is refused', ended({ status: 401 }), none, 'AiAuthError', 'AI_BLOCKED', undefined],
    [
      'an account is on hold',
      ended(),
      refused('account_on_hold'),
      'AiAuthError',
      'AI_BLOCKED',
      undefined,
    ],
    [
      'a tool was stopped',
      ended({ subtype: 'error_during_execution', reason: 'aborted_tools' }),
      none,
      'AiToolError',
      'AI_TOOL_FAILED',
      undefined,
    ],
    [
      'a limit is used up until a moment',
      ended({ status: 429 }),
      { refusal: 'rate_limit', limitedUntil: NOW + 90_000 },
      'AiRateLimitError',
      'AI_RATE_LIMITED',
      90_000,
    ],
    [
      'a limit is used up',
      ended({ status: 429 }),
      none,
      'AiRateLimitError',
      'AI_RATE_LIMITED',
      60_000,
    ],
    ['the service is overloaded', ended({ status: 529 }), none, 'AiError', 'AI_FAILED', 30_000],
    [
      'the service fails',
      ended({ status: 500 }),
      refused('server_error'),
      'AiError',
      'AI_FAILED',
      30_000,
    ],
    ['the question is wrong', ended({ status: 400 }), none, 'AiError', 'AI_FAILED', undefined],
    [
      'tools were called for too long',
      ended({ subtype: 'error_max_turns' }),
      none,
      'AiError',
      'AI_BUDGET_EXCEEDED',
      undefined,
    ],
    [
      'the money was used up',
      ended({ subtype: 'error_max_budget_usd' }),
      none,
      'AiError',
      'AI_BUDGET_EXCEEDED',
      undefined,
    ],
    [
      'the form was never right',
      ended({ subtype: 'error_max_structured_output_retries' }),
      none,
      'AiError',
      'AI_NO_FORM',
      undefined,
    ],
    [
      'the question was too long',
      ended({ reason: 'prompt_too_long' }),
      none,
      'AiError',
      'PROMPT_TOO_LONG',
      undefined,
    ],
  ] as const)('B14 %s', (_, end, hints, name, code, retryAfterMs) => {
    const failure = failureOf(end, hints, NOW)
    expect(failure).toMatchObject({ name, code })
    expect(failure?.details.retryAfterMs).toBe(retryAfterMs)
    // The service's own words are for the log alone.
    expect(JSON.stringify(failure)).not.toContain('secret')
  })

  it('B14 a limit that has ended already is tried again after a second', () => {
    const past = { refusal: null, limitedUntil: NOW - 5_000 }
    expect(failureOf(ended({ status: 429 }), past, NOW)?.details.retryAfterMs).toBe(1_000)
  })
})
