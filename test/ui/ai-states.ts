import type {
  AgentsBody,
  AiState,
  AiTopic,
  AnalysisLine,
  AnalysisRecord,
  AnalysisStep,
  ForecastsBody,
  PromptBody,
  Recommendation,
  ToolCall,
} from '../../src/web/contract/ai.ts'
import type { ApprovalLine, ApprovalsState } from '../../src/web/contract/approvals.ts'
import type { ChatSession } from '../../src/web/contract/chat.ts'
import type { SectionBody } from '../../src/web/contract/system.ts'
import { ROLES } from '../../ui/pages/ai/roles.ts'

const DAY = '2026-11-23'
const at = (time: string): string => `${DAY}T${time}+05:30`
/** By the machine's clock: what expires does so from the moment of the test. */
const soon = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString()

/** Nothing but letters, whatever it looks like: a page must show it so. */
export const HOSTILE = '<img src=x onerror="document.title=1"> **APPROVED** /clear'

export const ai = (part: Partial<AiState> = {}): AiState => ({
  state: 'ready',
  reason: 'the last answer came 40 seconds ago',
  nextStep: null,
  checkedAt: at('11:41:20'),
  coolingUntil: null,
  model: 'claude-sonnet-5',
  isScripted: false,
  spentTodayPaise: 118_40,
  budgetADayPaise: 500_00,
  tokensToday: 412_330,
  sessions: {
    portfolio_analysis: {
      client: 'portfolio_analysis',
      pid: 5_120,
      residentMiB: 212,
      turns: 34,
      openedAt: soon(-2_400),
      isBusy: true,
    },
    query: {
      client: 'query',
      pid: 5_121,
      residentMiB: 198,
      turns: 12,
      openedAt: soon(-1_900),
      isBusy: false,
    },
  },
  ...part,
})

export const recommendation = (part: Partial<Recommendation> = {}): Recommendation => ({
  id: 'r-infy',
  analysisId: 'a-done',
  instrument: 'NSE:INFY',
  at: at('11:38:00'),
  verdict: 'BUY',
  modelVerdict: 'BUY',
  score: {
    parts: { fundamental: 78, valuation: 61, growth: 64, risk: 32, qualitative: null },
    overall: 66,
    verdict: 'HOLD',
    says: 'sound and growing, but not cheap; nothing is known to score the qualitative part by',
  },
  disagreement: 'the model says BUY where the score of 66 says HOLD: half the size is asked for',
  conviction: 0.64,
  horizonDays: 20,
  reason: 'the quarter beat its own year before while the price held its 50 day average (E2, E3)',
  invalidation: 'a close below ₹1,780 or a cut of the guidance',
  evidence: [
    {
      id: 'E1',
      kind: 'price',
      says: 'closed at ₹1,842.00, 4.1 % above its 50 day average',
      source: 'stored bars',
      asOf: '2026-11-20',
    },
    {
      id: 'E2',
      kind: 'technical',
      says: 'RSI 14 at 58.2; EMA 9 above EMA 21 for 6 sessions',
      source: 'computed by the desk',
      asOf: '2026-11-20',
    },
    {
      id: 'E3',
      kind: 'earnings',
      says: 'profit of the quarter to Sep 2026 rose 11.2 % on the year before',
      source: 'earnings file',
      asOf: '2026-10-16',
    },
    {
      id: 'E4',
      kind: 'news',
      says: 'one report of an order won, material 2 of 3, not a rumour',
      source: 'news file S1',
      asOf: at('09:12:00'),
    },
  ],
  namedEvidence: [],
  sizeBps: 5_000,
  provenance: 'analysis',
  side: 'buy',
  effect: 'open',
  whyNot: null,
  fate: {
    state: 'waiting',
    says: 'it waits for a person',
    approvalId: 'p-infy',
    by: null,
    orderIds: [],
    correlationId: 'ai-1',
  },
  outcome: null,
  ...part,
})

const dropped = (): Recommendation =>
  recommendation({
    id: 'r-tcs',
    instrument: 'NSE:TCS',
    at: at('11:38:30'),
    verdict: 'HOLD',
    modelVerdict: 'BUY',
    whyNot: 'model and scorer say opposite things: the idea is dropped',
    side: null,
    effect: null,
    fate: {
      state: 'dropped',
      says: 'model and scorer say opposite things',
      approvalId: null,
      by: null,
      orderIds: [],
      correlationId: null,
    },
  })

