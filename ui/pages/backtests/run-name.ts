import type { ComparisonBody } from '../../../src/web/contract/strategies.ts'

/** `ema-cross, fast 9, slow 21`. */
export const runName = ({ strategy, parameters }: ComparisonBody['runs'][number]): string =>
  [
    strategy ?? 'run',
    ...Object.entries(parameters).flatMap(([name, value]) =>
      typeof value === 'number' ? [`${name} ${value}`] : [],
    ),
  ].join(', ')
