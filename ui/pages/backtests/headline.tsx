import { Figure, MoneyChange, Named, PercentChange } from '../../components/figure.tsx'
import { count, NONE, percent, ratio } from '../../format.ts'
import type { BacktestResult, Reported } from './run-result.ts'

interface ReportedFigureProps {
  readonly figure: Reported
  readonly write: (value: number) => string
}

/** A figure, or a dash with the reason. */
const ReportedFigure = ({ figure, write }: ReportedFigureProps) => (
  <Figure
    text={figure.value === null ? NONE : write(figure.value)}
    title={figure.reason ?? undefined}
  />
)

/** A run in one row of figures. */
export function Headline({ result }: { readonly result: BacktestResult }) {
  const { metrics, intervals } = result
  const { returns, trades, activity, benchmark, drawdown } = metrics
  const { low, high } = intervals.sharpe
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-2 py-2 md:grid-cols-4 lg:grid-cols-8">
      <Named name="Net return">
        <PercentChange bps={returns.totalReturnBps.value} />{' '}
        <MoneyChange paise={metrics.profitPaise} className="text-s" />
      </Named>
      <Named name="A year">
        <ReportedFigure figure={returns.cagrBps} write={percent} />
      </Named>
      <Named name="Deepest drawdown">
        <Figure text={percent(drawdown.maxBps)} />
      </Named>
      <Named name="Sharpe ratio">
        <ReportedFigure figure={returns.sharpe} write={ratio} />
        {low === null || high === null ? null : (
          <span className="figures block text-s text-quiet">
            {ratio(low)} to {ratio(high)}
          </span>
        )}
      </Named>
      <Named name="Trades">
        <Figure text={count(trades.trades)} />{' '}
        <span className="text-s text-quiet">
          {trades.winRateBps.value === null ? '' : `${percent(trades.winRateBps.value)} won`}
        </span>
      </Named>
      <Named name="Profit factor">
        <ReportedFigure figure={trades.profitFactor} write={ratio} />
      </Named>
      <Named name="Costs a year">
        <ReportedFigure figure={activity.costDragBps} write={percent} />
      </Named>
      <Named name="Over the benchmark">
        <ReportedFigure figure={benchmark.alphaBps} write={percent} />
        <span className="block text-s text-quiet">{benchmark.alphaBps.reason}</span>
      </Named>
    </dl>
  )
}