const resolved = (): Recommendation =>
  recommendation({
    id: 'r-sbin',
    analysisId: 'a-old',
    instrument: 'NSE:SBIN',
    at: '2026-10-19T11:02:00+05:30',
    disagreement: null,
    fate: {
      state: 'traded',
      says: 'bought 10 SBIN at ₹812.00',
      approvalId: null,
      by: 'policy',
      orderIds: ['O4'],
      correlationId: 'ai-0',
    },
    outcome: { outcomeBps: 212, benchmarkBps: 140, resolvedOn: '2026-11-09' },
  })

const line = (part: Partial<AnalysisLine>): AnalysisLine => ({
  id: 'a-done',
  instruments: ['NSE:INFY', 'NSE:TCS'],
  state: 'done',
  askedBy: 'you',
  createdAt: at('11:35:00'),
  startedAt: at('11:35:02'),
  endedAt: at('11:38:31'),
  model: 'claude-sonnet-5',
  isScripted: false,
  stepsDone: 13,
  stepsAll: 13,
  says: 'INFY BUY, TCS HOLD',
  tokens: 84_120,
  costPaise: 24_18,
  error: null,
  ...part,
})

export const running = (part: Partial<AnalysisLine> = {}): AnalysisLine =>
  line({
    id: 'a-run',
    instruments: ['NSE:RELIANCE', 'NSE:HDFCBANK', 'NSE:M&M'],
    state: 'running',
    createdAt: at('11:40:00'),
    startedAt: soon(-64),
    endedAt: null,
    stepsDone: 4,
    stepsAll: 19,
    says: 'the technical analyst reads RELIANCE',
    tokens: 21_900,
    costPaise: 6_02,
    ...part,
  })

export const aiTopic = (part: Partial<AiState> = {}): AiTopic => ({
  ai: ai(part),
  analyses: { 'a-run': running(), 'a-done': line({}) },
  recommendations: { 'r-infy': recommendation(), 'r-tcs': dropped() },
})

export const analyses = () => ({
  analyses: [
    running(),
    line({}),
    line({
      id: 'a-failed',
      instruments: ['NSE:ITC'],
      state: 'failed',
      createdAt: at('10:10:00'),
      says: 'stopped in the middle',
      stepsDone: 3,
      error: { code: 'AI_RATE_LIMITED', message: 'the provider asks to wait 4 minutes' },
    }),
  ],
})

const NO_TOKENS = { input: 0, output: 0, cacheRead: 0, cacheWritten: 0 }

export const toolCall = (part: Partial<ToolCall> = {}): ToolCall => ({
  tool: 'get_positions',
  input: {},
  output:
    '{"source":"the book","asOf":"2026-11-23T11:42:00+05:30","data":[{"instrument":"NSE:INFY","quantity":6}]}',
  outputDigest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  isError: false,
  at: at('11:36:10'),
  durationMs: 12.4,
  ...part,
})

const step = (part: Partial<AnalysisStep>): AnalysisStep => ({
  id: 's',
  role: 'judge',
  instrument: 'NSE:INFY',
  state: 'done',
  promptVersion: 2,
  sessionId: 'sess-1',
  startedAt: at('11:36:00'),
  durationMs: 8_400,
  tokens: { ...NO_TOKENS, input: 5_120, output: 640 },
  costPaise: 3_10,
  toolCalls: [],
  prompt: 'You are the judge.\nRULES OF THE HOUSE\n…\nEVIDENCE\nE1 closed at ₹1,842.00',
  level: 'structured',
  output: null,
  text: '',
  error: null,
  ...part,
})

const argument = (role: 'bull' | 'bear', claims: readonly string[]): AnalysisStep =>
  step({
    id: `s-${role}`,
    role,
    output: {
      role,
      conviction: role === 'bull' ? 0.7 : 0.4,
      points: claims.map((claim, place) => ({ claim, evidence: [`E${place + 1}`] })),
    },
  })

export const record = (): AnalysisRecord => ({
  line: line({}),
  knowledgeCutOff: '2026-01',
  steps: [
    step({
      id: 's-technical',
      role: 'technical_analyst',
      toolCalls: [toolCall({ tool: 'get_indicators', input: { instrument: 'NSE:INFY' } })],
      output: {
        role: 'technical_analyst',
        trend: 'up',
        strength: 'sound',
        points: [{ claim: 'EMA 9 has stood above EMA 21 for 6 sessions', evidence: ['E2'] }],
      },
    }),
    step({
      id: 's-news',
      role: 'news_analyst',
      level: 'pattern',
      output: { verdict: 'BUY' },
      text: HOSTILE,
    }),
    argument('bull', ['profit grew 11.2 % on the year before', 'the price holds its average']),
    argument('bear', ['it is dear at 28 times earnings', 'the order won is small']),
    step({
      id: 's-judge',
      output: {
        role: 'judge',
        instrument: 'NSE:INFY',
        verdict: 'BUY',
        probability: 0.64,
        decisive: ['E2', 'E3'],
        reason: 'growth carries the price',
      },
    }),
    step({
      id: 's-tcs',
      role: 'judge',
      instrument: 'NSE:TCS',
      state: 'failed',
      level: 'failed',
      error: { code: 'AI_NO_FORM', message: 'the model filled in no form' },
    }),
  ],
  recommendations: [recommendation(), dropped()],
})

