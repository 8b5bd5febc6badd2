import type { PositionRow } from '../../src/web/contract/desk.ts'
import { count, multiple, NONE, percentChange, price, symbolOf } from '../format.ts'
import type { Column } from './column.ts'
import { Figure, MoneyChange, PercentChange, Price } from './figure.tsx'
import { Sparkline } from './sparkline.tsx'
import { usePriceTrail } from './use-price-trail.ts'

function Trail({ row: { instrument, lastPaise } }: { readonly row: PositionRow }) {
  return <Sparkline values={usePriceTrail(instrument, lastPaise)} />
}

/** A level and how far away it is. */
const level = (paise: number | null, bps: number | null): string =>
  paise === null ? NONE : `${price(paise)}${bps === null ? '' : ` (${percentChange(bps)})`}`

/** How positions are listed everywhere. */
export const POSITION_COLUMNS: readonly Column<PositionRow>[] = [
  {
    id: 'instrument',
    head: 'Instrument',
    value: ({ instrument }) => symbolOf(instrument),
    cell: ({ instrument, name, product, quantity }) => (
      <span title={name}>
        <strong className="font-semibold">{symbolOf(instrument)}</strong>
        <span className="text-s text-quiet">
          {product === 'CNC' ? '' : ` ${product}`}
          {quantity < 0 ? ' short' : ''}
        </span>
      </span>
    ),
  },
  {
    id: 'quantity',
    head: 'Shares',
    isNumber: true,
    value: ({ quantity }) => quantity,
    cell: ({ quantity }) => <Figure text={count(quantity)} />,
  },
  {
    id: 'average',
    head: 'Average',
    says: 'Cost of a share',
    isNumber: true,
    from: 'md',
    value: ({ averagePaise }) => averagePaise,
    cell: ({ averagePaise }) => <Price paise={averagePaise} />,
  },
  {
    id: 'last',
    head: 'Last',
    isNumber: true,
    value: ({ lastPaise }) => lastPaise,
    cell: ({ lastPaise }) => <Price paise={lastPaise} />,
  },
  {
    id: 'trail',
    head: 'Way',
    says: 'Price over the last bars',
    from: 'md',
    value: () => null,
    cell: (row) => <Trail row={row} />,
  },
  {
    id: 'result',
    head: 'Result',
    isNumber: true,
    value: ({ resultPaise }) => resultPaise,
    cell: ({ resultPaise }) => <MoneyChange paise={resultPaise} />,
  },
  {
    id: 'result-share',
    head: '%',
    says: 'Result by its cost',
    isNumber: true,
    value: ({ resultBps }) => resultBps,
    cell: ({ resultBps }) => <PercentChange bps={resultBps} />,
  },
  {
    id: 'result-r',
    head: 'R',
    says: 'Result in multiples of what was risked to the first stop',
    isNumber: true,
    from: 'md',
    value: ({ resultR }) => resultR,
    cell: ({ resultR }) => <Figure isDerived text={resultR === null ? NONE : multiple(resultR)} />,
  },
  {
    id: 'stop',
    head: 'Stop',
    isNumber: true,
    from: 'lg',
    value: ({ stopPaise }) => stopPaise,
    cell: ({ stopPaise, stopBps, isTrailing }) => (
      <Figure
        isDerived
        text={`${level(stopPaise, stopBps)}${isTrailing ? ' ↗' : ''}`}
        title={isTrailing ? 'follows the best price' : undefined}
      />
    ),
  },
  {
    id: 'target',
    head: 'Target',
    isNumber: true,
    from: 'lg',
    value: ({ targetPaise }) => targetPaise,
    cell: ({ targetPaise, targetBps }) => <Figure isDerived text={level(targetPaise, targetBps)} />,
  },
]
