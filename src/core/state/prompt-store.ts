import { type Kysely, type Selectable, sql } from 'kysely'
import { epochMs } from '../../domain/time.ts'
import { PromptBook, type PromptVersion } from '../ai/ai-desk.ts'
import type { RoleName } from '../ai/role-names.ts'
import type { Clock } from '../clock.ts'
import { TradingError } from '../errors.ts'
import type { AiTables } from './ai-tables.ts'

export interface PromptStoreDeps {
  readonly db: Kysely<AiTables>
  readonly clock: Pick<Clock, 'now'>
  /** The program's own prompts: version 1 of each, active until another is promoted. */
  readonly firsts: Readonly<Record<RoleName, string>>
}

const TEXT_MAX = 6_000
/** Who wrote the first versions. */
const PROGRAM = 'robo-trader'

const versionOf = (row: Selectable<AiTables['ai_prompts']>): PromptVersion => ({
  prompt: row.prompt as RoleName,
  version: row.version,
  text: row.text,
  createdAt: epochMs(row.created_at),
  by: row.by,
  isActive: row.is_active,
  quality: row.uses === 0 ? null : row.quality_sum / row.uses,
  uses: row.uses,
})

/** Prompts in PostgreSQL: versions are added and never changed; of each role one is active. */
export class PostgresPromptBook extends PromptBook {
  readonly #deps: PromptStoreDeps
  readonly #begun = new Set<RoleName>()

  constructor(deps: PromptStoreDeps) {
    super()
    this.#deps = deps
  }

  override async versions(prompt: RoleName): Promise<readonly PromptVersion[]> {
    await this.#begin(prompt)
    const rows = await this.#deps.db
      .selectFrom('ai_prompts')
      .selectAll()
      .where('prompt', '=', prompt)
      .orderBy('version', 'desc')
      .execute()
    return rows.map(versionOf)
  }

  override async active(prompt: RoleName): Promise<PromptVersion> {
    const all = await this.versions(prompt)
    const found = all.find(({ isActive }) => isActive)
    if (found !== undefined) return found
    throw new TradingError('NOT_FOUND', `No version of the prompt of ${prompt} is active`)
  }

  override async add(prompt: RoleName, text: string, by: string): Promise<PromptVersion> {
    const clean = text.trim()
    if (clean === '' || clean.length > TEXT_MAX || clean.includes('\u0000')) {
      const message = `A prompt has 1 to ${TEXT_MAX} characters; this one has ${clean.length}`
      throw new TradingError('INPUT_INVALID', message)
    }
    const [newest] = await this.versions(prompt)
    if (newest?.text === clean) return newest
    const row = await this.#deps.db
      .insertInto('ai_prompts')
      .values({
        prompt,
        version: (newest?.version ?? 0) + 1,
        text: clean,
        created_at: this.#deps.clock.now(),
        by,
        is_active: false,
        quality_sum: 0,
        uses: 0,
      })
      .returningAll()
      .executeTakeFirstOrThrow()
    return versionOf(row)
  }

  override async promote(prompt: RoleName, version: number, _by: string): Promise<PromptVersion> {
    await this.#begin(prompt)
    return this.#deps.db.transaction().execute(async (tx) => {
      await tx
        .updateTable('ai_prompts')
        .set({ is_active: false })
        .where('prompt', '=', prompt)
        .where('is_active', '=', true)
        .execute()
      const row = await tx
        .updateTable('ai_prompts')
        .set({ is_active: true })
        .where('prompt', '=', prompt)
        .where('version', '=', version)
        .returningAll()
        .executeTakeFirst()
      if (row !== undefined) return versionOf(row)
      throw new TradingError('NOT_FOUND', `The prompt of ${prompt} has no version ${version}`)
    })
  }

  override async judge(prompt: RoleName, version: number, quality: number): Promise<void> {
    if (!(quality >= 0 && quality <= 100)) {
      throw new TradingError('INPUT_INVALID', `A quality is 0 to 100, not ${quality}`)
    }
    await this.#deps.db
      .updateTable('ai_prompts')
      .set(({ eb }) => ({ uses: eb('uses', '+', 1), quality_sum: eb('quality_sum', '+', quality) }))
      .where('prompt', '=', prompt)
      .where('version', '=', version)
      .execute()
  }

  /**
   * Once a process: the program's own prompt is version 1, and a newer program's a later one. It is active unless its owner
   * promoted another.
   */
  async #begin(prompt: RoleName): Promise<void> {
    if (this.#begun.has(prompt)) return
    const { db, clock, firsts } = this.#deps
    const row = { prompt, text: firsts[prompt], created_at: clock.now(), by: PROGRAM }
    await db.transaction().execute(async (tx) => {
      // Two processes that begin at once make one version.
      await sql`select pg_advisory_xact_lock(hashtext(${`ai_prompts ${prompt}`}))`.execute(tx)
      const known = await tx
        .selectFrom('ai_prompts')
        .selectAll()
        .where('prompt', '=', prompt)
        .orderBy('version', 'desc')
        .execute()
      const own = known.find(({ by }) => by === PROGRAM)
      if (own?.text === row.text) return
      const isActive = known.every(({ by, is_active }) => !is_active || by === PROGRAM)
      if (isActive) {
        const all = tx.updateTable('ai_prompts').set({ is_active: false })
        await all.where('prompt', '=', prompt).execute()
      }
      const version = (known[0]?.version ?? 0) + 1
      const fresh = { version, is_active: isActive, quality_sum: 0, uses: 0 }
      await tx
        .insertInto('ai_prompts')
        .values({ ...row, ...fresh })
        .execute()
    })
    this.#begun.add(prompt)
  }
}