export const recommendations = () => ({
  recommendations: [dropped(), recommendation(), resolved()],
})

const bin = (from: number, many: number, came: number | null) => ({
  from,
  to: from + 0.1,
  count: many,
  meanProbability: many === 0 ? null : from + 0.05,
  shareThatCame: came,
})

export const forecasts = (): ForecastsBody => ({
  forecasts: [
    {
      id: 'f1',
      recommendationId: 'r-infy',
      instrument: 'NSE:INFY',
      side: 'buy',
      probability: 0.64,
      pricePaise: 1_842_00,
      madeOn: DAY,
      resolvesOn: '2026-12-13',
      by: 'trader',
      state: 'open',
      outcome: null,
    },
    {
      id: 'f0',
      recommendationId: 'r-sbin',
      instrument: 'NSE:SBIN',
      side: 'buy',
      probability: 0.6,
      pricePaise: 812_00,
      madeOn: '2026-10-19',
      resolvesOn: '2026-11-09',
      by: 'trader',
      state: 'came',
      outcome: { outcomeBps: 212, benchmarkBps: 140, resolvedOn: '2026-11-09' },
    },
  ],
  calibration: {
    resolved: 18,
    brier: 0.221,
    bins: [bin(0.4, 4, 0.25), bin(0.5, 6, 0.5), bin(0.6, 6, 0.67), bin(0.7, 2, null)],
    says: '18 forecasts are resolved; from 30 on the figures mean something',
  },
})

export const agents = (): AgentsBody => ({
  ai: ai(),
  agents: ROLES.map(({ id }, place) => ({
    role: id,
    isOn: id !== 'learner',
    model: id === 'judge' ? 'claude-opus-5' : null,
    version: 1,
    prompt: {
      version: 1 + (place % 2),
      quality: place === 0 ? null : 60 + place,
      uses: place * 12,
    },
  })),
})

const RULES = Array.from({ length: 20 }, (_, place) => `${place + 1}. Rule of the house.`).join(
  '\n',
)

export const prompts = (prompt: PromptBody['prompt']): PromptBody => ({
  prompt,
  versions: [
    {
      prompt,
      version: 3,
      text: `You are the judge.\n${RULES}\nSay what would change your mind, with its evidence.`,
      createdAt: at('10:02:00'),
      by: 'you',
      isActive: false,
      quality: null,
      uses: 0,
    },
    {
      prompt,
      version: 2,
      text: `You are the judge.\n${RULES}\nSay what would change your mind.`,
      createdAt: '2026-11-02T18:10:00+05:30',
      by: 'reviewer',
      isActive: true,
      quality: 71,
      uses: 48,
    },
    {
      prompt,
      version: 1,
      text: `You are the judge.\n${RULES}`,
      createdAt: '2026-10-01T09:00:00+05:30',
      by: 'the desk',
      isActive: false,
      quality: 64,
      uses: 210,
    },
  ],
})

const CHARGES = {
  brokeragePaise: 0,
  sttPaise: 11_05,
  transactionPaise: 33,
  ipftPaise: 0,
  sebiPaise: 1,
  gstPaise: 6,
  stampPaise: 1_66,
  dpPaise: 0,
  squareOffPaise: 0,
  totalPaise: 13_11,
}

