import type { GeneratedAlways } from 'kysely'

/** The tables of migration 0006. Columns named after a record hold it as JSON text. */
export type AiTables = {
  readonly ai_analyses: {
    readonly id: string
    readonly book: string
    readonly state: string
    readonly created_at: number
    readonly line: string
    readonly knowledge_cut_off: string | null
  }
  readonly ai_gathered: {
    readonly analysis_id: string
    readonly instrument: string
    readonly gathered: string
  }
  readonly ai_steps: {
    readonly id: string
    readonly place: GeneratedAlways<number>
    readonly analysis_id: string
    readonly state: string
    readonly step: string
  }
  readonly ai_recommendations: {
    readonly id: string
    readonly book: string
    readonly analysis_id: string | null
    readonly instrument: string
    readonly at: number
    readonly recommendation: string
  }
  readonly ai_prompts: {
    readonly prompt: string
    readonly version: number
    readonly text: string
    readonly created_at: number
    readonly by: string
    readonly is_active: boolean
    readonly quality_sum: number
    readonly uses: number
  }
  readonly ai_agents: {
    readonly role: string
    readonly is_on: boolean
    readonly model: string | null
    readonly version: number
    readonly changed_at: number
    readonly changed_by: string
  }
  readonly ai_chats: {
    readonly id: string
    readonly book: string
    readonly title: string
    readonly created_at: number
    readonly last_at: number
    readonly about: string | null
  }
  readonly ai_chat_turns: {
    readonly id: string
    readonly place: GeneratedAlways<number>
    readonly chat_id: string
    readonly turn: string
  }
  readonly ai_spending: {
    readonly place: GeneratedAlways<number>
    /** In India, `2026-11-23`. */
    readonly day: string
    readonly at: number
    readonly client: string
    readonly model: string
    readonly input: number
    readonly output: number
    readonly cache_read: number
    readonly cache_written: number
    readonly cost_paise: number
  }
}
