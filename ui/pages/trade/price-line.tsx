import { Link } from '@tanstack/react-router'
import { PercentChange, Price } from '../../components/figure.tsx'
import { useTopic } from '../../live/live-context.ts'
import { clockTime } from '../../times.ts'

/** The price of the moment, and what is held of it. */
export function PriceLine({ instrument }: { readonly instrument: string | null }) {
  return instrument === null ? (
    <p className="text-s text-quiet">Find an instrument: / leads here, arrows and enter choose.</p>
  ) : (
    <Quoted instrument={instrument} />
  )
}

function Quoted({ instrument }: { readonly instrument: string }) {
  const quote = useTopic(`quotes:${instrument}`, (quotes) => quotes[instrument])
  const held = useTopic('dashboard', ({ positions }) => positions[`CNC ${instrument}`]?.quantity)
  const intraday = useTopic(
    'dashboard',
    ({ positions }) => positions[`MIS ${instrument}`]?.quantity,
  )
  return (
    <p className="flex flex-wrap items-baseline gap-x-3 text-s text-quiet">
      {quote ? (
        <>
          <Price paise={quote.lastPaise} className="text-l text-ink" />
          <PercentChange bps={quote.changeBps} />
          <time dateTime={quote.at}>{clockTime(quote.at)}</time>
          {quote.isSuspect ? <span className="text-warn">▲ suspect: not traded on</span> : null}
        </>
      ) : (
        <span>No price yet</span>
      )}
      {held ? <span>{held} held</span> : null}
      {intraday ? <span>{intraday} held intraday</span> : null}
      <Link to="/chart" search={{ instrument }} className="ml-auto">
        Chart
      </Link>
    </p>
  )
}
