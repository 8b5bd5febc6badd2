import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { inRoot, Refusal, say, script } from './setup.mjs'

const packed = promisify(gzip)
const OUT = inRoot('dist', 'ui')
/** Script that a browser loads before the first screen stands, charts apart, gzipped. */
const FIRST_LOAD_MAX = 200_000
const FIRST_SCREEN = 'pages/desk/desk-page.tsx'

/** A chunk and all that it imports at once, by their names in the manifest. */
function closureOf(manifest, start, seen = new Set()) {
  const chunk = manifest[start]
  if (chunk === undefined || seen.has(start)) return seen
  seen.add(start)
  for (const next of chunk.imports ?? []) closureOf(manifest, next, seen)
  return seen
}

/** Gzipped bytes of script of the frame and the first screen; charts come later by themselves. */
export async function firstLoadBytes(folder = OUT) {
  const manifest = JSON.parse(await readFile(join(folder, '.vite', 'manifest.json'), 'utf8'))
  const names = closureOf(manifest, 'index.html')
  closureOf(manifest, FIRST_SCREEN, names)
  const sizes = [...names].map(async (name) => {
    const bytes = await readFile(join(folder, manifest[name].file))
    return (await packed(bytes)).length
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** Refuses a dashboard whose first screen would load slowly. */
export function checkFirstLoad(bytes) {
  if (bytes <= FIRST_LOAD_MAX) return
  throw new Refusal(
    `The dashboard loads ${Math.round(bytes / 1_000)} kB of script before its first screen, ` +
      `more than ${FIRST_LOAD_MAX / 1_000} kB: load by route what that screen does not need.`,
  )
}

/** Puts the new in the old one's place; two that build at once both leave a whole one. */
async function swap(fresh, old) {
  for (;;) {
    await rename(OUT, old).catch((error) => {
      if (error.code !== 'ENOENT') throw error
    })
    try {
      return await rename(fresh, OUT)
    } catch (error) {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
      await rm(old, { recursive: true, force: true })
    }
  }
}

/** Builds the dashboard beside the old one and swaps them, so that nobody is served half of each. */
async function buildUi() {
  const [{ build }, { default: react }, { default: tailwind }] = await Promise.all([
    import('vite'),
    import('@vitejs/plugin-react'),
    import('@tailwindcss/vite'),
  ])
  const fresh = inRoot('dist', `.ui.${process.pid}`)
  const old = inRoot('dist', `.ui-old.${process.pid}`)
  try {
    await build({
      configFile: false,
      root: inRoot('ui'),
      logLevel: 'error',
      plugins: [react(), tailwind()],
      build: {
        outDir: fresh,
        emptyOutDir: true,
        manifest: true,
        target: 'es2022',
        // The page may load from its own server alone, so nothing is put into the styles as data.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
      },
    })
    const bytes = await firstLoadBytes(fresh)
    checkFirstLoad(bytes)
    await swap(fresh, old)
    say(`The dashboard's first screen loads ${Math.round(bytes / 1_000)} kB of script, gzipped.`)
  } finally {
    await Promise.all([fresh, old].map((folder) => rm(folder, { recursive: true, force: true })))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.env.NODE_ENV = 'production'
  await script(buildUi)
}
