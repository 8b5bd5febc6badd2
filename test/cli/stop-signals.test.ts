import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { stopAtSignals } from '../../src/cli/stop-signals.ts'
import { readIfThere, writeAtomically } from '../../src/core/state/atomic-file.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

describe('a signal to the process', () => {
  let folder = ''
  const others = new Map<string, readonly NodeJS.SignalsListener[]>()
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true)
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'robo-signals-'))
    for (const name of SIGNALS) {
      others.set(name, process.listeners(name))
      process.removeAllListeners(name)
    }
    kill.mockClear()
  })
  afterEach(async () => {
    for (const name of SIGNALS) {
      process.removeAllListeners(name)
      for (const listener of others.get(name) ?? []) process.on(name, listener)
    }
    await rm(folder, { recursive: true, force: true })
  })

  for (const name of SIGNALS) {
    it(`${name} only asks for the end, in the middle of an atomic write as well; the next one ends at once`, async () => {
      const shutdown = new AbortController()
      stopAtSignals(shutdown)
      const file = join(folder, 'book.json')
      const writing = writeAtomically(file, 'whole')
      await vi.waitUntil(() => process.listenerCount(name) > 1, { interval: 0 })
      process.emit(name, name)
      expect(shutdown.signal.reason).toMatchObject({ name: 'AbortError' })
      expect(kill).not.toHaveBeenCalled()
      await writing
      expect(await readIfThere(file)).toBe('whole')
      process.emit(name, name)
      expect(kill).toHaveBeenCalledWith(process.pid, name)
    })
  }
})
