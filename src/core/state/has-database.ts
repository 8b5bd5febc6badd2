import { join } from 'node:path'
import { readIfThere } from './atomic-file.ts'

interface Place {
  readonly dataDir: string
  readonly databaseUrl: string | null
}

/** Whether there is a database to open: whoever only looks need not make one. */
export async function hasDatabase({ dataDir, databaseUrl }: Place): Promise<boolean> {
  if (databaseUrl !== null) return true
  return (await readIfThere(join(dataDir, 'postgres', 'data', 'PG_VERSION'))) !== null
}
