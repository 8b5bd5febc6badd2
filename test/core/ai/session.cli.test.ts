import { describe, expect, it } from 'vitest'
import { say } from '../../scripted-model/replies.ts'
import { askedModel } from './asked-model.ts'

describe('a session of the real client', () => {
  it('B11 the answer holds the words as they were said', async () => {
    await using desk = await askedModel(() => say('INFY looks dear.'))
    const answer = await desk.ask('How is INFY?')
    expect(answer.text).toBe('INFY looks dear.')
  })
})
