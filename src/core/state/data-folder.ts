import { type ExecFileOptions, execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { isCancellation } from '../cancellation.ts'
import { TradingError } from '../errors.ts'
import { OWNER_ONLY, readIfThere, writeAtomically } from './atomic-file.ts'
import { type EmbeddedBinaries, hydrateLibraries, programOf } from './embedded-binaries.ts'
import { processState } from './postmaster-file.ts'
import {
  type Launcher,
  launcherOf,
  letPass,
  passingLauncher,
  requirePassage,
  type ServerAccount,
  serverAccount,
} from './server-account.ts'
import { isSystemError } from './system-error.ts'

/** Everything that is needed to start a server on a data folder. */
export interface PreparedFolder {
  readonly binaries: EmbeddedBinaries
  readonly account: ServerAccount | null
  readonly launcher: Launcher
  /** PostgreSQL's own files. */
  readonly data: string
  /** Where its socket is; null on Windows, which uses a loopback port. */
  readonly sockets: string | null
  readonly log: string
  readonly environment: Readonly<Record<string, string>>
  /** Only where a loopback port is used, which others on the machine can reach too. */
  readonly password: string | undefined
}

/** Login of the embedded server. */
export const SERVER_USER = 'robo'
/** The kernel's limit is 107 bytes on Linux and 103 on macOS, the file's own name included. */
const SOCKET_PATH_MAX = 103
const SOCKET_NAME = '.s.PGSQL.5432'
const INITDB_MS_MAX = 120_000

const run = promisify(execFile)

function unavailable(message: string, cause?: unknown): TradingError {
  return new TradingError('DATABASE_UNAVAILABLE', message, { recoverable: false, cause })
}

/** Under a short name that says whose data it serves; null on Windows. */
function socketFolderOf(data: string, account: ServerAccount | null): string | null {
  const owner = account?.uid ?? process.getuid?.()
  if (process.platform === 'win32' || owner === undefined) return null
  const name = `robo-${owner}-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`
  const fits = (folder: string) => join(folder, SOCKET_NAME).length <= SOCKET_PATH_MAX
  return [join('/tmp', name), join(tmpdir(), name)].find(fits) ?? join('/tmp', name)
}

/** Whose socket stands where. */
type SocketPlace = Pick<PreparedFolder, 'sockets' | 'account'>

/** More leavers than that do not follow each other within a millisecond. */
const SOCKET_TRIES = 100

/** Makes the socket's folder, ours alone. Its last user takes it away when the server stops, maybe at this very moment. */
export async function makeSocketFolder(folder: SocketPlace): Promise<void> {
  const { sockets } = folder
  if (sockets === null) return
  for (let tries = 1; ; tries++) {
    try {
      return await makeFolder(sockets, folder.account)
    } catch (error) {
      if (tries === SOCKET_TRIES || !isSystemError(error, 'ENOENT')) throw error
    }
  }
}

async function makeFolder(sockets: string, account: ServerAccount | null): Promise<void> {
  const me = process.getuid?.()
  await mkdir(sockets, { recursive: true, mode: 0o700 })
  const found = await lstat(sockets)
  if (!found.isDirectory() || (found.uid !== me && found.uid !== account?.uid)) {
    throw unavailable('Another user of this machine holds the name of our socket folder')
  }
  if (account !== null) await chown(sockets, account.uid, account.gid)
  await chmod(sockets, 0o700)
}

/** Whether there is a database. Throws DATABASE_UNAVAILABLE when another major version than the bundled one wrote it. */
async function hasDatabase(data: string, binaries: EmbeddedBinaries): Promise<boolean> {
  const written = await readIfThere(join(data, 'PG_VERSION'))
  if (written === null) return false
  const major = Number.parseInt(written, 10)
  if (major === binaries.major) return true
  throw unavailable(
    `The database was written by PostgreSQL ${major}, this release brings ${binaries.major}. Start the ` +
      'release that wrote it, run "db export", then "db import" with this one into an empty data folder',
  )
}

/** Folders of set-ups that were cut off: their maker is gone. */
async function removeLeftovers(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const [, pid] = name.match(/^new-(\d+)-/) ?? []
    if (pid === undefined || (await processState(Number(pid))) !== 'gone') continue
    await rm(join(home, name), { recursive: true, force: true })
  }
}