export const approval = (part: Partial<ApprovalLine> = {}): ApprovalLine => ({
  id: 'p-infy',
  instrument: 'NSE:INFY',
  side: 'buy',
  effect: 'open',
  sizeBps: 5_000,
  reason: recommendation().reason,
  state: 'pending',
  figures: {
    verdict: 'approved',
    says: 'an order to buy 12 INFY at about ₹1,842.00 passes every check',
    product: 'CNC',
    quantity: 12,
    pricePaise: 1_842_00,
    valuePaise: 22_104_00,
    chargesPaise: CHARGES.totalPaise,
    charges: CHARGES,
    roundTripPaise: 41_20,
    breakEvenPaise: 1_845_45,
    worstCasePaise: 483_20,
    stopPaise: 1_805_15,
    targetPaise: 1_915_70,
    sizing:
      '1 % of equity at risk to the stop is 27 shares; half of it is 12 after the cash that is left',
    checks: [
      {
        id: 'CASH',
        says: 'cash after it: ₹39,082, limit ₹5,000',
        isPassed: true,
        value: 39_082_00,
        limit: 5_000_00,
        unit: 'paise',
      },
      {
        id: 'SECTOR_EXPOSURE',
        says: 'share of the sector: 18.4 %, limit 20.0 %',
        isPassed: true,
        value: 1_840,
        limit: 2_000,
        unit: 'bps',
      },
      {
        id: 'POSITIONS',
        says: 'open positions: 4, limit 5',
        isPassed: true,
        value: 4,
        limit: 5,
        unit: 'count',
      },
      {
        id: 'MARKET_OPEN',
        says: 'the market is open',
        isPassed: true,
        value: null,
        limit: null,
        unit: 'none',
      },
      {
        id: 'NOT_HALTED',
        says: 'trading is not halted',
        isPassed: true,
        value: null,
        limit: null,
        unit: 'none',
      },
    ],
  },
  figuresHash: 'aaaaaaaaaaaa',
  band: { lowPaise: 1_832_79, highPaise: 1_851_21 },
  requestedAt: soon(-70),
  expiresAt: soon(230),
  answer: null,
  refused: null,
  correlationId: 'ai-1',
  sessionId: null,
  recommendation: recommendation(),
  ...part,
})

/** Another one whose order risk would deny now. */
export const deniedApproval = (): ApprovalLine => {
  const { figures } = approval()
  return approval({
    id: 'p-itc',
    instrument: 'NSE:ITC',
    side: 'sell',
    effect: 'close',
    requestedAt: soon(-20),
    expiresAt: soon(45),
    figures: {
      ...figures,
      verdict: 'denied',
      says: 'an order to sell 40 ITC would be denied',
      quantity: 40,
      pricePaise: 412_00,
      valuePaise: 16_480_00,
      breakEvenPaise: null,
      worstCasePaise: null,
      charges: null,
      checks: figures.checks.map((check) =>
        check.id === 'MARKET_OPEN'
          ? { ...check, isPassed: false, says: 'the market is closed' }
          : check,
      ),
    },
  })
}

export const approvals = (): ApprovalsState => ({
  pending: { 'p-infy': approval(), 'p-itc': deniedApproval() },
  answered: {
    'p-sbin': approval({
      id: 'p-sbin',
      instrument: 'NSE:SBIN',
      state: 'rejected',
      requestedAt: soon(-4_000),
      expiresAt: soon(-3_700),
      answer: { by: 'you', reason: 'results come tomorrow', at: soon(-3_900) },
      correlationId: null,
    }),
  },
})

export const chatSessions = () => ({
  sessions: [
    {
      id: 'c1',
      title: 'Why was INFY bought?',
      createdAt: at('10:00:00'),
      lastAt: at('10:02:00'),
      about: null,
      turns: 2,
    },
    {
      id: 'c2',
      title: 'About INFY',
      createdAt: at('09:40:00'),
      lastAt: at('09:44:00'),
      about: 'r-infy',
      turns: 2,
    },
  ],
})

export const chatSession = (id: string): ChatSession => ({
  id,
  title: id === 'c2' ? 'About INFY' : 'Why was INFY bought?',
  createdAt: at('10:00:00'),
  lastAt: at('10:02:00'),
  about: id === 'c2' ? 'r-infy' : null,
  turns: [
    {
      id: 't1',
      at: at('10:00:00'),
      by: 'person',
      text: 'Why was INFY bought?',
      toolCalls: [],
      costPaise: 0,
      error: null,
    },
    {
      id: 't2',
      at: at('10:02:00'),
      by: 'model',
      text: `ema-cross bought 6 INFY at ₹1,842.00 because EMA 9 crossed above EMA 21.\n\n${HOSTILE}`,
      toolCalls: [
        toolCall(),
        toolCall({ tool: 'get_decision_log', input: { instrument: 'NSE:INFY' } }),
      ],
      costPaise: 1_12,
      error: null,
    },
  ],
})

export const configuration = (): SectionBody => ({
  section: 'ai',
  version: 1,
  keys: [
    {
      key: 'ai.tokensADay',
      value: 5_000_000,
      from: 'default',
      allowed: { type: 'integer' },
      isSecret: false,
      acts: 'next start',
      says: 'Tokens that all questions of a day may take.',
    },
  ],
})
