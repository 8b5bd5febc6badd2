import { Link } from '@tanstack/react-router'
import { PercentChange, Price } from '../../components/figure.tsx'
import { useTopic } from '../../live/live-context.ts'
import { clockTime } from '../../times.ts'

/** The newest price of a share, and where else it is looked at. */
export function QuoteLine({ instrument }: { readonly instrument: string }) {
  const quote = useTopic('quotes', (quotes) => quotes[instrument])
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 pb-1">
      {quote ? (
        <>
          <Price paise={quote.lastPaise} className="text-l font-semibold" />
          <PercentChange bps={quote.changeBps} />
          <time dateTime={quote.at} className="text-s text-quiet">
            {clockTime(quote.at)}
          </time>
        </>
      ) : (
        <span className="text-quiet">no price yet</span>
      )}
      <Link to="/chart" search={{ instrument }} className="text-s">
        Chart
      </Link>
      <Link to="/trade" search={{ instrument }} className="text-s">
        Trade
      </Link>
    </p>
  )
}
