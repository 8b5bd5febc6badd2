import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type Desk, useProgram } from './cli.ts'

const { desk } = useProgram()

const READY = /Dashboard: (http:\S+)/
const WORDS = ['run', '--speed', '1']

async function keptIn(folder: string): Promise<string | null> {
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.compiled'))
  return name === undefined ? null : join(folder, name)
}

/** Runs a desk until something holds of what is kept, then ends it; fails when the desk ends badly. */
async function runUntil(one: Desk, holds: (kept: string | null) => Promise<boolean>) {
  const running = one.start(WORDS)
  await running.said(READY)
  while (!(await holds(await keptIn(dirname(one.program))))) await sleep(50)
  running.signal('SIGINT')
  const { code, err } = await running.ended
  expect(code, err).toBe(0)
}

describe('what is kept of a start', () => {
  it('is there for the next start, which is a whole desk too, its queues included', async () => {
    await using one = await desk()
    await runUntil(one, async (kept) => kept !== null)
    const running = one.start(WORDS)
    const [, url = ''] = await running.said(READY)
    expect((await fetch(`${url}/api/dashboard`)).status).toBe(200)
    running.signal('SIGINT')
    const { code, err } = await running.ended
    expect(code, err).toBe(0)
    const log = await readFile(join(one.dataDir, 'logs', 'robo-trader.log'), 'utf8')
    expect(log).not.toContain('could not start')
  })

  it('is made again when it is not of this program', async () => {
    await using one = await desk()
    await runUntil(one, async (kept) => kept !== null)
    const kept = (await keptIn(dirname(one.program))) ?? ''
    const whole = await readFile(kept)
    for (const spoilt of [Buffer.from('not compiled by anyone'), whole.subarray(0, 100_000)]) {
      await writeFile(kept, spoilt)
      await runUntil(one, async () => (await readFile(kept)).length > spoilt.length)
    }
  })
})
