import { PromptBook, type PromptVersion } from '../core/ai/ai-desk.ts'
import { namedId } from '../core/ai/named-id.ts'
import type { RoleName } from '../core/ai/role-names.ts'
import type { Intake } from '../core/intake.ts'

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
    const { book, facts } = this.#deps
    const added = await book.add(prompt, text, by)
    const { version, createdAt } = added
    // The same text again adds nothing, and is no other fact.
    const id = namedId(`prompt ${prompt} ${version} ${createdAt}`)
    await facts.post('prompt.optimized', { prompt, version, by }, { source: SOURCE, id })
    return added
  }

  override async promote(prompt: RoleName, version: number, by: string): Promise<PromptVersion> {
    const { book, facts } = this.#deps
    const before = await this.active(prompt)
    if (before.version === version) return before
    const promoted = await book.promote(prompt, version, by)
    const origin = { source: SOURCE }
    const demoted = { prompt, version: before.version, by }
    await facts.post('prompt.version_demoted', demoted, origin)
    await facts.post('prompt.version_promoted', { prompt, version, by }, origin)
    return promoted
  }

  override async judge(prompt: RoleName, version: number, quality: number): Promise<void> {
    const { book, facts } = this.#deps
    await book.judge(prompt, version, quality)
    const judged = (await this.versions(prompt)).find((one) => one.version === version)
    if (judged === undefined || judged.quality === null) return
    const { quality: score, uses } = judged
    const analysed = { prompt, version, score, uses }
    await facts.post('prompt.quality_analysis', analysed, { source: SOURCE })
  }
}
