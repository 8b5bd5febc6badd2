import { afterAll, beforeAll } from 'vitest'
import { importBars } from './bar-files.ts'
import { type Desk, useProgram } from './cli.ts'

interface Refusal {
  readonly error: { readonly code: string; readonly message: string; readonly field?: string }
}

/** Two years of the stored bars, without a benchmark. */
export const RANGE = ['--from', '2022-01-03', '--to', '2023-12-29', '--no-benchmark'] as const

/** Each command is a process of its own, and the machine may be busy. */
export const LONG = 180_000

/** One installation with three shares' bars for the tests of a file. */
export function useBarDesk() {
  const { desk } = useProgram()
  let opened: Desk | null = null
  const my = (): Desk => {
    if (opened === null) throw new RangeError('the installation is made before the first test')
    return opened
  }
  beforeAll(async () => {
    opened = await desk()
    await importBars(opened, ['ALPHA', 'BETA', 'GAMMA'])
  }, LONG)
  afterAll(() => opened?.[Symbol.asyncDispose]())
  /** What a command that must be refused as badly used says of it. */
  const refused = async (args: readonly string[]) => (await my().json<Refusal>(args, 2)).error
  return { desk, my, refused }
}
