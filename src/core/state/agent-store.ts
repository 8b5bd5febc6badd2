import type { Kysely } from 'kysely'
import { AgentBook, type AgentConfig } from '../ai/ai-desk.ts'
import { ROLE_NAMES, type RoleName } from '../ai/role-names.ts'
import type { Clock } from '../clock.ts'
import { TradingError } from '../errors.ts'
import type { AiTables } from './ai-tables.ts'

export interface AgentStoreDeps {
  readonly db: Kysely<AiTables>
  readonly clock: Pick<Clock, 'now'>
}

/** A role that nobody has set: on, with the desk's model. */
const unset = (role: RoleName): AgentConfig => ({ role, isOn: true, model: null, version: 0 })

/** Settings of the roles in PostgreSQL. */
export class PostgresAgentBook extends AgentBook {
  readonly #deps: AgentStoreDeps

  constructor(deps: AgentStoreDeps) {
    super()
    this.#deps = deps
  }

  override async all(): Promise<readonly AgentConfig[]> {
    const rows = await this.#deps.db.selectFrom('ai_agents').selectAll().execute()
    return ROLE_NAMES.map((role) => {
      const row = rows.find((one) => one.role === role)
      return row === undefined
        ? unset(role)
        : { role, isOn: row.is_on, model: row.model, version: row.version }
    })
  }

  override async change(config: AgentConfig, by: string): Promise<AgentConfig> {
    const { role, isOn, model, version } = config
    const row = {
      is_on: isOn,
      model,
      version: version + 1,
      changed_at: this.#deps.clock.now(),
      changed_by: by,
    }
    const changed = await (version === 0
      ? this.#deps.db
          .insertInto('ai_agents')
          .values({ role, ...row })
          .onConflict((conflict) => conflict.doNothing())
          .returning('role')
          .execute()
      : this.#deps.db
          .updateTable('ai_agents')
          .set(row)
          .where('role', '=', role)
          .where('version', '=', version)
          .returning('role')
          .execute())
    if (changed.length === 0) throw stale(role)
    return { role, isOn, model, version: version + 1 }
  }
}

const stale = (role: RoleName): TradingError =>
  new TradingError('CONFLICT', `The settings of ${role} were changed meanwhile: read them again`)
