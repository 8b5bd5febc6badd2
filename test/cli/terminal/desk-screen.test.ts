import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { DeskScreen, type DeskScreenDeps } from '../../../src/cli/terminal/desk-screen.ts'
import { DeskView } from '../../../src/core/desk-view.ts'
import { bare, ESC, IDENTITY, TestTerminal, tradedDesk } from './desk-fixture.ts'

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 36 },
  { columns: 200, rows: 60 },
]
const ENTER = `${ESC}?1049h`
const LEAVE = `${ESC}?1049l`
const CURSOR = `${ESC}?25h`
const CTRL_C = '\u0003'

let desk: Omit<DeskScreenDeps, 'terminal'>
beforeAll(async () => {
  desk = await tradedDesk()
})

/** A screen drawn once. */
function opened(terminal: TestTerminal, other: Partial<DeskScreenDeps> = {}): DeskScreen {
  const screen = new DeskScreen({ ...desk, ...other, terminal })
  screen.open()
  return screen
}

function drawn(size: { readonly columns: number; readonly rows: number }, mayColour = true) {
  const terminal = new TestTerminal(size, { mayColour })
  opened(terminal).close()
  return terminal.shown()
}

describe('the live view on a terminal', () => {
  it.each(SIZES)('fills $columns × $rows exactly, and nothing is wider', (size) => {
    const lines = drawn(size).map(bare)
    expect(lines).toHaveLength(size.rows)
    expect(new Set(lines.map((line) => line.length))).toEqual(new Set([size.columns]))
  })

  it('fits any size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 260 }),
        fc.integer({ min: 4, max: 90 }),
        (columns, rows) => {
          const lines = drawn({ columns, rows }).map(bare)
          expect(lines).toHaveLength(rows)
          expect(lines.every((line) => line.length === columns)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it.each(SIZES)(
    'says where prices come from, when it is, what is held and what it is worth at $columns columns',
    (size) => {
      const text = drawn(size).map(bare).join('\n')
      const { positions } = desk.picture()
      expect(positions.length).toBeGreaterThan(2)
      expect(text).toMatch(/SIMULATED MARKET · .*Mon 23 Nov 2026 09:4\d:\d\d IST/)
      expect(text).toMatch(/Equity ₹(1,0\d,\d{3}|9\d,\d{3}) · [+−]₹\d/)
      expect(text).toMatch(/Continuous trading, 5 h \d+ m left/)
      const table = text.slice(text.indexOf('Positions ─'), text.indexOf('Last fills ─'))
      const shown = positions.filter(({ instrument }) =>
        table.includes(`${instrument.slice('NSE:'.length)} `),
      )
      const [, hidden = 0] = /… (\d+) more/.exec(text) ?? []
      expect(shown.length + Number(hidden)).toBe(positions.length)
      expect(text).toMatch(/What happened ─+/)
    },
  )

  it('never leaves a position out without saying so, however small the terminal', () => {
    const { positions } = desk.picture()
    for (let rows = 10; rows <= 40; rows++) {
      for (const columns of [60, 80, 99, 100, 140]) {
        const above = drawn({ columns, rows }).map(bare)
        const lines = above.filter((line) => !/ends the run|robo-trader/.test(line))
        const first = lines.findIndex((line) => line.startsWith('Positions ─'))
        if (first < 0) continue
        const table = lines.slice(first + 2).map((line) => line.slice(0, Math.min(columns, 40)))
        const end = table.findIndex((line) => line.includes('─') || line.trim() === '')
        const held = table.slice(0, end < 0 ? table.length : end)
        const hidden = /… (\d+) more/.exec(held.at(-1) ?? '')?.[1]
        const shown = held.length - (hidden === undefined ? 0 : 1)
        expect({ rows, columns, count: shown + Number(hidden ?? 0) }).toEqual({
          rows,
          columns,
          count: positions.length,
        })
      }
    }
  })

  it('groups digits as India does', () => {
    const text = drawn({ columns: 200, rows: 60 }).map(bare).join('\n')
    expect(text).toMatch(/[^\d,]\d,\d{2},\d{3}/)
    expect(text).not.toMatch(/\d,\d{3},\d{3}/)
    expect(text.match(/₹\d{4,}/)).toBeNull()
  })

  it.each(SIZES)('B145 says which desk it is at $columns columns', (size) => {
    const text = drawn(size).map(bare).slice(-2).join('\n')
    const { version, commit, environment, pid } = IDENTITY
    for (const part of [
      version,
      commit.slice(0, 8),
      environment,
      `process ${pid}`,
      '2026-11-23 08:05',
    ]) {
      expect(text).toContain(part)
    }
    if (size.columns >= 120) expect(text).toContain('robo-trader/data')
  })

  it('has no colour where there may be none, and says the same', () => {
    const coloured = drawn({ columns: 120, rows: 36 })
    const plain = drawn({ columns: 120, rows: 36 }, false)
    expect(coloured.join('')).toContain(`${ESC}31m`)
    expect(plain.join('')).not.toContain(ESC)
    expect(coloured.map(bare)).toEqual(plain)
  })

  it('fits a new size as soon as the terminal has it', () => {
    const terminal = new TestTerminal({ columns: 120, rows: 36 })
    const screen = opened(terminal)
    terminal.resizeTo({ columns: 90, rows: 30 })
    const lines = terminal.shown().map(bare)
    expect(lines).toHaveLength(30)
    expect(lines.every((line) => line.length === 90)).toBe(true)
    screen.close()
  })

  it('before anything happened it says what it waits for', () => {
    const empty = new DeskView().view()
    const terminal = new TestTerminal({ columns: 120, rows: 36 })
    opened(terminal, { picture: () => empty }).close()
    const text = terminal.shown().map(bare).join('\n')
    expect(text).toContain('None. No strategy runs: choose some with --strategies')
    expect(text).toContain('Nothing yet')
  })

  it('while the journal is gone over it says that prices are of then', () => {
    const terminal = new TestTerminal({ columns: 120, rows: 36 })
    opened(terminal, { isResumed: () => false }).close()
    expect(terminal.shown().map(bare).join('\n')).toContain('Going over the journal again')
  })
})

describe('the terminal under the view', () => {
  /** How the terminal was left: on its own screen, with its cursor, and nobody listening. */
  function expectRestored(terminal: TestTerminal) {
    expect(terminal.written.startsWith(ENTER)).toBe(true)
    expect(terminal.written.endsWith(LEAVE)).toBe(true)
    expect(terminal.written.split(LEAVE)).toHaveLength(2)
    expect(terminal.written.lastIndexOf(CURSOR)).toBeGreaterThan(terminal.written.indexOf(ENTER))
    expect(terminal.held).toBe(0)
  }

  it('is as before when the run ends, however often it is closed', () => {
    const terminal = new TestTerminal({ columns: 80, rows: 24 })
    const screen = opened(terminal)
    screen.close()
    screen.close()
    expectRestored(terminal)
  })

  it('is as before when the process ends by an error', () => {
    const terminal = new TestTerminal({ columns: 80, rows: 24 })
    opened(terminal)
    terminal.endProcess()
    expectRestored(terminal)
  })

  it('is as before when the view itself fails', async () => {
    const terminal = new TestTerminal({ columns: 80, rows: 24 })
    opened(terminal, {
      picture: () => {
        throw new RangeError('no picture')
      },
    })
    await new Promise(setImmediate)
    expectRestored(terminal)
  })

  it.each([CTRL_C, 'q'])('%j ends the run once, and the next Ctrl-C is the system’s', (key) => {
    const terminal = new TestTerminal({ columns: 80, rows: 24 })
    let ends = 0
    const onEnd = () => {
      ends++
    }
    const screen = opened(terminal, { onEnd })
    const before = terminal.held
    terminal.press('x')
    expect(ends).toBe(0)
    terminal.press(key)
    terminal.press(key)
    expect(ends).toBe(1)
    expect(terminal.held).toBe(before - 1)
    expect(terminal.shown().map(bare).at(-1)).toContain('Ending: the book is being saved')
    screen.close()
    expectRestored(terminal)
  })
})
