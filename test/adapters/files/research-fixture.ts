import { VirtualClock } from '../../../src/core/clock.ts'
import {
  PostgresReferenceStore,
  type ReferenceTables,
} from '../../../src/core/state/reference-store.ts'
import type { ResearchTables } from '../../../src/core/state/research-rows.ts'
import { PostgresResearchStore } from '../../../src/core/state/research-store.ts'
import { type EpochMs, momentOf, tradeDate } from '../../../src/domain/time.ts'
import { testDatabase } from '../../postgres.ts'
import { type ImportDesk, importDesk } from './import-fixture.ts'

/** The moment at which the tests import. */
export const IMPORTED_AT: EpochMs = momentOf(tradeDate('2026-11-23'), 600)

/** An importer with a database of its own behind it. */
export interface ResearchDesk extends AsyncDisposable {
  readonly files: ImportDesk
  readonly research: PostgresResearchStore
  readonly reference: PostgresReferenceStore
}

export async function researchDesk(): Promise<ResearchDesk> {
  const database = await testDatabase()
  const { db } = await database.open()
  const reference = new PostgresReferenceStore(db.withTables<ReferenceTables>())
  const research = new PostgresResearchStore({
    db: db.withTables<ResearchTables>(),
    clock: new VirtualClock(IMPORTED_AT),
    reference,
  })
  const files = await importDesk({ reference, research })
  return {
    files,
    research,
    reference,
    async [Symbol.asyncDispose]() {
      await files[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}
