import type { PreviewBody } from '../../../src/web/contract/orders.ts'
import { ChargesList } from '../../components/charges-list.tsx'
import { Checks } from '../../components/checks.tsx'
import { classes } from '../../components/classes.ts'
import { ExactMoney, Named, Price } from '../../components/figure.tsx'
import { Panel } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { sentence } from '../../format.ts'
import { useNow } from '../../now.ts'
import { duration } from '../../times.ts'
import type { Preview } from './use-preview.ts'

/** What an order would meet now, as it is written: verdict, money, every check with its number. */
export function PreviewPanel({ preview }: { readonly preview: Preview }) {
  const { body, at, failure, isBehind } = preview
  return (
    <Panel
      title="What it would meet"
      source={isBehind ? 'asking risk again' : 'risk, nothing is placed'}
      state={{ at, isLoading: isBehind && body === null, failure }}
      skeleton={<ListSkeleton rows={8} />}
      empty={
        body === null && !isBehind
          ? 'Nothing to preview yet. Choose an instrument: every check, all charges and the worst case stand here as you write.'
          : null
      }
    >
      <Pause until={preview.pausedUntil} />
      {body ? (
        <div className={classes(isBehind && 'opacity-60')}>
          <Verdict body={body} />
          <Checks checks={body.checks}>
            <h3 className="pt-1 text-s font-normal text-quiet">Charges of this order</h3>
            {body.charges ? <ChargesList charges={body.charges} /> : <p>Not known yet.</p>}
          </Checks>
        </div>
      ) : null}
    </Panel>
  )
}

function Pause({ until }: { readonly until: number | null }) {
  const now = useNow()
  if (until === null || until <= now) return null
  return (
    <p role="status" className="text-s text-warn">
      ▲ The previews of this minute are used up: the next one comes in {duration(until - now)}. An
      order can be placed meanwhile, and is checked all the same.
    </p>
  )
}

function Verdict({ body }: { readonly body: PreviewBody }) {
  const { verdict, says, valuePaise, roundTripPaise, breakEvenPaise, worstCasePaise } = body
  const isDenied = verdict === 'denied'
  return (
    <>
      <p
        aria-live="polite"
        className={classes('py-1 text-l', isDenied ? 'text-loss' : 'text-gain')}
      >
        <span aria-hidden="true">{isDenied ? '✗ ' : '✓ '}</span>
        {sentence(says)}
      </p>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 py-2 md:grid-cols-4">
        <Named name="Value">
          <ExactMoney paise={valuePaise} />
        </Named>
        <Named name="Charges, in and out">
          <ExactMoney paise={roundTripPaise} />
        </Named>
        <Named name="Break-even">
          <Price paise={breakEvenPaise} />
        </Named>
        <Named name="Lost if the stop is hit">
          <ExactMoney paise={worstCasePaise} />
        </Named>
      </dl>
    </>
  )
}
