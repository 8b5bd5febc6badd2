import type { Migration } from 'kysely'
import { journal } from './0001-journal.ts'
import { mailboxes } from './0002-mailboxes.ts'
import { projections } from './0003-projections.ts'
import { runs } from './0004-runs.ts'
import { access } from './0005-access.ts'
import { ai } from './0006-ai.ts'
import { research } from './0007-research.ts'
import { tasks } from './0008-tasks.ts'
import { reference } from './0010-reference.ts'

/** Every change of the schema, by number: a file here is never edited once released, only followed. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001_journal': journal,
  '0002_mailboxes': mailboxes,
  '0003_projections': projections,
  '0004_runs': runs,
  '0005_access': access,
  '0006_ai': ai,
  '0007_research': research,
  '0008_tasks': tasks,
  '0010_reference': reference,
}
