import { describe, expect, it } from 'vitest'
import { DeskScreen } from '../../../src/cli/terminal/desk-screen.ts'
import { bare, TestTerminal, tradedDesk } from './desk-fixture.ts'

/** The desk on a terminal, with an account of a month. */
async function shown(month: string): Promise<string> {
  const desk = await tradedDesk()
  const picture = () => {
    const { money, ...rest } = desk.picture()
    return { ...rest, money: { ...money, month } }
  }
  const terminal = new TestTerminal({ columns: 120, rows: 36 }, { mayColour: false })
  const screen = new DeskScreen({ ...desk, picture, terminal })
  screen.open()
  screen.close()
  return terminal.shown().map(bare).join('\n')
}

describe('the month of the account on the screen', () => {
  it('B92 stands beside its money once it began anew, and not before', async () => {
    expect(await shown('2026-11')).toContain('Account of November 2026')
    expect(await shown('')).not.toContain('Account of')
  })
})
