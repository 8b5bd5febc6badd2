import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startScript } from './scripted-model.mjs'
import { ensureReady, exists, inRoot, launch, say, script } from './setup.mjs'

const FOLDER = inRoot('.cache', 'demo-ai')
/** Shares that the simulated market knows and whose charts differ. */
const WATCHED = ['NSE:INFY', 'NSE:TCS', 'NSE:RELIANCE', 'NSE:HDFCBANK', 'NSE:SBIN', 'NSE:ITC']
/** Room for proposals beside what a strategy trades. */
const CONFIG = { capital: 1_000_000, ai: { approvals: 'manual', watch: WATCHED } }
const STRATEGIES = ['--strategies', 'momentum']

/** A folder of its own, which `--data-dir` may name; its settings are written once and may be changed. */
async function dataFolder(args) {
  const named = args.indexOf('--data-dir')
  const folder = named === -1 ? FOLDER : args[named + 1]
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'config.json')
  if (!(await exists(file))) await writeFile(file, `${JSON.stringify(CONFIG, null, 2)}\n`)
  return named === -1 ? ['--data-dir', folder, ...args] : args
}

// `npm run demo:ai`: the desk with a script in the model's place, so that the AI's screens can be seen without a login.
await script(async () => {
  await ensureReady()
  const args = await dataFolder(process.argv.slice(2))
  const model = await startScript()
  process.env.ROBO_SCRIPTED_MODEL_URL = model.url
  say(`A script stands in the model's place at ${model.url}: every screen says SCRIPTED MODEL.`)
  try {
    await launch(['run', ...(args.includes('--strategies') ? [] : STRATEGIES), ...args])
  } finally {
    await model.close()
  }
})
