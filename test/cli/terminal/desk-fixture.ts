import type { DeskScreenDeps } from '../../../src/cli/terminal/desk-screen.ts'
import type { Size } from '../../../src/cli/terminal/render-desk.ts'
import type { Terminal } from '../../../src/cli/terminal/terminal.ts'
import { Clock } from '../../../src/core/clock.ts'
import { DeskView } from '../../../src/core/desk-view.ts'
import { SilentLogger } from '../../../src/core/log.ts'
import type { FeedLabel } from '../../../src/core/ports.ts'
import type { RuntimeIdentity } from '../../../src/core/runtime-identity.ts'
import { MarketCalendar } from '../../../src/domain/rulebook/calendar.ts'
import { Sessions } from '../../../src/domain/rulebook/sessions.ts'
import { type EpochMs, epochMs, momentOf, tradeDate } from '../../../src/domain/time.ts'
import { simDesk } from '../../core/desk-view/sim-desk.ts'

export const LABEL: FeedLabel = { source: 'SIMULATED', detail: 'simulated exchange, seed 1' }

export const IDENTITY: RuntimeIdentity = {
  version: '9.8.7',
  commit: '0123456789abcdef0123456789abcdef01234567',
  startedAt: momentOf(tradeDate('2026-11-23'), 8 * 60 + 5),
  environment: 'paper',
  pid: 31_415,
  dataDir: '/home/somebody/of/a/long/name/and/a/deep/folder/robo-trader/data',
}

/** A wall clock that stands still: nothing is drawn again unless the test asks. */
class StillClock extends Clock {
  override now(): EpochMs {
    return epochMs(0)
  }

  override wakeAt(): Disposable {
    return { [Symbol.dispose]: () => {} }
  }
}

/** A terminal of any size that a test looks at, types on, resizes and ends. */
export class TestTerminal implements Terminal {
  readonly isInteractive: boolean
  readonly mayColour: boolean
  written = ''
  held = 0
  #size: Size
  #key: (key: string) => void = () => undefined
  #resize: () => void = () => undefined
  #end: () => void = () => undefined

  constructor(
    size: Size,
    options: { readonly mayColour?: boolean; readonly isTty?: boolean } = {},
  ) {
    this.#size = size
    this.mayColour = options.mayColour ?? true
    this.isInteractive = options.isTty ?? true
  }

  size(): Size {
    return this.#size
  }

  write(text: string): void {
    this.written += text
  }

  keys(listener: (key: string) => void): Disposable {
    this.#key = listener
    return this.#hold(() => {
      this.#key = () => undefined
    })
  }

  resized(listener: () => void): Disposable {
    this.#resize = listener
    return this.#hold(() => {
      this.#resize = () => undefined
    })
  }

  ended(listener: () => void): Disposable {
    this.#end = listener
    return this.#hold(() => {
      this.#end = () => undefined
    })
  }

  press(key: string): void {
    this.#key(key)
  }

  resizeTo(size: Size): void {
    this.#size = size
    this.#resize()
  }

  /** The process ends without the screen having been closed. */
  endProcess(): void {
    this.#end()
  }

  /** What stands on the screen since it was last cleared, line by line, colours included. */
  shown(): readonly string[] {
    const lines: string[] = []
    const since = this.written.slice(Math.max(0, this.written.lastIndexOf(`${ESC}2J`)))
    const writes = since.split(POSITION).slice(1)
    for (let index = 0; index < writes.length; index += 2) {
      lines[Number(writes[index]) - 1] = (writes[index + 1] ?? '').replaceAll(MODES, '')
    }
    return lines
  }

  #hold(leave: () => void): Disposable {
    this.held++
    let isHeld = true
    return {
      [Symbol.dispose]: () => {
        if (isHeld) this.held--
        isHeld = false
        leave()
      },
    }
  }
}

export const ESC = '\u001b['
const POSITION = new RegExp(`${ESC.replace('[', '\\[')}(\\d+);1H`)
const MODES = new RegExp(`${ESC.replace('[', '\\[')}\\?[\\d;]*[a-z]`, 'g')
const COLOURS = new RegExp(`${ESC.replace('[', '\\[')}[\\d;]*m`, 'g')

/** The same without colours. */
export const bare = (line: string): string => line.replaceAll(COLOURS, '')

/** What a screen needs, over a desk that has traded on the simulated exchange up to a quarter to ten. */
export async function tradedDesk(): Promise<Omit<DeskScreenDeps, 'terminal'>> {
  const monday = tradeDate('2026-11-23')
  const { kernel, events } = await simDesk(monday, momentOf(monday, 9 * 60 + 48))
  const view = new DeskView()
  for (const event of events) view.apply(event)
  return {
    identity: IDENTITY,
    url: () => null,
    kernel,
    sessions: new Sessions(new MarketCalendar()),
    label: LABEL,
    speed: 60,
    clock: new StillClock(),
    log: new SilentLogger(),
    picture: () => view.view(),
    isResumed: () => true,
    onEnd: () => undefined,
  }
}
