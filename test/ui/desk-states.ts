import type {
  DashboardState,
  EquityState,
  PortfolioBody,
  PositionRow,
  StatusState,
} from '../../src/web/contract/desk.ts'
import type { EventRow } from '../../src/web/contract/journal.ts'
import type { FillRow, OrdersState } from '../../src/web/contract/orders.ts'
import type { HealthState, SectionBody } from '../../src/web/contract/system.ts'

const DAY = '2026-11-23'
const at = (time: string): string => `${DAY}T${time}+05:30`
const minuteOf = (time: string): number => Date.parse(at(time)) / 60_000

export const IDENTITY: StatusState['identity'] = {
  version: '0.1.0',
  commit: 'c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00',
  startedAt: at('09:02:11'),
  environment: 'paper',
  pid: 4711,
  dataDir: '/home/you/robo/data',
  port: 8010,
  book: 'sim-paper',
}

const MONEY: StatusState['money'] = {
  capitalPaise: 1_00_000_00,
  equityPaise: 1_02_340_55,
  cashPaise: 61_200_10,
  deployedPaise: 41_140_45,
  deployedBps: 4020,
  openRiskPaise: 1_210_00,
  todayPaise: 1_180_20,
  todayBps: 117,
  realisedPaise: 640_00,
  chargesPaise: 212_45,
  chargesTodayPaise: 58_31,
}

export const status = (): StatusState => ({
  identity: IDENTITY,
  source: {
    kind: 'SIMULATED',
    detail: 'seed 1, 40 instruments',
    speed: 60,
    pricedAt: at('11:42:06'),
    receivedAt: new Date().toISOString(),
    isStale: false,
  },
  clock: {
    now: at('11:42:07'),
    date: DAY,
    isOpen: true,
    phase: 'continuous',
    says: 'continuous trading',
    phaseEndsAt: at('15:15:00'),
  },
  trading: { state: 'active', reason: null, by: null, since: null },
  money: MONEY,
  ai: {
    state: 'blocked',
    reason: 'Claude Code is not logged in',
    nextStep: 'run robo-trader ai login',
    isScripted: false,
  },
  needs: 2,
})

type Figures = readonly [
  symbol: string,
  sector: string,
  quantity: number,
  average: number,
  last: number,
]

function position([symbol, sector, quantity, average, last]: Figures): PositionRow {
  const costPaise = quantity * average
  const valuePaise = quantity * last
  const resultPaise = valuePaise - costPaise
  return {
    id: `CNC NSE:${symbol}`,
    instrument: `NSE:${symbol}`,
    name: `${symbol} Limited`,
    sector,
    product: 'CNC',
    quantity,
    averagePaise: average,
    costPaise,
    lastPaise: last,
    valuePaise,
    resultPaise,
    resultBps: (resultPaise / costPaise) * 10_000,
    resultR: resultPaise / (costPaise * 0.02),
    stopPaise: Math.round(average * 0.98),
    targetPaise: Math.round(average * 1.04),
    isTrailing: symbol === 'INFY',
    stopBps: (0.98 * average * 10_000) / last - 10_000,
    targetBps: (1.04 * average * 10_000) / last - 10_000,
    openedAt: at('09:41:00'),
    strategies: ['ema-cross'],
    realisedPaise: 0,
    dividendPaise: 0,
    lots: 1,
  }
}

const HELD: readonly Figures[] = [
  ['INFY', 'IT', 6, 1_842_00, 1_866_35],
  ['HDFCBANK', 'Banks', 9, 1_004_20, 998_75],
  ['RELIANCE', 'Energy', 7, 1_402_10, 1_431_90],
  ['M&M', 'Autos', 3, 3_610_00, 3_655_40],
]

/** As many positions as are asked for: the first four stand for themselves, the rest are numbered. */
export function positions(count = HELD.length): Record<string, PositionRow> {
  const figures = Array.from({ length: count }, (_, place): Figures => {
    return (
      HELD[place] ?? [
        `STOCK${place}`,
        'Others',
        1 + (place % 9),
        100_00 + place * 7_00,
        101_00 + place * 6_90,
      ]
    )
  })
  return Object.fromEntries(figures.map(position).map((row) => [row.id, row]))
}

const SAID: readonly (readonly [string, string, 'fact' | 'session' | 'warning'])[] = [
  ['09:00:00', 'the session of Mon 23 Nov began', 'session'],
  ['09:41:00', 'bought 6 INFY at ₹1,842.00 because EMA 9 crossed above EMA 21', 'fact'],
  ['10:05:00', 'bought 9 HDFCBANK at ₹1,004.20 because EMA 9 crossed above EMA 21', 'fact'],
  ['10:32:00', 'bought 7 RELIANCE at ₹1,402.10 because EMA 9 crossed above EMA 21', 'fact'],
  ['11:20:00', 'denied TCS: the sector would be 21.0 % of the book, more than 20.0 %', 'warning'],
  ['11:31:00', 'moved the stop of INFY to ₹1,848.10, 1.0 % below the best price', 'fact'],
  ['11:41:00', 'bought 3 M&M at ₹3,610.00 because EMA 9 crossed above EMA 21', 'fact'],
]

