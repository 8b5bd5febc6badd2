import { PromptBook, type PromptVersion } from '../core/ai/ai-desk.ts'
import { namedId } from '../core/ai/named-id.ts'
import type { RoleName } from '../core/ai/records.ts'
import type { Events } from '../core/events.ts'
import type { Intake } from '../core/intake.ts'

type PromptFact = Extract<keyof Events, `prompt.${string}`>

export interface PromptDeps {
  readonly book: PromptBook
  readonly facts: Pick<Intake, 'post'>
}

const SOURCE = 'PromptService'

/** Prompts and their versions; each change is a fact of the journal. */
export class PromptService extends PromptBook {
  readonly #deps: PromptDeps

  constructor(deps: PromptDeps) {
    super()
    this.#deps = deps
  }

  override versions(prompt: RoleName): Promise<readonly PromptVersion[]> {
    return this.#deps.book.versions(prompt)
  }

  override active(prompt: RoleName): Promise<PromptVersion> {
    return this.#deps.book.active(prompt)
  }

  override async add(prompt: RoleName, text: string, by: string): Promise<PromptVersion> {
    const added = await this.#deps.book.add(prompt, text, by)
    const { version, createdAt } = added
    await this.#state('prompt.optimized', { prompt, version, by }, String(createdAt))
    return added
  }

  override async promote(prompt: RoleName, version: number, by: string): Promise<PromptVersion> {
    const before = await this.active(prompt)
    if (before.version === version) return before
    const promoted = await this.#deps.book.promote(prompt, version, by)
    await this.#state('prompt.version_demoted', { prompt, version: before.version, by }, null)
    await this.#state('prompt.version_promoted', { prompt, version, by }, null)
    return promoted
  }

  override async judge(prompt: RoleName, version: number, quality: number): Promise<void> {
    await this.#deps.book.judge(prompt, version, quality)
    const judged = (await this.versions(prompt)).find((one) => one.version === version)
    if (judged === undefined || judged.quality === null) return
    const { quality: score, uses } = judged
    await this.#state('prompt.quality_analysis', { prompt, version, score, uses }, String(uses))
  }

  /** `once` names what may be stated a single time; null for what may happen again. */
  async #state<T extends PromptFact>(type: T, data: Events[T], once: string | null): Promise<void> {
    const id = once === null ? {} : { id: namedId(`${type} ${JSON.stringify(data)} ${once}`) }
    await this.#deps.facts.post(type, data, { source: SOURCE, ...id })
  }
}
