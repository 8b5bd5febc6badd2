import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { inRoot } from './setup.mjs'

const BUNDLE = inRoot('.cache', `scripted-model-${process.pid}.mjs`)

/** The scripted model of the tests, so that what is shown here is what they try. */
export async function startScript() {
  const { build } = await import('esbuild')
  await mkdir(dirname(BUNDLE), { recursive: true })
  await build({
    absWorkingDir: inRoot(),
    stdin: {
      contents: [
        "export { analysis } from './test/scripted-model/scenarios/analysis.ts'",
        "export { startScriptedModel } from './test/scripted-model/scripted-model.ts'",
      ].join('\n'),
      resolveDir: inRoot(),
    },
    outfile: BUNDLE,
    bundle: true,
    format: 'esm',
    packages: 'external',
    platform: 'node',
    target: 'node20',
  })
  const { analysis, startScriptedModel } = await import(pathToFileURL(BUNDLE).href)
  await rm(BUNDLE)
  return startScriptedModel(analysis)
}
