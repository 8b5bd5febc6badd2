import { describe, expect, it } from 'vitest'
import { useProgram } from './cli.ts'

const RUN = ['run', '--from', '2026-11-23', '--speed', '300']

describe('following a desk from another process', () => {
  const { desk } = useProgram()

  it('tells what it does as it happens, and ends with it', async () => {
    await using my = await desk()
    const running = my.start(RUN)
    await running.said(/SIMULATED 2026-11-23 09:15:00 the market opened/)
    const plain = my.start(['monitor'])
    const machine = my.start(['monitor', '--all', '--json'])
    await plain.said(/^ *\d+ {2}2026-11-23 \d\d:\d\d:\d\d {2}\S+ +\S/m)
    await machine.said(/"seq":\d+/)
    machine.signal('SIGINT')
    const told = await machine.ended
    expect(told.code).toBe(0)
    const seqs = told.out
      .trimEnd()
      .split('\n')
      .map((line): number => JSON.parse(line).seq)
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index))
    running.signal('SIGINT')
    expect((await running.ended).code).toBe(0)
    const after = await plain.ended
    expect(after.code).toBe(0)
    expect(after.err).toMatch(/The desk of paper-sim-\w+ has ended\./)
    expect((await my.run(['monitor'])).code).toBe(3)
  })
})
