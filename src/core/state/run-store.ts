import { type Selectable, sql } from 'kysely'
import { type EpochMs, epochMs } from '../../domain/time.ts'
import { TradingError } from '../errors.ts'
import type { StateManager } from './state-manager.ts'
import type { Tables } from './tables.ts'

/** A backtest or sweep: what was asked, what came out, and proof of both. */
export interface Run {
  readonly id: string
  readonly kind: string
  readonly createdAt: EpochMs
  readonly spec: unknown
  readonly result: unknown
  /** Hash of the run's own journal; null where none was kept. */
  readonly journalHash: string | null
  /** Hash of the bars it ran over: results over other bars do not compare. */
  readonly dataHash: string
}

/** A run without its long lists: no trade, fill, day or trial stands in `result`. */
export interface RunHead extends Run {
  /** Combinations tried; null for a backtest. */
  readonly trialCount: number | null
}

/** One set of parameters that was tried. */
export interface Trial {
  readonly runId: string
  readonly strategy: string
  readonly at: EpochMs
  readonly dataHash: string
  readonly parameters: unknown
  readonly metrics: unknown
}

/** Two runs side by side, and whether they may be compared. */
export interface RunComparison {
  readonly left: Run
  readonly right: Run
  readonly isSameData: boolean
  readonly isSameJournal: boolean
}

const runOf = (row: Selectable<Tables['runs']>): Run => ({
  id: row.id,
  kind: row.kind,
  createdAt: epochMs(row.created_at),
  spec: row.spec,
  result: row.result,
  journalHash: row.journal_hash,
  dataHash: row.data_hash,
})

const INSERT_MAX = 1_000
/** Parts of a result that grow with what was run. */
const LONG_LISTS = '{trades,fills,equity,positions,trials,walkForward}'

/** Runs, which may be deleted, and trials, which may not: what was tried counts against what is found. */
export class RunStore {
  readonly #state: StateManager

  constructor(state: StateManager) {
    this.#state = state
  }

  /** The run with its trials, or nothing. Throws CONFLICT for an id that exists. */
  async insert(run: Run, trials: readonly Trial[] = []): Promise<void> {
    const { id, kind, createdAt, spec, result, journalHash, dataHash } = run
    const row = {
      id,
      kind,
      created_at: createdAt,
      spec: JSON.stringify(spec),
      result: JSON.stringify(result),
      journal_hash: journalHash,
      data_hash: dataHash,
    }
    const tried = trials.map((trial) => ({
      run_id: trial.runId,
      strategy: trial.strategy,
      at: trial.at,
      data_hash: trial.dataHash,
      parameters: JSON.stringify(trial.parameters),
      metrics: JSON.stringify(trial.metrics),
    }))
    await this.#state.transaction(async (tx) => {
      await tx.insertInto('runs').values(row).execute()
      for (let start = 0; start < tried.length; start += INSERT_MAX) {
        const part = tried.slice(start, start + INSERT_MAX)
        await tx.insertInto('trials').values(part).execute()
      }
    })
  }

  /** Newest first, of one kind or of all. */
  async list(limit: number, kind: string | null = null): Promise<readonly Run[]> {
    const all = this.#state.db.selectFrom('runs').selectAll()
    const query = kind === null ? all : all.where('kind', '=', kind)
    const rows = await query.orderBy('created_at', 'desc').orderBy('id').limit(limit).execute()
    return rows.map(runOf)
  }

  /** Ids of the newest, the newest first. */
  async newest(limit: number): Promise<readonly string[]> {
    const query = this.#state.db.selectFrom('runs').select('id')
    const rows = await query.orderBy('created_at', 'desc').orderBy('id').limit(limit).execute()
    return rows.map(({ id }) => id)
  }

  /** What a list shows of runs, cut out by the database so that nothing large is read; in no order, unknown ids left out. */
  async heads(ids: readonly string[]): Promise<readonly RunHead[]> {
    if (ids.length === 0) return []
    const short = sql`result - ${LONG_LISTS}::text[]`.as('result')
    const count = sql<
      number | null
    >`case when kind = 'sweep' and jsonb_typeof(result->'trials') = 'array'
      then jsonb_array_length(result->'trials') end`.as('trial_count')
    const rows = await this.#state.db
      .selectFrom('runs')
      .select(['id', 'kind', 'created_at', 'spec', 'journal_hash', 'data_hash', short, count])
      .where('id', 'in', ids)
      .execute()
    return rows.map((row) => ({ ...runOf(row), trialCount: row.trial_count }))
  }

  /** Throws NOT_FOUND. */
  async get(id: string): Promise<Run> {
    const query = this.#state.db.selectFrom('runs').selectAll().where('id', '=', id)
    const row = await query.executeTakeFirst()
    if (row === undefined) throw new TradingError('NOT_FOUND', `There is no run ${id}`)
    return runOf(row)
  }

  async compare(leftId: string, rightId: string): Promise<RunComparison> {
    const [left, right] = await Promise.all([this.get(leftId), this.get(rightId)])
    const isSameData = left.dataHash === right.dataHash
    const isSameJournal = left.journalHash !== null && left.journalHash === right.journalHash
    return { left, right, isSameData, isSameJournal }
  }

  /** Its trials stay. Throws NOT_FOUND. */
  async delete(id: string): Promise<void> {
    const query = this.#state.db.deleteFrom('runs').where('id', '=', id)
    const { numDeletedRows } = await query.executeTakeFirst()
    if (numDeletedRows === 0n) throw new TradingError('NOT_FOUND', `There is no run ${id}`)
  }

  /** Everything ever tried with a strategy, oldest first. */
  async trials(strategy: string): Promise<readonly Trial[]> {
    const rows = await this.#state.db
      .selectFrom('trials')
      .selectAll()
      .where('strategy', '=', strategy)
      .orderBy('id')
      .execute()
    return rows.map((row) => ({
      runId: row.run_id,
      strategy: row.strategy,
      at: epochMs(row.at),
      dataHash: row.data_hash,
      parameters: row.parameters,
      metrics: row.metrics,
    }))
  }
}
