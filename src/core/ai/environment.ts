import { join } from 'node:path'

/** Variables of ours that the model's client may have: where it finds itself, its login and its way out. No key is among them. */
export const CLIENT_VARIABLES = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'CLAUDE_CONFIG_DIR',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  // Without these a program does not start on Windows.
  'SystemRoot',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
] as const

/** Ways out that would lead questions for this machine to another. */
const PROXIES = new Set(['https_proxy', 'http_proxy', 'no_proxy'])

/** Stands where a login stands: a script asks for none, and must not be shown a real one. */
const NO_LOGIN = 'no-login'

/** Where the client is to run. */
export interface Surroundings {
  /** What of our own environment may be handed on. */
  readonly inherited: Readonly<Record<string, string>>
  /** A script in the model's place; null asks Claude. */
  readonly scriptedModelUrl: string | null
  /** An empty folder of ours. */
  readonly folder: string
}

/** How often the client tries again by itself: a failure must show within the limits of a question. */
const RETRIES = 2
const SETTLED = {
  CLAUDE_CODE_MAX_RETRIES: String(RETRIES),
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
}

/**
 * The whole environment of the model's client: it replaces ours. A script in the model's place gets the login of a config
 * folder that was named on purpose, else a home of its own: the owner's login is for Claude alone. Where we have no home,
 * the client has none of a person's either.
 */
export function clientEnvironment(place: Surroundings): Readonly<Record<string, string>> {
  const known = new Set<string>(CLIENT_VARIABLES)
  const { inherited, scriptedModelUrl, folder } = place
  const own = Object.fromEntries(Object.entries(inherited).filter(([name]) => known.has(name)))
  const home = join(folder, 'home')
  const ownHome = { HOME: home, CLAUDE_CONFIG_DIR: join(home, 'config') }
  const isNamed = 'CLAUDE_CONFIG_DIR' in own
  if (scriptedModelUrl === null) {
    const hasHome = isNamed || 'HOME' in own || 'USERPROFILE' in own
    return { ...own, ...(hasHome ? {} : ownHome), ...SETTLED }
  }
  const local = Object.entries(own).filter(([name]) => !PROXIES.has(name.toLowerCase()))
  return {
    ...Object.fromEntries(local),
    ...(isNamed ? {} : { ...ownHome, CLAUDE_CODE_OAUTH_TOKEN: NO_LOGIN }),
    ...SETTLED,
    ANTHROPIC_BASE_URL: scriptedModelUrl,
  }
}
