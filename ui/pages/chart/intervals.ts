/** Lengths of bars that the chart shows. */
export const INTERVALS = ['1m', '3m', '5m', '10m', '15m', '30m', '1h', 'day'] as const
export type ChartInterval = (typeof INTERVALS)[number]
