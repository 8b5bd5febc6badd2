/** Tools that read; none of them changes anything. */
export const READ_TOOLS = [
  'get_portfolio',
  'get_positions',
  'get_quote',
  'get_bars',
  'get_indicators',
  'get_news',
  'get_earnings',
  'get_fundamentals',
  'get_risk_limits',
  'get_performance',
  'get_decision_log',
  'get_strategy_learnings',
  'screen_market',
  'check_readiness',
  'preview_trade',
  'run_backtest',
] as const

/** Tools that propose or note something. None places, approves, changes limits or resumes. */
export const PROPOSE_TOOLS = ['propose_trade', 'record_forecast', 'record_learning'] as const

export const TOOL_NAMES = [...READ_TOOLS, ...PROPOSE_TOOLS] as const
export type ToolName = (typeof TOOL_NAMES)[number]

/** Under this name the tools are served; the model sees `mcp__desk__get_quote`. */
export const TOOL_SERVER = 'desk'

/** Tools whose answers hold words that somebody fetched: never granted together with a proposal by a role. */
export const TEXT_TOOLS: ReadonlySet<ToolName> = new Set<ToolName>(['get_news'])
