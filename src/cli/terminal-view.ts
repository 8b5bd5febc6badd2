import type { Clock } from '../core/clock.ts'
import type { BroadcastCoordinator } from '../core/coordinators/broadcast-coordinator.ts'
import type { Logger } from '../core/log.ts'
import type { FeedLabel } from '../core/ports.ts'
import type { RuntimeIdentity } from '../core/runtime-identity.ts'
import type { Sessions } from '../domain/rulebook/sessions.ts'
import type { Output } from './output.ts'
import { DeskScreen, type DeskScreenDeps } from './terminal/desk-screen.ts'
import { PlainLines } from './terminal/plain-lines.ts'
import { processTerminal, type Terminal } from './terminal/terminal.ts'

export interface ViewDeps {
  readonly identity: RuntimeIdentity
  /** Where the dashboard is; null while nothing serves it. */
  readonly url: () => string | null
  readonly live: { readonly kernel: DeskScreenDeps['kernel']; readonly isResumed: boolean }
  readonly broadcast: Pick<BroadcastCoordinator, 'picture' | 'listen'>
  readonly label: FeedLabel
  readonly output: Output
  readonly clock: Clock
  readonly sessions: Sessions
  readonly log: Logger
  readonly speed: number
  /** Somebody asked for the end of the run. */
  readonly onEnd: () => void
  readonly terminal?: Terminal
}

/** Whoever looks on. */
interface OpenView {
  /** It has the whole terminal: nothing else may be written there. */
  readonly isScreen: boolean
  close(): void
}

/** Follows the desk until closed: on a terminal as a screen, elsewhere, and for machines, as lines. It states nothing. */
export function openView(deps: ViewDeps): OpenView {
  const { live, broadcast, output, label, speed, terminal = processTerminal() } = deps
  if (!terminal.isInteractive || output.isJson) {
    const lines = new PlainLines({ label, speed, say: (text) => output.say(text) })
    const listening = broadcast.listen({ told: (narration) => lines.tell(narration) })
    return { isScreen: false, close: () => listening[Symbol.dispose]() }
  }
  const screen = new DeskScreen({
    ...deps,
    terminal,
    kernel: live.kernel,
    picture: () => broadcast.picture,
    isResumed: () => live.isResumed,
  })
  screen.open()
  return { isScreen: true, close: () => screen.close() }
}
