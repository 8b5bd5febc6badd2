import { access } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { useProgram } from '../cli.ts'
import { ESC } from './desk-fixture.ts'

const hasScript = await access('/usr/bin/script').then(
  () => process.platform === 'linux',
  () => false,
)
if (!hasScript)
  console.warn('The view was not tried on a real terminal: there is no /usr/bin/script')

const RUN = ['run', '--from', '2026-11-23', '--speed', '600']
const [ENTER, LEAVE, CURSOR] = [`${ESC}?1049h`, `${ESC}?1049l`, `${ESC}?25h`]
const ACCENT = `${ESC}1;36m`

describe.skipIf(!hasScript)('a run on a real terminal', () => {
  const { desk } = useProgram()

  it('draws the desk, ends by Ctrl-C with the book saved, and leaves the terminal as it was', async () => {
    await using my = await desk()
    const running = my.startOnTerminal(RUN)
    await running.said(/the market opened/)
    running.type('\u0003')
    const { code, out } = await running.ended
    expect(code).toBe(0)
    expect(out).toContain(ENTER)
    expect(out).toContain(ACCENT)
    const [, after = ''] = out.split(LEAVE)
    expect(out.lastIndexOf(CURSOR)).toBeGreaterThan(out.indexOf(ENTER))
    expect(after).toMatch(/book paper-sim-\w+ · /)
    expect((await my.run(['journal', 'verify'])).code).toBe(0)
  })

  it('has no colours with NO_COLOR, and is as before after a kill signal that can be heard', async () => {
    await using my = await desk()
    const running = my.startOnTerminal(RUN, { NO_COLOR: '1' })
    await running.said(/SIMULATED MARKET/)
    const { items } = await my.json<{ readonly items: readonly { readonly reason: string }[] }>([
      'doctor',
    ])
    const [, pid = ''] =
      items.map(({ reason }) => /process (\d+) runs it/.exec(reason)).find(Boolean) ?? []
    process.kill(Number(pid), 'SIGTERM')
    const { code, out } = await running.ended
    expect(code).toBe(0)
    expect(out).not.toContain(ACCENT)
    expect(out.split(LEAVE)).toHaveLength(2)
  })

  it('draws nothing for a pipe: lines without a control character', async () => {
    await using my = await desk()
    const { code, out, err } = await my.run([...RUN, '--speed', 'max', '--until', 'end'])
    expect(code).toBe(0)
    expect(err).toMatch(/^SIMULATED 2026-11-23 15:35:00 the market closed; equity ₹/m)
    expect(`${out}${err}`).not.toContain('\u001b')
  })
})
