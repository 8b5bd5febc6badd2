import { execFile } from 'node:child_process'
import { chmod, readFile, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { promisify } from 'node:util'
import { TradingError } from '../errors.ts'

/** Whom PostgreSQL runs as when we are root, as whom it refuses to run. */
export interface ServerAccount {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** A number without a line in the user list does not do: the server looks its own name up. */
const NAMES = ['postgres', 'nobody']
const SETPRIV = '/usr/bin/setpriv'

const run = promisify(execFile)

/** null unless we are root on a system that has such a thing. */
export async function serverAccount(
  uid: number | undefined = process.getuid?.(),
  userList = '/etc/passwd',
): Promise<ServerAccount | null> {
  if (uid !== 0) return null
  const lines = (await readFile(userList, 'utf8')).split('\n').map((line) => line.split(':'))
  for (const name of NAMES) {
    const entry = lines.find(([user]) => user === name)
    if (entry !== undefined)
      return { name, uid: Number(entry[2]) >>> 0, gid: Number(entry[3]) >>> 0 }
  }
  const message =
    'PostgreSQL refuses to run as root, and there is no user named postgres or nobody to run it as. ' +
    'Start the program as another user, or set DATABASE_URL'
  throw new TradingError('DATABASE_UNAVAILABLE', message, { recoverable: false })
}

interface Owned {
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

function mayEnter({ uid, gid, mode }: Owned, account: ServerAccount): boolean {
  if (uid === account.uid) return (mode & 0o100) !== 0
  if (gid === account.gid) return (mode & 0o010) !== 0
  return (mode & 0o001) !== 0
}

/** Lets others pass through (not look into) a folder of our own. */
export async function letPass(folder: string): Promise<void> {
  const { mode } = await stat(folder)
  if ((mode & 0o001) === 0) await chmod(folder, (mode & 0o777) | 0o001)
}

/** Throws DATABASE_UNAVAILABLE, naming the folder in the way, unless the account can pass down to this one. */
export async function requirePassage(
  folder: string,
  what: string,
  account: ServerAccount,
): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    if (!mayEnter(await stat(at), account)) {
      const message =
        `PostgreSQL runs as the user "${account.name}" because it refuses to run as root, and that ` +
        `user cannot reach ${what}: the folder "${basename(at)}" is closed to others. Move the program ` +
        'out of it, start it as the user who owns it, or set DATABASE_URL'
      throw new TradingError('DATABASE_UNAVAILABLE', message, { recoverable: false })
    }
    if (dirname(at) === at) return
  }
}

/** How a program is started as somebody else. */
export interface Launch {
  readonly command: string
  readonly args: readonly string[]
  readonly identity: { readonly uid?: number; readonly gid?: number }
}

/** Starts programs as the account, or as ourselves when there is none. */
export type Launcher = (program: string, args: readonly string[]) => Launch

export const launcherOf =
  (account: ServerAccount | null): Launcher =>
  (command, args) => ({
    command,
    args,
    identity: account === null ? {} : { uid: account.uid, gid: account.gid },
  })

/**
 * As the account, but let through closed folders, as we are being root (Linux, ambient capabilities): a project in
 * root's own home then works. null where the system has no such means.
 */
export async function passingLauncher(
  account: ServerAccount,
  harmless: readonly [string, string],
): Promise<Launcher | null> {
  const rights = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override', '--']
  const identity = [`--reuid=${account.uid}`, `--regid=${account.gid}`, '--clear-groups']
  const launcher: Launcher = (program, args) => ({
    command: SETPRIV,
    args: [...identity, ...rights, program, ...args],
    identity: {},
  })
  const [program, argument] = harmless
  const { command, args } = launcher(program, [argument])
  try {
    await run(command, [...args])
    return launcher
  } catch (error) {
    if (error instanceof Error) return null
    throw error
  }
}
