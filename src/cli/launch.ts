import { readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { isSystemError } from '../core/state/system-error.ts'
import { tellsSources } from './source-lines.ts'

/** The program's file beside this one: its name carries its content's print, so what was kept of another build never fits. */
declare const ROBO_PROGRAM: string

const OPENING = '(function (require, ROBO_URL) {'
/** A desk has then compiled what a start needs, and V8 has not yet thrown away what only a start needs. */
const KEEP_AFTER_MS = 3_000

type Begin = (require: NodeJS.Require, url: string) => void

const isBegin = (value: unknown): value is Begin => typeof value === 'function'

async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Keeps what V8 compiled for the next start; where the folder may not be written to, the next start is only slower. */
async function keep(script: Script, file: string): Promise<void> {
  const fresh = `${file}.${process.pid}`
  try {
    await writeFile(fresh, script.createCachedData())
    await rename(fresh, file)
  } catch (error) {
    if (!isSystemError(error, 'EACCES', 'EPERM', 'EROFS', 'ENOSPC')) throw error
  }
}

/** Starts the program with what V8 kept of an earlier start, which halves what a start has to read. */
async function launch(): Promise<void> {
  const url = new URL(ROBO_PROGRAM, import.meta.url).href
  const program = fileURLToPath(url)
  const kept = `${program}.compiled`
  Error.prepareStackTrace = tellsSources(program)
  const [text, cachedData] = await Promise.all([readFile(program, 'latin1'), readIfThere(kept)])
  const script = new Script(`${OPENING}${text}\n})`, {
    filename: program,
    columnOffset: -OPENING.length,
    cachedData,
  })
  const isFresh = cachedData === undefined || script.cachedDataRejected === true
  // What a desk compiles is nearly all that there is; other commands take of it what they need.
  if (isFresh && process.argv.includes('run')) {
    setTimeout(() => void keep(script, kept), KEEP_AFTER_MS).unref()
  }
  // Where it fails is told by the stack: the line of the built file is thousands of letters long.
  const begin: unknown = script.runInThisContext({ displayErrors: false })
  if (isBegin(begin)) begin(createRequire(program), url)
}

await launch()
