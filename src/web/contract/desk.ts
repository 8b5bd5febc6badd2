import * as z from 'zod'
import { bps, date, instrument, paise, time } from './scalars.ts'

/** Where prices come from and how old they are. */
export const source = z.object({
  kind: z.enum(['SIMULATED', 'REPLAY', 'DELAYED', 'LIVE']),
  detail: z.string(),
  /** Market time over wall time; 1 is real time, null as fast as it goes. */
  speed: z.number().nullable(),
  /** Market time of the newest price; null before the first. */
  pricedAt: time.nullable(),
  /** When that price came in, by the machine's clock; null before the first. */
  receivedAt: time.nullable(),
  /** No price came for longer than the market allows while it is open. */
  isStale: z.boolean(),
})
export type Source = z.output<typeof source>

/** The exchange's clock. */
export const marketClock = z.object({
  now: time,
  date: date.nullable(),
  isOpen: z.boolean(),
  /** Of the plain cash segment: `pre_open`, `continuous`, `closing_auction`, `post_close`, `closed` and so on. */
  phase: z.string(),
  /** In words: "continuous trading", "closed until Mon 09:00". */
  says: z.string(),
  /** When the phase gives way to the next; null when not known. */
  phaseEndsAt: time.nullable(),
})
export type MarketClock = z.output<typeof marketClock>

/** Whether the desk trades, and who decided it. */
export const trading = z.object({
  state: z.enum(['active', 'reducing', 'halted']),
  reason: z.string().nullable(),
  by: z.string().nullable(),
  since: time.nullable(),
})
export type Trading = z.output<typeof trading>

/** How something stands, and what a person can do about it. */
export const standing = z.object({
  name: z.string(),
  state: z.enum(['ready', 'degraded', 'blocked', 'unknown']),
  reason: z.string(),
  nextStep: z.string().nullable(),
  isNeeded: z.boolean(),
  checkedAt: time,
})

/** Which program answers. */
export const identity = z.object({
  version: z.string(),
  commit: z.string(),
  startedAt: time,
  environment: z.enum(['dry-run', 'paper', 'live']),
  pid: z.number(),
  dataDir: z.string(),
  port: z.number(),
  book: z.string(),
})
export type Identity = z.output<typeof identity>

/** The account at the prices of the moment. */
export const money = z.object({
  capitalPaise: paise,
  equityPaise: paise,
  cashPaise: paise,
  /** Market value of positions, absolute. */
  deployedPaise: paise,
  deployedBps: bps.nullable(),
  /** Lost if every stop were hit now; positions without a stop count whole. */
  openRiskPaise: paise,
  todayPaise: paise,
  todayBps: bps.nullable(),
  /** From closed quantity since the account began, before charges. */
  realisedPaise: paise,
  chargesPaise: paise,
  chargesTodayPaise: paise,
})
export type Money = z.output<typeof money>

/** Topic `status`: the strip on every screen. */
export const statusState = z.object({
  identity,
  source,
  clock: marketClock,
  trading,
  money,
  ai: z.object({
    state: z.enum(['ready', 'degraded', 'blocked', 'unknown']),
    reason: z.string(),
    nextStep: z.string().nullable(),
    /** The model is a script on this machine: every screen says SCRIPTED MODEL. */
    isScripted: z.boolean(),
  }),
  /** How many things wait for a person. */
  needs: z.number().int(),
})
export type StatusState = z.output<typeof statusState>

/** An open position. `id` is product and instrument: `CNC NSE:INFY`. */
export const positionRow = z.object({
  id: z.string(),
  instrument,
  name: z.string(),
  sector: z.string().nullable(),
  product: z.enum(['CNC', 'MIS']),
  /** Shares; a short is negative. */
  quantity: z.number().int(),
  /** Cost of a share, a quotient for display. */
  averagePaise: z.number().nullable(),
  costPaise: paise,
  lastPaise: paise.nullable(),
  valuePaise: paise,
  resultPaise: paise,
  resultBps: bps.nullable(),
  /** Result in multiples of what was risked to the first stop; null without a stop. */
  resultR: z.number().nullable(),
  stopPaise: paise.nullable(),
  targetPaise: paise.nullable(),
  isTrailing: z.boolean(),
  stopBps: bps.nullable(),
  targetBps: bps.nullable(),
  openedAt: time.nullable(),
  strategies: z.array(z.string()),
  realisedPaise: paise,
  dividendPaise: paise,
  lots: z.number().int(),
})
export type PositionRow = z.output<typeof positionRow>

