/** Active trades; reducing refuses what enlarges exposure; halted refuses all. */
export type TradingState = 'active' | 'reducing' | 'halted'
