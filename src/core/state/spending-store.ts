import { type Kysely, sql } from 'kysely'
import { dateOf, type TradeDate } from '../../domain/time.ts'
import { type DaySum, SpendingLog, type Spent } from '../ai/spending.ts'
import type { AiTables } from './ai-tables.ts'

/** What the model cost, turn by turn, in PostgreSQL: one purse, whatever book is open. */
export class PostgresSpendingLog extends SpendingLog {
  readonly #db: Kysely<AiTables>

  constructor(db: Kysely<AiTables>) {
    super()
    this.#db = db
  }

  override async sum(day: TradeDate): Promise<DaySum> {
    const { rows } = await sql<DaySum>`
      select coalesce(sum(cost_paise), 0)::bigint as "costPaise",
        coalesce(sum(input + output + cache_read + cache_written), 0)::bigint as tokens
      from ai_spending where day = ${day}`.execute(this.#db)
    return rows[0] ?? { costPaise: 0, tokens: 0 }
  }

  override async add({ at, client, model, tokens, costPaise }: Spent): Promise<void> {
    const { input, output, cacheRead, cacheWritten } = tokens
    await this.#db
      .insertInto('ai_spending')
      .values({
        day: dateOf(at),
        at,
        client,
        model,
        input,
        output,
        cache_read: cacheRead,
        cache_written: cacheWritten,
        cost_paise: costPaise,
      })
      .execute()
  }
}
