import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Desk, useProgram } from '../cli/cli.ts'

/** A simulated desk that trades on its first day, slowly enough to be met in the middle of it. */
const RUN = ['run', '--from', '2026-11-23', '--speed', '2000']
/** Ctrl-C ends within five seconds; a machine that is busy with other tests is given more. */
const ENDED_MS_MAX = 20_000
const LONG = 120_000

describe('a process that is asked to stop', () => {
  const { desk } = useProgram()
  let my: Desk
  beforeEach(async () => {
    my = await desk()
  })
  afterEach(() => my[Symbol.asyncDispose]())

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'B54 by %s ends by itself, done, with its book put away and nobody left writing it',
    async (name) => {
      const running = my.start([...RUN, '--json'])
      const state = await my.database.open()
      await untilTraded(state)
      running.signal(name)
      const late = new Promise<never>((_, reject) => {
        AbortSignal.timeout(ENDED_MS_MAX).addEventListener('abort', () => {
          reject(new RangeError(`${name} did not end it`))
        })
      })
      const { code, out, err } = await Promise.race([running.ended, late])
      expect(code, err).toBe(0)
      const summary: { readonly events: number } = JSON.parse(out)
      expect(summary).toMatchObject({ events: expect.any(Number) })
      const heads = await state.db
        .selectFrom('journal')
        .select(({ fn }) => fn.max('seq').as('head'))
        .executeTakeFirstOrThrow()
      const saved = await state.db
        .selectFrom('snapshots')
        .select(({ fn }) => fn.max('seq').as('seq'))
        .executeTakeFirstOrThrow()
      expect(saved.seq).toBe(heads.head)
    },
    LONG,
  )
})

type State = Awaited<ReturnType<Desk['database']['open']>>

/** Asks the journal itself: what the process says goes to another place with `--json`. */
async function untilTraded(state: State): Promise<void> {
  for (let found = false; !found; ) {
    const row = await state.db
      .selectFrom('journal')
      .select('seq')
      .where('type', '=', 'execution.order_filled')
      .limit(1)
      .executeTakeFirst()
    found = row !== undefined
  }
}
