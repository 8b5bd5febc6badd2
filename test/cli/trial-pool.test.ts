import { beforeAll, describe, expect, it } from 'vitest'
import { shareData } from '../../src/cli/shared-data.ts'
import { TrialPool } from '../../src/cli/trial-pool.ts'
import { type Config, loadConfig } from '../../src/core/config.ts'
import { type SampleBacktest, sampleBacktest } from '../services/sample-backtest.ts'

/** A thread that does with each task what a line says. */
const thread = (line: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(
      `import { parentPort, threadId } from 'node:worker_threads'
       let done = 0
       parentPort.on('message', ({ id, spec }) => { ${line} })`,
    )}`,
  )

const ANSWERS =
  'done += 1; parentPort.postMessage({ id, result: { metrics: spec.seed, assumptions: done, warnings: [] } })'
const NEVER = 'done += 1'

describe('the threads of a sweep', () => {
  let sample: SampleBacktest
  let config: Config
  beforeAll(async () => {
    sample = await sampleBacktest(['ALPHA'])
    config = (await loadConfig({}, {})).config
  })
  const poolOf = (line: string, threads: number, signal = new AbortController().signal) =>
    new TrialPool(thread(line), threads, { config, data: shareData(sample.data) }, signal)
  const taskOf = (seed: number) => ({
    spec: { ...sample.spec, seed },
    countsFrom: null,
    trials: null,
  })

  it('answer each task with its own result, however many wait', async () => {
    const pool = poolOf(ANSWERS, 2)
    const seeds = Array.from({ length: 20 }, (_, seed) => seed)
    const results = await Promise.all(seeds.map((seed) => pool.run(taskOf(seed))))
    expect(results.map(({ metrics }) => metrics)).toEqual(seeds)
    await pool.close()
  })

  it('hand on what a trial threw, and go on with the next', async () => {
    const refuses = `if (spec.seed === 0) parentPort.postMessage({ id, error: { code: 'DATA_MISSING', message: 'no bars' } }); else { ${ANSWERS} }`
    const pool = poolOf(refuses, 1)
    await expect(pool.run(taskOf(0))).rejects.toMatchObject({
      code: 'DATA_MISSING',
      message: 'no bars',
    })
    await expect(pool.run(taskOf(7))).resolves.toMatchObject({ metrics: 7 })
    await pool.close()
  })

  it('that are lost fail what runs, what waits and what comes later, instead of letting it hang', async () => {
    const pool = poolOf("throw new RangeError('lost')", 1)
    const both = await Promise.allSettled([pool.run(taskOf(1)), pool.run(taskOf(2))])
    for (const outcome of both) expect(outcome).toMatchObject({ reason: { message: 'lost' } })
    await expect(pool.run(taskOf(3))).rejects.toThrow('lost')
    await pool.close()
  })

  it('that end by themselves fail the sweep as well', async () => {
    const pool = poolOf('process.exit(3)', 1)
    await expect(pool.run(taskOf(1))).rejects.toThrow('A thread of the sweep ended with 3')
    await pool.close()
  })

  it('give up at once when the person does, also when that was before they were started', async () => {
    const person = new AbortController()
    const pool = poolOf(NEVER, 2, person.signal)
    const running = [1, 2, 3].map((seed) => pool.run(taskOf(seed)))
    person.abort('Ctrl-C')
    for (const outcome of await Promise.allSettled(running)) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'AbortError' } })
    }
    await pool.close()
    const late = poolOf(NEVER, 1, person.signal)
    await expect(late.run(taskOf(1))).rejects.toMatchObject({ name: 'AbortError' })
    await late.close()
  })

  it('closed, they answer nobody any more', async () => {
    const pool = poolOf(NEVER, 1)
    const running = pool.run(taskOf(1))
    const told = expect(running).rejects.toMatchObject({ code: 'CLOSED' })
    await pool.close()
    await told
    await expect(pool.run(taskOf(2))).rejects.toMatchObject({ code: 'CLOSED' })
  })

  it('read the very bars: what lies in shared memory is what was stored', () => {
    const { data } = sample
    const { block, series } = shareData(data)
    expect(block.bars.close.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect([...block.bars.close]).toEqual([...data.block.bars.close])
    expect([...block.instrument]).toEqual([...data.block.instrument])
    for (const [id, bars] of series)
      expect([...bars.open]).toEqual([...(data.series.get(id)?.open ?? [])])
  })
})
