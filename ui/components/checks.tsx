import type { ReactNode } from 'react'
import type { CheckRow } from '../../src/web/contract/orders.ts'
import { measure } from '../measure.ts'
import { classes } from './classes.ts'

/** The figures stand in columns of their own: the words alone are left. */
const wordsOf = (says: string): string => says.replace(/: [^:]*, limit [^:]*$/, '')

interface ChecksProps {
  readonly checks: readonly CheckRow[]
  /** Stands beside the checks, above those without a number. */
  readonly children?: ReactNode
}

/** Every check as a row: what failed first, then what has a number; beside them those that hold or do not. */
export function Checks({ checks, children }: ChecksProps) {
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
  /** How they came out together. */
  readonly caption: string
  readonly checks: readonly CheckRow[]
  /** Most of them have a number: the columns have heads. */
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
