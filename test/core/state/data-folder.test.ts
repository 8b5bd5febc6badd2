import { rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeSocketFolder } from '../../../src/core/state/data-folder.ts'
import { isSystemError } from '../../../src/core/state/system-error.ts'

const gone = async (folder: string): Promise<void> => {
  await rmdir(folder).catch((error: unknown) => {
    if (!isSystemError(error, 'ENOENT')) throw error
  })
}

describe('the folder of the socket', () => {
  it('is made though its last user takes it away at that very moment', async () => {
    const sockets = join(tmpdir(), `robo-sockets-${process.pid}`)
    try {
      for (let round = 0; round < 300; round++) {
        const leavers = Array.from({ length: round % 4 }, () => gone(sockets))
        await expect(makeSocketFolder({ sockets, account: null })).resolves.toBeUndefined()
        await Promise.all(leavers)
      }
    } finally {
      await gone(sockets)
    }
  })
})
