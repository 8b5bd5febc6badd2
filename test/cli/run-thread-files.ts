import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll } from 'vitest'
import { SERVER } from '../../scripts/build.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Inside the project, so that the packages are found from there. */
const CACHE = join(ROOT, 'node_modules', '.cache')

/** Builds the threads of runs once for the tests of a file; answers where the entry stands. */
export function useRunThread(): () => URL {
  let folder = ''
  beforeAll(async () => {
    await mkdir(CACHE, { recursive: true })
    folder = await mkdtemp(join(CACHE, 'robo-runs-'))
    const common = { absWorkingDir: ROOT, bundle: true, logLevel: 'error', outdir: folder } as const
    await build({
      ...SERVER,
      ...common,
      entryPoints: ['src/cli/run-worker.ts', 'src/cli/trial-worker.ts'],
      entryNames: '[name]',
    })
    await build({
      ...common,
      entryPoints: ['src/cli/report/client/report-page.ts'],
      format: 'iife',
      platform: 'browser',
    })
  }, 120_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))
  return () => pathToFileURL(join(folder, 'run-worker.js'))
}
