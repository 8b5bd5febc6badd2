import { type Kysely, sql } from 'kysely'
import type { InstrumentId } from '../../domain/brand.ts'
import type { EpochMs } from '../../domain/time.ts'
import type { Gathered } from '../ai/gathered.ts'
import type { AnalysisLine, AnalysisRecord, AnalysisStep, Recommendation } from '../ai/records.ts'
import { TradingError } from '../errors.ts'
import type { AiTables } from './ai-tables.ts'

/** Analyses of one book: what was gathered, asked, answered and concluded, kept as soon as it is known. */
export class AiStore {
  readonly #db: Kysely<AiTables>
  readonly #book: string

  constructor(db: Kysely<AiTables>, book: string) {
    this.#db = db
    this.#book = book
  }

  /** Puts the line in place of what stood there. */
  async saveLine(line: AnalysisLine, knowledgeCutOff: string | null): Promise<void> {
    const row = {
      state: line.state,
      line: JSON.stringify(line),
      knowledge_cut_off: knowledgeCutOff,
    }
    await this.#db
      .insertInto('ai_analyses')
      .values({ id: line.id, book: this.#book, created_at: line.createdAt, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
  }

  /** Newest first. */
  async lines(most: number): Promise<readonly AnalysisLine[]> {
    const rows = await this.#db
      .selectFrom('ai_analyses')
      .select('line')
      .where('book', '=', this.#book)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(most)
      .execute()
    return rows.map(({ line }) => JSON.parse(line) as AnalysisLine)
  }

  /** Throws NOT_FOUND. */
  async record(id: string): Promise<AnalysisRecord> {
    const found = await this.#db
      .selectFrom('ai_analyses')
      .select(['line', 'knowledge_cut_off'])
      .where('id', '=', id)
      .where('book', '=', this.#book)
      .executeTakeFirst()
    if (found === undefined) throw new TradingError('NOT_FOUND', `There is no analysis ${id}`)
    const [steps, concluded] = await Promise.all([
      this.#db
        .selectFrom('ai_steps')
        .select('step')
        .where('analysis_id', '=', id)
        .orderBy('place')
        .execute(),
      this.#db
        .selectFrom('ai_recommendations')
        .select('recommendation')
        .where('analysis_id', '=', id)
        .orderBy('at')
        .orderBy('id')
        .execute(),
    ])
    return {
      line: JSON.parse(found.line) as AnalysisLine,
      knowledgeCutOff: found.knowledge_cut_off,
      steps: steps.map(({ step }) => JSON.parse(step) as AnalysisStep),
      recommendations: concluded.map(
        ({ recommendation }) => JSON.parse(recommendation) as Recommendation,
      ),
    }
  }

  async saveStep(analysisId: string, step: AnalysisStep): Promise<void> {
    const row = { state: step.state, step: JSON.stringify(step) }
    await this.#db
      .insertInto('ai_steps')
      .values({ id: step.id, analysis_id: analysisId, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
  }

  /** The first word stands: what was reasoned about must not change under what was said of it. */
  async saveGathered(analysisId: string, gathered: Gathered): Promise<void> {
    await this.#db
      .insertInto('ai_gathered')
      .values({
        analysis_id: analysisId,
        instrument: gathered.instrument,
        gathered: JSON.stringify(gathered),
      })
      .onConflict((conflict) => conflict.columns(['analysis_id', 'instrument']).doNothing())
      .execute()
  }

  async gathered(analysisId: string): Promise<readonly Gathered[]> {
    const rows = await this.#db
      .selectFrom('ai_gathered')
      .select('gathered')
      .where('analysis_id', '=', analysisId)
      .execute()
    return rows.map(({ gathered }) => JSON.parse(gathered) as Gathered)
  }

  /** The first word stands. */
  async saveRecommendation(recommendation: Recommendation): Promise<void> {
    const { id, analysisId, instrument, at } = recommendation
    await this.#db
      .insertInto('ai_recommendations')
      .values({
        id,
        book: this.#book,
        analysis_id: analysisId,
        instrument,
        at,
        recommendation: JSON.stringify(recommendation),
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  }

  /** Newest first. */
  async recommendations(most: number): Promise<readonly Recommendation[]> {
    const rows = await this.#db
      .selectFrom('ai_recommendations')
      .select('recommendation')
      .where('book', '=', this.#book)
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(most)
      .execute()
    return rows.map(({ recommendation }) => JSON.parse(recommendation) as Recommendation)
  }

  /** Throws NOT_FOUND. */
  async recommendation(id: string): Promise<Recommendation> {
    const row = await this.#db
      .selectFrom('ai_recommendations')
      .select('recommendation')
      .where('id', '=', id)
      .where('book', '=', this.#book)
      .executeTakeFirst()
    if (row !== undefined) return JSON.parse(row.recommendation) as Recommendation
    throw new TradingError('NOT_FOUND', `There is no recommendation ${id}`)
  }

  /** When an analysis last came to something on each instrument, by the machine's clock. */
  async analysedAt(): Promise<ReadonlyMap<InstrumentId, EpochMs>> {
    const rows = await this.#db
      .selectFrom('ai_recommendations')
      .select(['instrument', sql<EpochMs>`max(at)`.as('at')])
      .where('book', '=', this.#book)
      .where('analysis_id', 'is not', null)
      .groupBy('instrument')
      .execute()
    return new Map(rows.map(({ instrument, at }) => [instrument as InstrumentId, at]))
  }
}
