import { ensureReady, launch, script } from './setup.mjs'

// `npm start`: everything a fresh clone lacks, then the desk.
await script(async () => {
  await ensureReady()
  await launch(['run', ...process.argv.slice(2)])
})
