import { readFile, writeFile } from 'node:fs/promises'
import { register } from 'tsx/esm/api'
import { commitOf, ensureInstalled, inRoot, named, Refusal, say, script } from './setup.mjs'
import { terminalSvg } from './terminal-svg.mjs'

const PAGE = inRoot('docs', 'terminal.svg')
const SIZE = { columns: 132, rows: 40 }
/** A day of the simulated exchange: drawn with the first order that is under way from this minute of the day on. */
const DAY = '2026-11-23'
const MINUTE = 11 * 60
const SEED = 4
const STRATEGIES = ['ema-cross', 'supertrend', 'opening-range-breakout']
const PAST_DAYS = 90

const source = (path) => import(inRoot('src', ...path.split('/')))

/** The parts of a paper desk on the simulated exchange, with its journal in memory. */
async function openDesk() {
  const { DeskFactory } = await source('container.ts')
  const { SimExchange } = await source('adapters/sim/sim-exchange.ts')
  const { SimFeed } = await source('adapters/sim/sim-feed.ts')
  const { simUniverse } = await source('adapters/sim/sim-universe.ts')
  const { loadConfig } = await source('core/config.ts')
  const { SilentLogger } = await source('core/log.ts')
  const { MemoryJournal } = await source('core/memory-journal.ts')
  const { DEFAULT_FILLS } = await source('domain/fill-model.ts')
  const { rupees } = await source('domain/money.ts')
  const { MarketCalendar } = await source('domain/rulebook/calendar.ts')
  const { Sessions } = await source('domain/rulebook/sessions.ts')
  const { valuesOf } = await source('domain/strategy-values.ts')
  const { addDays, midnightOf, tradeDate } = await source('domain/time.ts')
  const { Universe } = await source('domain/universe.ts')
  const { STRATEGIES: known } = await source('strategies/registry.ts')

  const { config } = await loadConfig({}, {})
  const calendar = new MarketCalendar()
  const sessions = new Sessions(calendar)
  const universe = new Universe(simUniverse())
  const from = tradeDate(DAY)
  const first = addDays(from, -PAST_DAYS)
  const exchange = new SimExchange({ universe, seed: SEED, from: first, sessions })
  const journal = new MemoryJournal()
  const log = new SilentLogger()
  const plans = STRATEGIES.map((name) => {
    const definition = known.get(name)
    return { definition, values: valuesOf(definition, {}).values, interval: '5m' }
  })
  const kernel = new DeskFactory().open({
    name: '0123456789abcdef',
    mode: config.mode,
    capital: rupees(config.capital),
    startsAt: midnightOf(from),
    universe,
    calendar,
    actions: [],
    plans,
    feed: 'ticks',
    past: exchange.past(first, addDays(from, -1)),
    limits: config.limits,
    terms: config.charges,
    fills: DEFAULT_FILLS,
    journal,
    log,
  })
  kernel.begin()
  const feed = new SimFeed({ exchange, to: null })
  return { kernel, feed, journal, sessions, config, log, startsAt: midnightOf(from) }
}

/** What the bundle would be told of itself. */
async function builtAs() {
  const { version } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'))
  return { version, commit: await commitOf() }
}

/** Where a line is put, and how the terminal behaves (xterm control sequences). */
const POSITION = new RegExp(String.raw`\u001b\[(\d+);1H`)
const MODES = new RegExp(String.raw`\u001b\[\?[\d;]*[a-z]`, 'gi')

/** A terminal that remembers what stands on it. */
function rememberingTerminal() {
  const lines = []
  const nothing = { [Symbol.dispose]: () => undefined }
  const terminal = {
    isInteractive: true,
    mayColour: true,
    size: () => SIZE,
    write(text) {
      const rows = text.split(POSITION).slice(1)
      for (let index = 0; index < rows.length; index += 2) {
        lines[Number(rows[index]) - 1] = rows[index + 1].replaceAll(MODES, '')
      }
    },
    keys: () => nothing,
    resized(listener) {
      terminal.redraw = listener
      return nothing
    },
    ended: () => nothing,
    redraw: () => undefined,
  }
  return { lines, terminal }
}

/** Trades up to the minute with the view open, drawn once a minute of the market as it would be on a terminal. */
async function recordDay() {
  const { DeskScreen } = await source('cli/terminal/desk-screen.ts')
  const { VirtualClock } = await source('core/clock.ts')
  const { DeskView } = await source('core/desk-view.ts')
  const { momentsOf } = await source('core/moments.ts')
  const { epochMs } = await source('domain/time.ts')
  const { identityOf } = await source('core/runtime-identity.ts')
  const { kernel, feed, journal, sessions, config, log, startsAt } = await openDesk()
  const until = startsAt + MINUTE * 60_000
  const clock = new VirtualClock(startsAt)
  const startedAt = epochMs(startsAt + 9 * 3_600_000)
  const view = new DeskView()
  const { lines, terminal } = rememberingTerminal()
  const screen = new DeskScreen({
    identity: { ...identityOf(config, { pid: process.pid, startedAt }), ...(await builtAs()) },
    terminal,
    kernel,
    sessions,
    label: feed.label,
    speed: config.speed,
    clock,
    log,
    picture: () => view.view(),
    isResumed: () => true,
    onEnd: () => undefined,
  })
  screen.open()
  const { signal } = new AbortController()
  let drawnAt = 0
  for await (const block of feed.blocks(kernel.clock.now(), signal)) {
    for (const moment of momentsOf(block)) {
      kernel.deliver(moment)
      const now = kernel.clock.now()
      if (Math.floor(now / 60_000) === drawnAt && now < until) continue
      drawnAt = Math.floor(now / 60_000)
      for (const event of await journal.read(view.seq, journal.head)) view.apply(event)
      clock.advance(now)
      terminal.redraw()
      if (now < until || view.view().orders.length === 0) continue
      screen.close()
      return lines
    }
  }
  throw new Refusal('The simulated market ended before there was anything to draw.')
}

await script(async () => {
  await ensureInstalled()
  register()
  const lines = await recordDay()
  const title = 'Robo Trader: the live desk, on the simulated market'
  await writeFile(PAGE, terminalSvg(lines, { columns: SIZE.columns, title }))
  say(`${named(PAGE)} shows ${DAY}, ${SIZE.columns} columns.`)
})
