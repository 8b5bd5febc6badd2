import type { ReactNode } from 'react'
import type { CheckRow, PreviewBody } from '../../../src/web/contract/orders.ts'
import { ChargesList } from '../../components/charges-list.tsx'
import { classes } from '../../components/classes.ts'
import { ExactMoney, Named, Price } from '../../components/figure.tsx'
import { Panel } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { sentence } from '../../format.ts'
import { measure } from '../../measure.ts'
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

/** The figures stand in columns of their own: the words alone are left. */
const wordsOf = (says: string): string => says.replace(/: [^:]*, limit [^:]*$/, '')

interface ChecksProps {
  readonly checks: readonly CheckRow[]
  /** Stands beside the checks, above those without a number. */
  readonly children: ReactNode
}

/** Every check as a row: what failed first, then what has a number; beside them those that hold or do not. */
function Checks({ checks, children }: ChecksProps) {
  const failed = checks.filter(({ isPassed }) => !isPassed)
  const measured = checks.filter(({ isPassed, value }) => isPassed && value !== null)
  const plain = checks.filter(({ isPassed, value }) => isPassed && value === null)
  const says =
    failed.length === 0
      ? `All ${checks.length} checks pass`
      : `${failed.length} of ${checks.length} checks fail`
  return (
    <div className="grid gap-x-8 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <ChecksTable caption={says} checks={[...failed, ...measured]} isMeasured />
      <div className="min-w-0">
        {children}
        <ChecksTable caption="Conditions that hold" checks={plain} />
      </div>
    </div>
  )
}

interface ChecksTableProps {
  readonly caption: string
  readonly checks: readonly CheckRow[]
  readonly isMeasured?: boolean
}

function ChecksTable({ caption, checks, isMeasured = false }: ChecksTableProps) {
  return (
    <table className="w-full self-start">
      <caption className="pt-1 text-left text-s text-quiet">{caption}</caption>
      <thead className={isMeasured ? '' : 'sr-only'}>
        <tr className="border-b border-line text-left text-s text-quiet">
          <th scope="col" className="font-normal">
            Check
          </th>
          <th scope="col" className="px-2 text-right font-normal">
            Value
          </th>
          <th scope="col" className="text-right font-normal">
            Limit
          </th>
        </tr>
      </thead>
      <tbody>
        {checks.map((check) => (
          <CheckLine key={check.id} check={check} />
        ))}
      </tbody>
    </table>
  )
}

function CheckLine({ check }: { readonly check: CheckRow }) {
  const { id, says, isPassed, value, limit, unit } = check
  return (
    <tr className={classes('border-b border-line align-baseline', !isPassed && 'text-loss')}>
      <td className="py-0.5">
        <span aria-hidden="true" className={isPassed ? 'text-gain' : ''}>
          {isPassed ? '✓' : '✗'}{' '}
        </span>
        <span className="sr-only">{isPassed ? 'passed: ' : 'failed: '}</span>
        <span title={id}>{wordsOf(says)}</span>
      </td>
      <td className="figures px-2 text-right whitespace-nowrap">
        {value === null ? '' : measure(value, unit)}
      </td>
      <td className="figures text-right whitespace-nowrap text-quiet">
        {limit === null ? '' : measure(limit, unit)}
      </td>
    </tr>
  )
}