/** Made aside and moved into place whole, so that a cut leaves nothing half made and of two makers one wins. */
async function initialise(
  home: string,
  folder: PreparedFolder,
  signal: AbortSignal,
): Promise<void> {
  const { binaries, account, launcher, data, environment, password } = folder
  await removeLeftovers(home)
  const fresh = await mkdtemp(join(home, `new-${process.pid}-`))
  if (account !== null) await chown(fresh, account.uid, account.gid)
  const login =
    password === undefined
      ? ['-A', 'trust']
      : ['-A', 'scram-sha-256', '--pwfile', join(home, 'password')]
  const common = ['-D', fresh, '-U', SERVER_USER, '-E', 'UTF8', '--locale=C', '--no-instructions']
  const { command, args, identity } = launcher(programOf(binaries, 'initdb'), [...common, ...login])
  const options: ExecFileOptions = {
    env: { LC_ALL: 'C', ...environment },
    timeout: INITDB_MS_MAX,
    signal,
    cwd: fresh,
    ...identity,
  }
  try {
    await run(command, [...args], options)
    await rename(fresh, data)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true })
    if (isCancellation(error)) throw error
    if (await hasDatabase(data, binaries)) return
    throw unavailable(whyNot(error), error)
  }
}

function whyNot(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
  if (/no space left/i.test(said)) return 'The disk is full, so the database cannot be made'
  if (isSystemError(error, 'ENOENT')) {
    return 'The bundled database does not run on this system. Install PostgreSQL 15 or newer and set DATABASE_URL'
  }
  return 'The database could not be made. Check that the data folder can be written, or set DATABASE_URL'
}

async function passwordOf(home: string): Promise<string | undefined> {
  if (process.platform !== 'win32') return undefined
  const file = join(home, 'password')
  const known = await readIfThere(file)
  if (known !== null) return known.trim()
  const password = randomBytes(24).toString('base64url')
  await writeAtomically(file, password, { mode: OWNER_ONLY })
  return (await readFile(file, 'utf8')).trim()
}

/** How the server is started so that it reaches its data and its programs. */
async function reachingLauncher(
  dataDir: string,
  home: string,
  binaries: EmbeddedBinaries,
  account: ServerAccount | null,
): Promise<Launcher> {
  if (account === null) return launcherOf(null)
  await letPass(await realpath(dataDir))
  await letPass(home)
  try {
    await requirePassage(home, 'the data folder', account)
    await requirePassage(await realpath(binaries.folder), 'the program', account)
    return launcherOf(account)
  } catch (error) {
    const passing = await passingLauncher(account, [process.execPath, '--version'])
    if (passing === null) throw error
    return passing
  }
}

/**
 * Makes a folder ready for the server: files, libraries, owner, socket. The second time it finds all as it is.
 * Throws DATABASE_UNAVAILABLE with a next step where it cannot.
 */
export async function prepareFolder(
  dataDir: string,
  binaries: EmbeddedBinaries,
  onProgress: (step: string) => void,
  signal: AbortSignal,
): Promise<PreparedFolder> {
  const account = await serverAccount()
  await mkdir(join(dataDir, 'postgres'), { recursive: true, mode: 0o711 })
  const home = await realpath(join(dataDir, 'postgres'))
  const launcher = await reachingLauncher(dataDir, home, binaries, account)
  const data = join(home, 'data')
  const environment = await hydrateLibraries(binaries, join(home, `lib-${binaries.major}`))
  const folder: PreparedFolder = {
    binaries,
    account,
    launcher,
    data,
    sockets: socketFolderOf(data, account),
    log: join(home, 'postgres.log'),
    environment,
    password: await passwordOf(home),
  }
  if (!(await hasDatabase(data, binaries))) {
    onProgress('Making the database (first start)')
    await initialise(home, folder, signal)
  }
  return folder
}
