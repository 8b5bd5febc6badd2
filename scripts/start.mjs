import { ensureReady, launch, script } from './setup.mjs'

const LOOK_MS = 500

/** npm ends the shell between us and leaves us running; then we end as if the signal had been ours. */
function endWithParent() {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, LOOK_MS)
  watch.unref()
}

// `npm start`: everything a fresh clone lacks, then the desk.
await script(async () => {
  await ensureReady()
  if (process.env.npm_lifecycle_event !== undefined) endWithParent()
  await launch(['run', ...process.argv.slice(2)])
})