/** A strategy of the book, or another who trades: a person, an agent. */
export const strategyRow = z.object({
  name: z.string(),
  isRunning: z.boolean(),
  reason: z.string().nullable(),
  parameters: z.record(z.string(), z.number().nullable()),
  instruments: z.number().int(),
  trades: z.number().int(),
  /** Result of its closed trades before charges. */
  grossPaise: paise,
})
export type StrategyRow = z.output<typeof strategyRow>

/** A sentence of the story, newest last by `seq`. */
export const happening = z.object({
  seq: z.number().int(),
  at: time,
  says: z.string(),
  weight: z.enum(['fact', 'session', 'warning']),
  code: z.string(),
  times: z.number().int(),
  correlationId: z.string().nullable(),
})
export type Happening = z.output<typeof happening>

/** Something that waits for a person. */
export const need = z.object({
  id: z.string(),
  kind: z.enum(['approval', 'halt', 'drift', 'feed', 'readiness', 'failure']),
  says: z.string(),
  nextStep: z.string().nullable(),
  /** Screen on which it is dealt with. */
  to: z.string(),
  since: time.nullable(),
})
export type Need = z.output<typeof need>

/** One line of risk in use. */
export const useRow = z.object({
  id: z.string(),
  says: z.string(),
  value: z.number(),
  limit: z.number(),
  unit: z.enum(['paise', 'bps', 'count']),
})
export type UseRow = z.output<typeof useRow>

/** Topic `dashboard`, and `GET /api/dashboard`. Collections are keyed by id. */
export const dashboardState = z.object({
  seq: z.number().int(),
  status: statusState,
  positions: z.record(z.string(), positionRow),
  strategies: z.record(z.string(), strategyRow),
  needs: z.record(z.string(), need),
  riskInUse: z.record(z.string(), useRow),
  happened: z.record(z.string(), happening),
  today: z.object({
    fills: z.number().int(),
    trades: z.number().int(),
    approved: z.number().int(),
    denied: z.number().int(),
    dropped: z.number().int(),
  }),
})
export type DashboardState = z.output<typeof dashboardState>

/** Topic `equity`, and `GET /api/equity`. */
export const equityState = z.object({
  capitalPaise: paise,
  /** Where today's result is counted from. */
  startPaise: paise,
  date: date.nullable(),
  /** By epoch minute: equity within the day. */
  today: z.record(z.string(), paise),
  /** By date: equity at each close. */
  sessions: z.record(z.string(), paise),
  /** By date: closes of the benchmark; null when none is at hand, with the reason. */
  benchmark: z.record(z.string(), paise).nullable(),
  benchmarkSays: z.string(),
})
export type EquityState = z.output<typeof equityState>

/** `GET /api/portfolio`: what the account owns and what it owes its result to. */
export const portfolioBody = z.object({
  at: time,
  money,
  positions: z.array(positionRow),
  sectors: z.array(z.object({ sector: z.string(), valuePaise: paise, shareBps: bps })),
  trades: z.array(
    z.object({
      instrument,
      strategy: z.string(),
      side: z.enum(['long', 'short']),
      quantity: z.number().int(),
      openedAt: time,
      closedAt: time,
      entryPaise: paise,
      exitPaise: paise,
      grossPaise: paise,
      holdingDays: z.number().int(),
      openReason: z.string(),
      closeReason: z.string(),
      closeOrderId: z.string().nullable(),
    }),
  ),
})
export type PortfolioBody = z.output<typeof portfolioBody>
