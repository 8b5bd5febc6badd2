import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const beside = fileURLToPath(new URL('../../shared/data', import.meta.url))

/** Folder of real market data, or null where there is none: then the tests that need it are skipped loudly. */
export const marketData: string | null =
  [process.env['ROBO_TEST_DATA'], beside].find(
    (folder): folder is string => folder !== undefined && existsSync(folder),
  ) ?? null

/** Says once which tests did not run for want of real data. */
export function warnWithoutData(tests: string): void {
  if (marketData === null) console.warn(`skipped for want of market data: ${tests}`)
}
