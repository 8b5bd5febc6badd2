import type { BroadcastCoordinator } from '../core/coordinators/broadcast-coordinator.ts'
import type { TopicStates } from './contract/live.ts'
import { type AiSource, aiView } from './views/ai-view.ts'
import { ApprovalsView } from './views/approvals-view.ts'

/** What of the AI is shown: the model and its work as they are, and what the desk's picture tells of its proposals. */
export class AiStates {
  readonly #broadcast: Pick<BroadcastCoordinator, 'picture'>
  readonly #approvals = new ApprovalsView()
  /** Where the model and its work are seen, once there is one. */
  source: AiSource | null = null

  constructor(broadcast: Pick<BroadcastCoordinator, 'picture'>) {
    this.#broadcast = broadcast
  }

  ai(): TopicStates['ai'] {
    return aiView(this.source, this.#broadcast.picture)
  }

  approvals(): TopicStates['approvals'] {
    return this.#approvals.state(this.#broadcast.picture)
  }
}
