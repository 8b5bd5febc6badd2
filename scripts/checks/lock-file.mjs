import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { capture, npm } from '../setup.mjs'

const EXACT = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/

/** What keeps the lock file from giving everybody the same packages from any registry. */
export function lockProblems(manifest, lock) {
  const problems = []
  const kinds = ['dependencies', 'optionalDependencies', 'devDependencies']
  for (const [name, version] of kinds.flatMap((kind) => Object.entries(manifest[kind] ?? {}))) {
    if (!EXACT.test(version))
      problems.push(`package.json: ${name} "${version}" is not one exact version`)
  }
  for (const [path, { resolved, integrity, link }] of Object.entries(lock.packages)) {
    if (path === '') continue
    if (resolved !== undefined) problems.push(`package-lock.json: ${path} names a registry`)
    if (integrity === undefined && !link)
      problems.push(`package-lock.json: ${path} has no checksum`)
  }
  return problems
}

/** The lock file is exact, names no registry, and fits package.json. */
export async function checkLockFile(folder) {
  const read = async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))
  const problems = lockProblems(await read('package.json'), await read('package-lock.json'))
  const { program, args, options } = npm(['ci', '--dry-run', '--ignore-scripts', '--no-audit'])
  const { code, text } = await capture(program, args, { ...options, cwd: folder })
  return code === 0 ? problems : [...problems, `npm ci would fail:\n${text}`]
}
