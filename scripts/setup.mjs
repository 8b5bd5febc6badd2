import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Folder of the project, whatever the folder the command is called from. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** A path inside the project. */
export const inRoot = (...parts) => join(ROOT, ...parts)

/** A failure of which its reader needs the sentence, not the stack. */
export class Refusal extends Error {}

/** Progress for people; standard output belongs to the command itself. */
export const say = (line) => process.stderr.write(`${line}\n`)

const INSTALLED = inRoot('node_modules', '.robo-trader-lock')
/** What is built, of which files, and where it is noted of which it was. */
const UI = {
  says: 'Building the dashboard …',
  sources: ['ui', 'src/web/contract', 'package-lock.json', 'scripts/build-ui.mjs'],
  noted: inRoot('dist', 'ui', '.sources'),
  isOfCommit: false,
  // In a process of its own: whatever this one is for, the pages are built for production.
  build: async () => {
    if ((await runNode(inRoot('scripts', 'build-ui.mjs'))) === 0) return
    throw new Refusal('The dashboard does not build: see above.')
  },
}
/** The program carries its commit inside. */
const BUILDS = [
  {
    says: 'Building …',
    sources: ['src', 'package.json', 'package-lock.json', 'scripts/build.mjs'],
    noted: inRoot('dist', '.sources'),
    isOfCommit: true,
    build: async () => (await import('./build.mjs')).build(),
  },
  UI,
]

/** Runs a program with the terminal handed on; resolves with its exit code, 1 when a signal ended it. */
export const run = (program, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: 'inherit', ...options })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })

/** Runs Node on a file of ours or of a package. */
export const runNode = (file, args = [], options = {}) =>
  run(process.execPath, [file, ...args], options)

/** File that Node runs for a package's command. */
export async function packageBin(name, command = name) {
  const manifest = JSON.parse(await readFile(inRoot('node_modules', name, 'package.json'), 'utf8'))
  const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command]
  return inRoot('node_modules', name, file)
}

/** Runs a program and keeps what it says, uncoloured: exit code and both outputs as one text. */
export async function capture(program, args, options = {}) {
  const chunks = []
  const code = await new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
    const stdio = ['ignore', 'pipe', 'pipe']
    const child = spawn(program, args, { cwd: ROOT, env, stdio, ...options })
    child.stdout.on('data', (chunk) => chunks.push(chunk))
    child.stderr.on('data', (chunk) => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', (exit) => resolve(exit ?? 1))
  })
  return { code, text: Buffer.concat(chunks).toString('utf8') }
}

/** npm as a program and its first arguments: through Node where npm says where it lives, as Windows needs. */
export function npm(args) {
  const cli = process.env.npm_execpath
  if (cli?.endsWith('npm-cli.js')) return { program: process.execPath, args: [cli, ...args] }
  return { program: 'npm', args, options: { shell: process.platform === 'win32' } }
}

export const exists = (path) =>
  access(path).then(
    () => true,
    () => false,
  )

const readIfThere = async (path) => ((await exists(path)) ? readFile(path, 'utf8') : null)

const hashed = (text) => createHash('sha256').update(text).digest('hex')

/** All files under a folder, or the file itself, in a fixed order. */
export async function filesUnder(path) {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort()
}

/** A path as the project names it, with slashes on every system. */
export const named = (path) => relative(ROOT, path).split(sep).join('/')

async function checkNode() {
  const { engines } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'))
  const needed = engines.node.replace('>=', '')
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [majorMin, minorMin] = needed.split('.').map(Number)
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return
  throw new Refusal(
    `Robo Trader needs Node ${needed} or newer, and this is ${process.versions.node}. ` +
      'Install a newer one from https://nodejs.org and try again.',
  )
}

/** Whether what npm put into node_modules is what the lock file asks for, packages of other systems apart. */
async function isInstalled(lockText) {
  const hidden = await readIfThere(inRoot('node_modules', '.package-lock.json'))
  if (hidden === null) return false
  const there = JSON.parse(hidden).packages
  const wanted = Object.entries(JSON.parse(lockText).packages).filter(([path]) => path !== '')
  return wanted.every(
    ([path, { version, optional }]) =>
      there[path]?.version === version || (optional && there[path] === undefined),
  )
}

/** Installs the packages of the lock file, unless they are there. No package's own script is run: none is needed. */
export async function ensureInstalled() {
  const lockText = await readFile(inRoot('package-lock.json'), 'utf8')
  const lock = hashed(lockText)
  if ((await readIfThere(INSTALLED)) === lock) return
  if (!(await isInstalled(lockText))) {
    say('Installing the packages of the lock file; the first time takes about a minute …')
    const { program, args, options } = npm([
      'ci',
      '--include=dev',
      '--ignore-scripts',
      '--no-audit',
    ])
    const stdio = ['ignore', process.stderr, 'inherit']
    const code = await run(program, args, { ...options, stdio })
    if (code !== 0) {
      throw new Refusal(
        'npm could not install the packages: see above what it said, and try again.',
      )
    }
  }
  await writeFile(INSTALLED, lock)
}

/** Names, sizes and times of all that something is made of. */
async function sourcesPrint(sources) {
  const files = (await Promise.all(sources.map((path) => filesUnder(inRoot(path))))).flat()
  const lines = files.map(async (file) => {
    const { size, mtimeMs } = await stat(file)
    return `${named(file)} ${size} ${mtimeMs}`
  })
  return hashed((await Promise.all(lines)).join('\n'))
}

/** The commit that the project stands at; `unknown` without git, outside a repository, and inside somebody else's. */
export async function commitOf() {
  const args = ['rev-parse', '--show-prefix', 'HEAD']
  const { code, text } = await capture('git', args).catch(() => ({ code: 1, text: '' }))
  const [prefix, commit = ''] = text.split(/\r?\n/)
  return code === 0 && prefix === '' && /^[0-9a-f]{40,64}$/.test(commit) ? commit : 'unknown'
}

async function ensureOne({ says, sources, noted, isOfCommit, build }) {
  const print = `${await sourcesPrint(sources)} ${isOfCommit ? await commitOf() : ''}`
  if ((await readIfThere(noted)) === print) return
  say(says)
  await build()
  await writeFile(noted, print)
}

/** Builds what was not built of these very sources, at this very commit. */
export async function ensureBuilt() {
  for (const one of BUILDS) await ensureOne(one)
}

/** Builds the dashboard unless it is; answers the folder that it stands in. */
export async function ensureUi() {
  await ensureOne(UI)
  return inRoot('dist', 'ui')
}

/** Node, packages and bundle as they must be; instant and silent when they are. */
export async function ensureReady() {
  await checkNode()
  await ensureInstalled()
  await ensureBuilt()
}

/** Hands this process over to the program, so that signals and the exit code are its own. */
export async function launch(args) {
  const entry = inRoot('dist', 'main.js')
  process.argv = [process.execPath, entry, ...args]
  await import(pathToFileURL(entry).href)
}

/** Runs a script's body; a refusal is told as one sentence and ends with exit code 1. */
export async function script(body) {
  try {
    await body()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    say(error.message)
    process.exitCode = 1
  }
}
