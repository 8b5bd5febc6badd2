import type { Kysely, Selectable } from 'kysely'
import { epochMs } from '../../domain/time.ts'
import type { ChatSession, ChatTurn } from '../ai/ai-desk.ts'
import { TradingError } from '../errors.ts'
import type { AiTables } from './ai-tables.ts'

const SESSIONS_MAX = 200

const headOf = (row: Selectable<AiTables['ai_chats']>): Omit<ChatSession, 'turns'> => ({
  id: row.id,
  title: row.title,
  createdAt: epochMs(row.created_at),
  lastAt: epochMs(row.last_at),
  about: row.about,
})

/** Conversations of one book. */
export class ChatStore {
  readonly #db: Kysely<AiTables>
  readonly #book: string

  constructor(db: Kysely<AiTables>, book: string) {
    this.#db = db
    this.#book = book
  }

  async begin(session: Omit<ChatSession, 'turns'>): Promise<void> {
    const { id, title, createdAt, lastAt, about } = session
    await this.#db
      .insertInto('ai_chats')
      .values({ id, book: this.#book, title, created_at: createdAt, last_at: lastAt, about })
      .execute()
  }

  /** Throws CONFLICT when the conversation was removed meanwhile. */
  async add(sessionId: string, turn: ChatTurn): Promise<void> {
    await this.#db.transaction().execute(async (tx) => {
      const { numUpdatedRows } = await tx
        .updateTable('ai_chats')
        .set({ last_at: turn.at })
        .where('id', '=', sessionId)
        .executeTakeFirst()
      if (numUpdatedRows === 0n)
        throw new TradingError('CONFLICT', 'The conversation was removed meanwhile')
      await tx
        .insertInto('ai_chat_turns')
        .values({ id: turn.id, chat_id: sessionId, turn: JSON.stringify(turn) })
        .execute()
    })
  }

  /** Newest first, without their turns. */
  async sessions(): Promise<readonly ChatSession[]> {
    const rows = await this.#db
      .selectFrom('ai_chats')
      .selectAll()
      .where('book', '=', this.#book)
      .orderBy('last_at', 'desc')
      .orderBy('id')
      .limit(SESSIONS_MAX)
      .execute()
    return rows.map((row) => ({ ...headOf(row), turns: [] }))
  }

  /** Throws NOT_FOUND. */
  async session(id: string): Promise<ChatSession> {
    const row = await this.#db
      .selectFrom('ai_chats')
      .selectAll()
      .where('id', '=', id)
      .where('book', '=', this.#book)
      .executeTakeFirst()
    if (row === undefined) throw new TradingError('NOT_FOUND', `There is no conversation ${id}`)
    const turns = await this.#db
      .selectFrom('ai_chat_turns')
      .select('turn')
      .where('chat_id', '=', id)
      .orderBy('place')
      .execute()
    return { ...headOf(row), turns: turns.map(({ turn }) => JSON.parse(turn) as ChatTurn) }
  }

  /** Throws NOT_FOUND. */
  async remove(id: string): Promise<void> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('ai_chats')
      .where('id', '=', id)
      .where('book', '=', this.#book)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw new TradingError('NOT_FOUND', `There is no conversation ${id}`)
  }
}
