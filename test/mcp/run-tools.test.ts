import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { RANGE, useBarDesk } from '../cli/bar-desk.ts'
import { useRunThread } from '../cli/run-thread-files.ts'
import { openToolStand, type ToolStand } from './tool-stand.ts'

const LONG = 120_000
const WISH = {
  strategy: 'ema-cross',
  from: RANGE[1],
  to: RANGE[3],
  capitalRupees: 1_000_000,
  parameters: { fast: 3, slow: 8 },
}

describe('backtests that a tool asks for', { timeout: LONG }, () => {
  const runThread = useRunThread()
  const { my } = useBarDesk()
  let stand: ToolStand
  beforeAll(async () => {
    stand = await openToolStand(runThread(), my().database.url)
    await cp(join(my().dataDir, 'bars'), join(stand.desk.dataDir, 'bars'), { recursive: true })
  }, LONG)
  afterAll(() => stand[Symbol.asyncDispose]())

  it('one that is done in time gives its headline, and is kept like any other run', async () => {
    const { data } = await stand.ask('run_backtest', WISH)
    expect(data).toMatchObject({ state: 'done', progress: 1, error: null })
    expect(data.headline.trades).toBeGreaterThan(0)
    const kept = await my().json<{ readonly runs: readonly { readonly id: string }[] }>([
      'runs',
      'list',
    ])
    expect(kept.runs.map(({ id }) => id)).toContain(data.runId)
    const again = await stand.ask('run_backtest', { runId: data.runId })
    expect(again.data).toEqual(data)
  })

  it('what cannot run is refused with its field and the nearest name', async () => {
    const unknown = await stand.refused('run_backtest', { ...WISH, strategy: 'ema-crss' })
    expect(unknown.code).toBe('INPUT_INVALID')
    expect(unknown.message).toContain('ema-cross')
    const share = await stand.refused('run_backtest', { ...WISH, instruments: ['ALPHAA'] })
    expect(share.message).toContain('NSE:ALPHA')
    const none = await stand.refused('run_backtest', {})
    expect(none.message).toMatch(/needs strategy, from and to/)
    const gone = { runId: '6f9619ff-8b86-4d01-8b42-00cf4fc964ff' }
    expect((await stand.refused('run_backtest', gone)).code).toBe('NOT_FOUND')
  })
})
