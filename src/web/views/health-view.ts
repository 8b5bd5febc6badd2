import type { Events } from '../../core/events.ts'
import type { ReadinessItem } from '../../core/readiness.ts'
import { isoTime } from '../../domain/time.ts'
import type { HealthState } from '../contract/system.ts'
import { timeOrNull } from './figures.ts'

/** What the machinery says of itself. */
export interface HealthFacts {
  /** The last answers of the checks; empty before they were asked. */
  readonly items: readonly ReadinessItem[]
  /** Parts that told of themselves, and what they told last. */
  readonly components: ReadonlyMap<string, string>
  /** What was last told of each part by its check. */
  readonly told: readonly Events['system.health_check'][]
  /** By the machine's clock, epoch ms. */
  readonly now: number
}

/** What a part says when it has come up. */
const STARTED = 'started'

function standingOf(told: string): Component['state'] {
  if (told === STARTED) return 'ready'
  return told.startsWith('stopped') ? 'blocked' : 'degraded'
}

type Component = HealthState['components'][string]

interface Change {
  readonly state: Component['state']
  readonly since: number
}

/** How each part stands, and since when it has stood so: what nobody asked yet is unknown, never ready. */
export class HealthView {
  readonly #changes = new Map<string, Change>()

  components(facts: HealthFacts): HealthState['components'] {
    const rows: Record<string, Component> = {}
    for (const item of facts.items) rows[item.name] = this.#checked(item)
    for (const [name, told] of facts.components) rows[name] ??= this.#running(name, told, facts)
    return rows
  }

  #checked({ name, state, reason, nextStep, isNeeded, checkedAt }: ReadinessItem): Component {
    const since = timeOrNull(this.#since(name, state, checkedAt))
    return { name, state, reason, nextStep, isNeeded, since, checkedAt: isoTime(checkedAt) }
  }

  #running(name: string, told: string, { told: checks, now }: HealthFacts): Component {
    const check = checks.find(({ component }) => component === name)
    const state = check?.health ?? standingOf(told)
    const reason =
      check?.reason ?? (told === STARTED ? 'It started and has told of nothing wrong since' : told)
    const since = this.#since(name, state, now)
    return {
      name,
      state,
      reason,
      nextStep: null,
      isNeeded: true,
      since: isoTime(since),
      checkedAt: isoTime(since),
    }
  }

  #since(name: string, state: Component['state'], at: number): number {
    const known = this.#changes.get(name)
    if (known?.state === state) return known.since
    this.#changes.set(name, { state, since: at })
    return at
  }
}
