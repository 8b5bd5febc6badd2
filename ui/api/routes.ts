import type {
  AgentConfig,
  AgentsBody,
  AgentWish,
  AnalysesBody,
  AnalysisLine,
  AnalysisRecord,
  AnalysisTasks,
  AnalysisWish,
  ForecastsBody,
  PromoteWish,
  PromptBody,
  PromptVersion,
  PromptWish,
  RecommendationsBody,
  ReplayBody,
} from '../../src/web/contract/ai.ts'
import type {
  AnsweredBody,
  ApproveWish,
  DiscussWish,
  RejectWish,
} from '../../src/web/contract/approvals.ts'
import type {
  ChatLine,
  ChatSession,
  ChatSessionsBody,
  ChatWish,
} from '../../src/web/contract/chat.ts'
import type { ImportBody } from '../../src/web/contract/data.ts'
import type { PortfolioBody } from '../../src/web/contract/desk.ts'
import type { EventsBody, TraceBody } from '../../src/web/contract/journal.ts'
import type { BarsBody, MarksBody, SearchBody } from '../../src/web/contract/market.ts'
import type {
  CloseWish,
  ModifyWish,
  NoteBody,
  PlacedBody,
  PreviewBody,
  ProtectionWish,
  TradeWish,
} from '../../src/web/contract/orders.ts'
import type {
  EarningsBody,
  FundamentalsBody,
  NewsBody,
  ScreenerBody,
  UpcomingBody,
} from '../../src/web/contract/research.ts'
import type { LimitsWish, SwitchBody, SwitchWish } from '../../src/web/contract/risk.ts'
import type {
  BacktestWish,
  ComparisonBody,
  RunBody,
  RunRow,
  RunsBody,
  StoredBody,
  StrategiesBody,
  StrategyWish,
} from '../../src/web/contract/strategies.ts'
import type {
  BackupsBody,
  LogsBody,
  SectionBody,
  SectionWish,
  SessionBody,
  SessionWish,
} from '../../src/web/contract/system.ts'

/** Every route that the pages read, with what it answers. */
export interface Reads {
  '/api/portfolio': PortfolioBody
  '/api/events': EventsBody
  '/api/events/trace/:correlationId': TraceBody
  '/api/market/bars': BarsBody
  '/api/instruments/search': SearchBody
  '/api/market/marks': MarksBody
  '/api/contract-notes/:date': NoteBody
  '/api/strategies': StrategiesBody
  '/api/backtests': RunsBody
  '/api/backtests/compare': ComparisonBody
  '/api/backtests/:id': RunBody
  '/api/data': StoredBody
  '/api/backups': BackupsBody
  '/api/logs': LogsBody
  '/api/configuration/:section': SectionBody
  '/api/agents/analyses': AnalysesBody
  '/api/agents/analyses/:id': AnalysisRecord
  '/api/agents/recommendations': RecommendationsBody
  '/api/agents/forecasts': ForecastsBody
  '/api/agents/status': AgentsBody
  '/api/prompts/:name': PromptBody
  '/api/news': NewsBody
  '/api/earnings': EarningsBody
  '/api/earnings/upcoming': UpcomingBody
  '/api/fundamentals/:instrument': FundamentalsBody
  '/api/screener': ScreenerBody
  '/api/chat/sessions': ChatSessionsBody
  '/api/chat/sessions/:id': ChatSession
}

/** A strategy after it was switched or saved, and what that did, in words. */
interface StrategyAnswer {
  readonly strategy: StrategiesBody['strategies'][number]
  readonly says: readonly string[]
}

/** Every route that the pages write to: what is sent and what comes back. */
export interface Writes {
  'POST /api/auth/session': readonly [SessionWish, SessionBody]
  'POST /api/emergency/stop': readonly [SwitchWish, SwitchBody]
  'POST /api/emergency/resume': readonly [SwitchWish, SwitchBody]
  'POST /api/trades/place': readonly [TradeWish, PlacedBody]
  'POST /api/trades/preview': readonly [TradeWish, PreviewBody]
  'POST /api/orders/:id/modify': readonly [ModifyWish, PlacedBody]
  'POST /api/orders/:id/cancel': readonly [{ readonly reason?: string }, PlacedBody]
  'POST /api/positions/:instrument/close': readonly [CloseWish, PlacedBody]
  'PUT /api/positions/:instrument/protection': readonly [ProtectionWish, PlacedBody]
  'PUT /api/risk/limits': readonly [LimitsWish, PlacedBody]
  'PUT /api/strategies/:name': readonly [StrategyWish, StrategyAnswer]
  'POST /api/backtests': readonly [BacktestWish, RunRow]
  'POST /api/backtests/:id/cancel': readonly [Record<string, never>, RunRow]
  'DELETE /api/backtests/:id': readonly [Record<string, never>, { readonly deleted: string }]
  'POST /api/data/import': readonly [Blob, ImportBody]
  'PUT /api/configuration/:section': readonly [SectionWish, SectionBody]
  'POST /api/backups': readonly [Record<string, never>, BackupsBody]
  'POST /api/backups/:file/restore': readonly [Record<string, never>, unknown]
  'POST /api/approvals/:id/approve': readonly [ApproveWish, AnsweredBody]
  'POST /api/approvals/:id/reject': readonly [RejectWish, AnsweredBody]
  'POST /api/agents/analysis': readonly [AnalysisWish, AnalysisTasks]
  'POST /api/agents/analyses/:id/cancel': readonly [Record<string, never>, AnalysisLine]
  'POST /api/agents/analyses/:id/replay': readonly [Record<string, never>, ReplayBody]
  'PUT /api/agents/:name/config': readonly [AgentWish, AgentConfig]
  'PUT /api/prompts/:name': readonly [PromptWish, PromptVersion]
  'POST /api/prompts/:name/promote': readonly [PromoteWish, PromptVersion]
  'DELETE /api/chat/sessions/:id': readonly [Record<string, never>, unknown]
}

/** Routes that answer a wish line by line: what is sent and what a line holds. */
export interface Streams {
  'POST /api/chat': readonly [ChatWish, ChatLine]
  'POST /api/approvals/:id/discuss': readonly [DiscussWish, ChatLine]
}

/** Names that stand in a route: `section` of `/api/configuration/:section`. */
export type NamesIn<P extends string> = P extends `${string}/:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : P extends `${string}/:${infer Name}`
    ? Name
    : never

/** A value for each name of a route. */
export type Named<P extends string> = Readonly<Record<NamesIn<P>, string>>

/** What is asked behind the question mark; what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>

/** A route with its names filled in and its question. */
export function urlOf(
  route: string,
  names: Readonly<Record<string, string>>,
  query: Query,
): string {
  const path = route.replace(/^[A-Z]+ /, '').replaceAll(/:(\w+)/g, (_, name: string) => {
    return encodeURIComponent(names[name] ?? '')
  })
  const asked = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  )
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked)}`
}