export const dashboard = (): DashboardState => ({
  seq: 412,
  status: status(),
  positions: positions(),
  strategies: {
    'ema-cross': {
      name: 'ema-cross',
      isRunning: true,
      reason: null,
      parameters: { fast: 9, slow: 21 },
      instruments: 12,
      trades: 12,
      grossPaise: 640_00,
    },
    'mean-reversion': {
      name: 'mean-reversion',
      isRunning: false,
      reason: 'switched off by hand',
      parameters: { days: 20 },
      instruments: 12,
      trades: 3,
      grossPaise: -88_40,
    },
  },
  needs: {
    drift: {
      id: 'drift',
      kind: 'feed',
      says: 'prices of TATASTEEL have not come for 4 minutes',
      nextStep: 'look at its feed in Health',
      to: 'health',
      since: at('11:38:00'),
    },
    ai: {
      id: 'ai',
      kind: 'readiness',
      says: 'the AI desk is blocked: Claude Code is not logged in',
      nextStep: 'run robo-trader ai login',
      to: 'health',
      since: null,
    },
  },
  riskInUse: {
    deployed: { id: 'deployed', says: 'deployed', value: 4020, limit: 8000, unit: 'bps' },
    loss: { id: 'loss', says: 'loss of the day', value: 0, limit: 2_000_00, unit: 'paise' },
    positions: { id: 'positions', says: 'open positions', value: 4, limit: 5, unit: 'count' },
    drawdown: { id: 'drawdown', says: 'drawdown', value: 61, limit: 1000, unit: 'bps' },
  },
  happened: Object.fromEntries(
    SAID.map(([time, says, weight], place) => [
      String(400 + place),
      {
        seq: 400 + place,
        at: at(time),
        says,
        weight,
        code: weight === 'warning' ? 'SECTOR_EXPOSURE' : 'execution.order_filled',
        times: 1,
        correlationId: `sim-paper-${380 + place}`,
      },
    ]),
  ),
  today: { fills: 5, trades: 1, approved: 6, denied: 1, dropped: 0 },
})

export function equity(): EquityState {
  const start = minuteOf('09:15:00')
  const end = minuteOf('11:42:00')
  const today: Record<string, number> = {}
  for (let minute = start; minute <= end; minute++) {
    const gone = minute - start
    const wave = Math.sin(gone / 9) * 190_00 + Math.sin(gone / 31) * 340_00
    today[String(minute)] = Math.round(1_01_160_35 + gone * 8_10 + wave)
  }
  return {
    capitalPaise: 1_00_000_00,
    startPaise: 1_01_160_35,
    date: DAY,
    today,
    sessions: {
      '2026-11-16': 1_00_000_00,
      '2026-11-17': 1_00_420_00,
      '2026-11-18': 1_00_110_50,
      '2026-11-19': 1_00_930_00,
      '2026-11-20': 1_01_160_35,
    },
    benchmark: {
      '2026-11-16': 25_900_00,
      '2026-11-17': 25_960_00,
      '2026-11-18': 25_870_00,
      '2026-11-19': 25_990_00,
      '2026-11-20': 26_040_00,
    },
    benchmarkSays: 'NSE:NIFTY 50',
  }
}

function fill(
  id: string,
  symbol: string,
  time: string,
  quantity: number,
  pricePaise: number,
): FillRow {
  return {
    id,
    orderId: `O${id}`,
    instrument: `NSE:${symbol}`,
    strategy: 'ema-cross',
    side: 'buy',
    effect: 'open',
    product: 'CNC',
    quantity,
    pricePaise,
    valuePaise: quantity * pricePaise,
    slippageBps: 2.1,
    chargesPaise: 14_20,
    at: at(time),
    because: 'EMA 9 crossed above EMA 21',
  }
}

export const orders = (): OrdersState => ({
  orders: {},
  fills: Object.fromEntries(
    [
      fill('1', 'INFY', '09:41:00', 6, 1_842_00),
      fill('2', 'HDFCBANK', '10:05:00', 9, 1_004_20),
      fill('3', 'RELIANCE', '10:32:00', 7, 1_402_10),
    ].map((row) => [row.id, row]),
  ),
})

