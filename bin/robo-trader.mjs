#!/usr/bin/env node
import { ensureReady, launch, script } from '../scripts/setup.mjs'

await script(async () => {
  await ensureReady()
  await launch(process.argv.slice(2))
})
