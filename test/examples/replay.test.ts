import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkedReplays } from '../../examples/replay/check.ts'
import { replayed, storedYear } from '../../examples/replay/run.ts'
import type { ParquetBarStore } from '../../src/core/state/bar-store.ts'

describe('the example of a replay', () => {
  let folder: string
  let store: ParquetBarStore
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'robo-example-'))
    store = await storedYear(folder)
  })
  afterAll(async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('wherever it is cut, the resumed replay writes the journal of an undisturbed one', async () => {
    const whole = await replayed(store, null)
    expect(whole.fills).toBeGreaterThan(20)
    for (const cutAfter of [1, 7, 12, 20]) {
      expect(await replayed(store, cutAfter)).toEqual(whole)
    }
    expect(checkedReplays([whole, await replayed(store, null)])).toMatch(/^2 replays of \d+ events/)
  })

  it('notices a journal that differs, and one in which nothing happened', async () => {
    const whole = await replayed(store, null)
    const other = {
      ...whole,
      hash: whole.hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
    }
    expect(() => checkedReplays([whole, other])).toThrow('are not')
    expect(() => checkedReplays([{ ...whole, fills: 0 }])).toThrow('nothing was traded')
    expect(() => checkedReplays([])).toThrow(RangeError)
  })
})