export const portfolio = (): PortfolioBody => ({
  at: at('11:42:07'),
  money: MONEY,
  positions: Object.values(positions()),
  sectors: [
    { sector: 'IT', valuePaise: 11_198_10, shareBps: 1094 },
    { sector: 'Autos', valuePaise: 10_966_20, shareBps: 1072 },
    { sector: 'Energy', valuePaise: 10_023_30, shareBps: 979 },
    { sector: 'Banks', valuePaise: 8_988_75, shareBps: 878 },
  ],
  trades: [
    {
      instrument: 'NSE:TCS',
      strategy: 'ema-cross',
      side: 'long',
      quantity: 3,
      openedAt: '2026-11-19T10:10:00+05:30',
      closedAt: at('10:50:00'),
      entryPaise: 3_890_00,
      exitPaise: 4_103_30,
      grossPaise: 639_90,
      holdingDays: 4,
      openReason: 'EMA 9 crossed above EMA 21',
      closeReason: 'target reached',
      closeOrderId: 'O9',
    },
    {
      instrument: 'NSE:SBIN',
      strategy: 'mean-reversion',
      side: 'long',
      quantity: 10,
      openedAt: '2026-11-18T10:10:00+05:30',
      closedAt: '2026-11-18T14:50:00+05:30',
      entryPaise: 812_00,
      exitPaise: 803_16,
      grossPaise: -88_40,
      holdingDays: 0,
      openReason: 'two deviations below its mean',
      closeReason: 'stop hit',
      closeOrderId: 'O4',
    },
  ],
})

const CHAIN: readonly (readonly [string, string, string | null, unknown])[] = [
  [
    'strategy.signal',
    'strategy-service',
    null,
    { instrument: 'NSE:INFY', side: 'buy', strategy: 'ema-cross' },
  ],
  [
    'risk.order_approved',
    'risk-service',
    'ordered 6 INFY because EMA 9 crossed above EMA 21',
    { order: { id: 'O1', quantity: 6 }, held: 11_060_00 },
  ],
  ['execution.order_submitted', 'execution-service', null, { orderId: 'O1' }],
  [
    'execution.order_filled',
    'paper-exchange',
    'bought 6 INFY at ₹1,842.00',
    { quantity: 6, price: 1_842_00 },
  ],
  ['portfolio.position_opened', 'portfolio-service', null, { instrument: 'NSE:INFY', quantity: 6 }],
]

export const events = (): readonly EventRow[] =>
  CHAIN.map(([type, source, says, data], place) => ({
    seq: 381 + place,
    id: `e${381 + place}`,
    type,
    at: at('09:41:00'),
    source,
    correlationId: 'sim-paper-381',
    cause: place === 0 ? 0 : 380 + place,
    says,
    names: ['NSE:INFY'],
    data,
  }))

/** An idea that risk refused. */
export const refusals = (): readonly EventRow[] => [
  {
    seq: 404,
    id: 'e404',
    type: 'risk.order_denied',
    at: at('11:20:00'),
    source: 'risk-service',
    correlationId: 'sim-paper-404',
    cause: 403,
    says: 'denied TCS: the sector would be 21.0 % of the book, more than 20.0 %',
    names: ['NSE:TCS'],
    data: {
      order: {
        instrument: 'NSE:TCS',
        side: 'buy',
        quantity: 3,
        decisionPrice: 4_010_00,
        strategy: 'ema-cross',
        reason: 'EMA 9 crossed above EMA 21',
      },
      denials: [{ code: 'SECTOR_EXPOSURE', value: 2100, limit: 2000 }],
    },
  },
]

const component = (
  name: string,
  state: 'ready' | 'degraded' | 'blocked',
  reason: string,
  nextStep: string | null = null,
) => ({
  name,
  state,
  reason,
  nextStep,
  isNeeded: state !== 'blocked',
  since: at('09:02:14'),
  checkedAt: new Date().toISOString(),
})

export const health = (): HealthState => ({
  identity: IDENTITY,
  components: Object.fromEntries(
    [
      component('database', 'ready', 'PostgreSQL 18.4, 412 events'),
      component(
        'market feed',
        'degraded',
        'TATASTEEL has had no price for 4 minutes',
        'wait, or restart the feed',
      ),
      component('observers', 'ready', 'none is behind'),
      component('AI desk', 'blocked', 'Claude Code is not logged in', 'run robo-trader ai login'),
    ].map((row) => [row.name, row]),
  ),
  process: { rssMiB: 142, heapMiB: 61, loopP50Ms: 0.4, loopP99Ms: 3.1, uptimeSeconds: 9_600 },
  journal: { head: 412, at: at('11:42:06') },
  aiProcesses: {},
  sockets: { clients: 1, dropped: 0 },
  disk: { freeMiB: 48_200, dataMiB: 312 },
})

export const section = (): SectionBody => ({
  section: 'rateLimits',
  version: 1,
  keys: [
    {
      key: 'dashboard',
      value: '30/minute',
      from: 'default',
      allowed: { type: 'string', pattern: '^\\d+/(second|minute|hour)$' },
      isSecret: false,
      acts: 'next start',
      says: 'Reads of the dashboard that one reader may make.',
    },
    {
      key: 'trades',
      value: '10/minute',
      from: 'environment RATE_LIMIT_TRADES',
      allowed: { type: 'string', pattern: '^\\d+/(second|minute|hour)$' },
      isSecret: false,
      acts: 'next start',
      says: 'Orders and changes of them.',
    },
  ],
})
