import { isCancellation } from '../../core/cancellation.ts'
import type { Clock } from '../../core/clock.ts'
import { valueDesk } from '../../core/desk-view/valuation.ts'
import type { DeskPicture } from '../../core/desk-view.ts'
import type { Kernel } from '../../core/kernel.ts'
import type { Logger } from '../../core/log.ts'
import type { FeedLabel } from '../../core/ports.ts'
import type { RuntimeIdentity } from '../../core/runtime-identity.ts'
import { at } from '../../domain/bar.ts'
import type { Sessions } from '../../domain/rulebook/sessions.ts'
import { epochMs } from '../../domain/time.ts'
import type { DeskScene } from './desk-scene.ts'
import { EquityTrace } from './equity-trace.ts'
import { PriceBoard } from './price-board.ts'
import { renderDesk } from './render-desk.ts'
import { Screen } from './screen.ts'
import type { Terminal } from './terminal.ts'

export interface DeskScreenDeps {
  readonly identity: RuntimeIdentity
  /** Where the dashboard is; null while nothing serves it. */
  readonly url: () => string | null
  readonly terminal: Terminal
  readonly kernel: Pick<Kernel, 'clock' | 'quotes' | 'session' | 'universe'>
  readonly sessions: Sessions
  readonly label: FeedLabel
  readonly speed: number
  /** The machine's time: drawing keeps to it, whatever the market's does. */
  readonly clock: Clock
  readonly log: Logger
  readonly picture: () => DeskPicture
  readonly isResumed: () => boolean
  /** Somebody pressed the key that ends the run. */
  readonly onEnd: () => void
}

/** Four times a second, and between two turns of the loop, so that the market never waits for its picture. */
const EVERY_MS = 250
/** `q`, and Ctrl-C as a raw terminal hands it over. */
const END_KEYS: ReadonlySet<string> = new Set(['q', 'Q', '\u0003'])

/** The desk on a terminal of its own: drawn anew a few times a second until closed, then everything is as before. */
export class DeskScreen {
  readonly #deps: DeskScreenDeps
  readonly #screen: Screen
  readonly #board: PriceBoard
  readonly #trace = new EquityTrace()
  readonly #closing = new AbortController()
  readonly #held: Disposable[] = []
  #keys: Disposable | null = null
  #isEnding = false

  constructor(deps: DeskScreenDeps) {
    this.#deps = deps
    this.#screen = new Screen(deps.terminal)
    this.#board = new PriceBoard(deps.kernel.quotes, deps.kernel.universe)
  }

  open(): void {
    const { terminal, log } = this.#deps
    this.#held.push(
      terminal.ended(() => this.close()),
      terminal.resized(() => this.#redraw()),
    )
    this.#keys = terminal.keys((key) => this.#press(key))
    this.#screen.open()
    this.#keepDrawing(this.#closing.signal).catch((error: unknown) => {
      this.close()
      log.error('the screen could not be drawn', { error })
    })
  }

  close(): void {
    this.#closing.abort('closing')
    this.#leaveKeys()
    for (const held of this.#held.splice(0)) held[Symbol.dispose]()
    this.#screen.close()
  }

  async #keepDrawing(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps
    while (!signal.aborted) {
      this.#draw()
      await clock.until(epochMs(clock.now() + EVERY_MS), signal).catch((error: unknown) => {
        if (!isCancellation(error)) throw error
      })
    }
  }

  #draw(): void {
    const { terminal } = this.#deps
    const size = terminal.size()
    this.#screen.draw(renderDesk(this.#scene(size.rows), size, terminal.mayColour))
  }

  #redraw(): void {
    this.#screen.clear()
    this.#draw()
  }

  #press(key: string): void {
    if (!END_KEYS.has(key) || this.#isEnding) return
    this.#isEnding = true
    // From now on Ctrl-C is the system's again: who presses it once more wants out at once.
    this.#leaveKeys()
    this.#draw()
    this.#deps.onEnd()
  }

  #leaveKeys(): void {
    this.#keys?.[Symbol.dispose]()
    this.#keys = null
  }

  #scene(rows: number): DeskScene {
    const { identity, url, kernel, sessions, label, speed, clock, isResumed } = this.#deps
    const { quotes, universe, session } = kernel
    const picture = this.#deps.picture()
    const now = kernel.clock.now()
    const valuation = valueDesk(picture, (id) => at(quotes.last, universe.indexOf(id)))
    return {
      identity,
      url: url(),
      label,
      speed,
      now,
      hours: {
        cash: session.phases.cash,
        cashWithDerivatives: session.phases.cash_with_derivatives,
        minutesLeft: sessions.minutesLeft(now, 'cash'),
        nextChangeAt: sessions.nextPhaseChange(now, 'cash'),
      },
      picture,
      valuation,
      prices: this.#board.rows(picture, clock.now(), rows),
      pricesAt: this.#board.newestAt,
      trace: this.#trace.after(picture.today, now, valuation.equityPaise),
      isResuming: !isResumed(),
      isEnding: this.#isEnding,
    }
  }
}
