import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

const SERVICES = new URL('../../src/services/', import.meta.url)
const TESTS = new URL('.', import.meta.url)
/** What brings the container in: itself, and the desk that is opened by it. */
const CONTAINED = /from '[^']*(?:container|paper-desk)\.ts'/

const textsIn = async (folder: URL, ending: string) => {
  const names = (await readdir(folder)).filter((name) => name.endsWith(ending))
  return Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')))
}

describe('services', () => {
  it('B24 each service of the kernel is built in a test that never touches the container', async () => {
    const sources = await textsIn(SERVICES, '-service.ts')
    const names = sources.flatMap((text) => {
      const [, name] = /export class (\w+) extends KernelHandler/.exec(text) ?? []
      return name === undefined ? [] : [name]
    })
    const tests = await textsIn(TESTS, '.ts')
    const alone = tests.filter((text) => !CONTAINED.test(text))
    const untested = names.filter((name) => !alone.some((text) => text.includes(`new ${name}(`)))
    expect(names.length).toBeGreaterThanOrEqual(6)
    expect(untested).toEqual([])
  })

  it('B24 no service knows the container', async () => {
    for (const text of await textsIn(SERVICES, '.ts')) expect(text).not.toMatch(/container/i)
  })
})
