import { spawn } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { capture, exists, filesUnder } from '../setup.mjs'

/** What credentials look like. A planted one, in a test, says so by one of the words of `PLANTED`. */
const SHAPES = [
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/],
  ['an Anthropic key', /sk-ant-[\w-]{8,}/],
  ['an OpenAI-like key', /\bsk-(?:proj-)?[A-Za-z0-9]{20,}/],
  ['a Perplexity key', /\bpplx-[A-Za-z0-9]{16,}/],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{30,}/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{30,}/],
  ['an AWS key', /\bAKIA[0-9A-Z]{16}\b/],
  ['a Google key', /\bAIza[\w-]{35}\b/],
  ['a Slack token', /\bxox[abprs]-[\w-]{10,}/],
  ['a Telegram bot token', /\b\d{8,10}:[\w-]{35}\b/],
  ['a web token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/],
  ['a password in an address', /\b\w+:\/\/[^\s:/@'"`$]+:[^\s:/@'"`$]{3,}@/],
  [
    'a key or password in the source',
    /(?:api_?key|secret|token|passw(?:or)?d|passphrase)['"]?\s*[:=]\s*['"`](?=[^'"`]*\d)(?=[^'"`]*[A-Za-z])[\w+/=-]{16,}['"`]/i,
  ],
]
const PLANTED = /canary|planted|example|:\/\/user:password@/i
const LARGEST = 2_000_000

/** What a line of text gives away, or null. */
export function secretIn(line) {
  for (const [kind, shape] of SHAPES) {
    const found = shape.exec(line)
    if (found && !PLANTED.test(found[0])) return kind
  }
  return null
}

async function secretsInFile(path, name) {
  if (!(await exists(path)) || (await stat(path)).size > LARGEST) return []
  const lines = (await readFile(path, 'utf8')).split('\n')
  return lines.flatMap((line, index) => {
    const kind = secretIn(line)
    return kind === null ? [] : [`${name}:${index + 1} holds ${kind}: take it out and revoke it`]
  })
}

/** Every line that any commit ever added. */
async function secretsInHistory(folder) {
  const args = [
    'log',
    '--all',
    '-p',
    '--unified=0',
    '--no-color',
    '--no-ext-diff',
    '--format=commit %h',
  ]
  const git = spawn('git', args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  const found = new Set()
  let commit = ''
  let file = ''
  for await (const line of createInterface({ input: git.stdout, crlfDelay: Infinity })) {
    if (line.startsWith('commit ')) commit = line.slice('commit '.length)
    else if (line.startsWith('+++ ')) file = line.slice('+++ b/'.length)
    else if (line.startsWith('+')) {
      const kind = secretIn(line)
      if (kind !== null)
        found.add(`${file} in commit ${commit} holds ${kind}: revoke it, it is public`)
    }
  }
  return [...found]
}

/** Credentials in the files that belong to the project and in all that git remembers of it. */
export async function findSecrets(folder) {
  if (!(await exists(join(folder, '.git')))) {
    const files = await filesUnder(join(folder, 'src'))
    return (await Promise.all(files.map((file) => secretsInFile(file, file)))).flat()
  }
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { text } = await capture('git', args, { cwd: folder })
  const names = text.split('\0').filter((name) => name !== '')
  const inFiles = names.map((name) => secretsInFile(join(folder, name), name))
  return [...(await Promise.all(inFiles)).flat(), ...(await secretsInHistory(folder))]
}
