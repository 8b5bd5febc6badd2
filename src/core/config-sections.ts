/** Keys that are set together, and what each means to a person. */
export interface ConfigSection {
  readonly name: string
  /** Beginnings of its keys: `limits` holds `limits.isOn`. */
  readonly keys: readonly string[]
}

/** Every section, in the order in which they are shown. */
export const CONFIG_SECTIONS: readonly ConfigSection[] = [
  {
    name: 'desk',
    keys: ['mode', 'market', 'capital', 'speed', 'seed', 'slippage', 'resets', 'benchmark'],
  },
  { name: 'strategies', keys: ['strategies'] },
  { name: 'risk', keys: ['limits'] },
  { name: 'charges', keys: ['charges'] },
  { name: 'performance', keys: ['performance'] },
  { name: 'web', keys: ['web', 'port', 'host', 'passwordHash', 'trustedProxies', 'rateLimits'] },
  { name: 'ai', keys: ['ai'] },
  { name: 'storage', keys: ['dataDir', 'databaseUrl', 'backupsKept', 'logLevel'] },
]

/** Keys that no page may change: secrets, and where everything lies. */
export const FIXED_KEYS: ReadonlySet<string> = new Set([
  'dataDir',
  'databaseUrl',
  'passwordHash',
  'ai.scriptedModelUrl',
])

/** Whether a key, `limits.isOn`, belongs to a section. */
export const isIn = ({ keys }: ConfigSection, key: string): boolean =>
  keys.some((own) => key === own || key.startsWith(`${own}.`))

const WORDS: Readonly<Record<string, string>> = {
  mode: 'Whether orders are only decided on, filled on paper, or sent to the broker',
  market: 'Where prices come from',
  capital: 'Rupees that a new paper account begins with',
  speed: 'Market time over wall time in a simulation or replay',
  seed: 'Which simulated market',
  slippage: 'How fills differ from the price that was decided on',
  resets: 'Whether a paper account begins anew each month',
  benchmark: 'What results are compared with',
  strategies: 'What the desk runs, on which bars, with which parameters',
  web: 'Whether a run serves the dashboard',
  port: 'Port of the dashboard; 0 takes a free one',
  host: 'Address to listen on; any but a loopback one needs a password',
  passwordHash: 'Password of the dashboard, set by DASHBOARD_PASSWORD_HASH',
  trustedProxies: 'Proxies that are believed when they say for whom they ask',
  rateLimits: 'Calls of one client to this group of routes',
  ai: 'What the AI desk may take: time, tokens, rupees',
  'ai.isOn': 'Whether the model is asked at all',
  'ai.model': 'Which model is asked',
  'ai.rupeesAUsd': 'What a dollar costs: list prices are in dollars',
  'ai.budgetADayPaise': 'What all questions of a day may cost, at list prices',
  'ai.budgetASessionPaise': 'What one question with all that follows it may cost, at list prices',
  'ai.tokensADay': 'Tokens that all questions of a day may take',
  'ai.approvals': 'Whether proposals on paper wait for a person; with real money they always do',
  'ai.scriptedModelUrl': 'A script in the model’s place, set by ROBO_SCRIPTED_MODEL_URL',
  'ai.watch': 'Instruments that are analysed beside those that are held',
  dataDir: 'Folder of the book, the bars and the logs',
  databaseUrl: 'A PostgreSQL of your own, set by DATABASE_URL',
  backupsKept: 'How many backups are kept',
  logLevel: 'How much the log tells',
  limits:
    'A limit of risk that a new book begins with; change those of this book on the risk screen',
  charges: 'What charges are reckoned with',
  performance: 'What performance is reckoned with',
}

/** What a key means, in one sentence. */
export const wordsOf = (key: string): string => WORDS[key] ?? WORDS[key.split('.')[0] ?? ''] ?? ''
