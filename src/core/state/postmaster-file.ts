import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { readIfThere, writeAtomically } from './atomic-file.ts'
import { isSystemError } from './system-error.ts'

/** What a server writes into `postmaster.pid` of its data folder (PostgreSQL source, miscadmin.h). */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** Folder of its socket; empty where it has none. */
  readonly socketFolder: string
  readonly isReady: boolean
}

/** What stands behind a process number. A zombie or a stranger blocks the server's own check for ever. */
export type ProcessState = 'gone' | 'zombie' | 'server' | 'stranger'

const FILE = 'postmaster.pid'
/** Larger than any process number, and still a number to the server: it finds nobody there and takes over. */
const NOBODY = 2_147_483_646

const run = promisify(execFile)

/** null when no server claims the folder; a file that is being written reads as not ready. */
export async function readPostmaster(dataFolder: string): Promise<Postmaster | null> {
  const text = await readIfThere(join(dataFolder, FILE))
  if (text === null) return null
  const [pid = '', , , port = '', socketFolder = '', , , status = ''] = text.split('\n')
  return {
    pid: Math.abs(Number.parseInt(pid, 10)) || NOBODY,
    port: Number.parseInt(port, 10) || 0,
    socketFolder: socketFolder.trim(),
    isReady: status.trim() === 'ready',
  }
}

function isListed(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isSystemError(error, 'EPERM')
  }
}

/** State letter and name: from the system's process files, or from `ps` where there are none. */
async function describe(pid: number): Promise<{ state: string; name: string } | null> {
  if (process.platform === 'linux') {
    const line = await readIfThere(`/proc/${pid}/stat`)
    const [, name, state] = line?.match(/\((.*)\) (\S)/) ?? []
    return name === undefined || state === undefined ? null : { state, name }
  }
  const { stdout } = await run('ps', ['-o', 'stat=,comm=', '-p', String(pid)])
  const [, state, program] = stdout.trim().match(/^(\S+)\s+(.*)$/) ?? []
  return state === undefined || program === undefined ? null : { state, name: basename(program) }
}

/** What a process number stands for now. */
export async function processState(pid: number): Promise<ProcessState> {
  if (!isListed(pid)) return 'gone'
  if (process.platform === 'win32') return 'server'
  const known = await describe(pid).catch(() => null)
  // Listed, but not to be looked at: then the server's word stands.
  if (known === null) return isListed(pid) ? 'server' : 'gone'
  if (known.state.startsWith('Z')) return 'zombie'
  return known.name === 'postgres' ? 'server' : 'stranger'
}

/**
 * Frees a folder from a process number that is no server any more. The number is replaced, not the file deleted: the
 * server still makes its own check that no orphan of the last one has the shared memory open.
 */
export async function disown(
  dataFolder: string,
  { socketFolder, port }: Postmaster,
): Promise<void> {
  const file = join(dataFolder, FILE)
  const text = await readIfThere(file)
  if (text === null) return
  await writeAtomically(file, text.replace(/^-?\d*/, String(NOBODY)))
  if (socketFolder !== '') await rm(join(socketFolder, `.s.PGSQL.${port}.lock`), { force: true })
}
