import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env as own } from 'node:process'
import { SystemClock } from '../../src/core/clock.ts'

/**
 * What the client finds in its config folder: a stored login, none, one whose hour has passed, a settings file that is no
 * JSON, or a token in the environment.
 */
export type LoginKind = 'stored' | 'none' | 'expired' | 'corrupt' | 'token'

/** A place in which the client knows nothing of this machine: its own home, config and working folder. */
export interface DummyLogin {
  /** Whole: it replaces the environment, and holds nothing of ours but PATH. */
  readonly env: Readonly<Record<string, string>>
  readonly configDir: string
  /** Empty, with a name that tells nothing. */
  readonly cwd: string
  close(): Promise<void>
}

const HOUR_MS = 3_600_000

/** The bearer that the server sees when the stored login is used. */
export const DUMMY_ACCESS = 'dummy-access'
/** The bearer that the server sees when the token of the environment is used. */
export const DUMMY_TOKEN = 'dummy-token'

async function store(kind: LoginKind, configDir: string): Promise<void> {
  if (kind === 'corrupt') return writeFile(join(configDir, '.claude.json'), '{ "not": json')
  if (kind === 'none' || kind === 'token') return
  const lasts = kind === 'expired' ? -HOUR_MS : 8 * HOUR_MS
  const claudeAiOauth = {
    accessToken: DUMMY_ACCESS,
    refreshToken: 'dummy-refresh',
    expiresAt: new SystemClock().now() + lasts,
    scopes: ['user:inference', 'user:profile'],
    subscriptionType: 'max',
  }
  const file = join(configDir, '.credentials.json')
  await writeFile(file, JSON.stringify({ claudeAiOauth }), { mode: 0o600 })
}

/** Makes it; `close` after the client has ended, which still writes while it lives. */
export async function dummyLogin(url: string, kind: LoginKind = 'stored'): Promise<DummyLogin> {
  const folder = await mkdtemp(join(tmpdir(), 'w-'))
  const home = join(folder, 'home')
  const configDir = join(folder, 'config')
  const cwd = join(folder, 'work')
  for (const path of [home, configDir, cwd]) await mkdir(path)
  await store(kind, configDir)
  return {
    env: {
      PATH: own['PATH'] ?? '/usr/bin:/bin',
      LANG: 'C.UTF-8',
      HOME: home,
      TMPDIR: tmpdir(),
      CLAUDE_CONFIG_DIR: configDir,
      ANTHROPIC_BASE_URL: url,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      CLAUDE_CODE_MAX_RETRIES: '1',
      DISABLE_AUTOUPDATER: '1',
      DISABLE_TELEMETRY: '1',
      DISABLE_ERROR_REPORTING: '1',
      ...(kind === 'token' ? { CLAUDE_CODE_OAUTH_TOKEN: DUMMY_TOKEN } : {}),
    },
    configDir,
    cwd,
    async close() {
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}
