import { Panel } from '../../components/panel.tsx'
import { NONE, percentChange } from '../../format.ts'
import { RESULT } from './result-state.ts'
import type { RunMetrics } from './run-result.ts'
import { tint } from './tint.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Returns by month and year; a deeper colour is a larger one. */
export function MonthsPanel({ years }: { readonly years: RunMetrics['years'] }) {
  const largest = Math.max(
    1,
    ...years.flatMap(({ monthsBps }) => monthsBps.map((bps) => Math.abs(bps ?? 0))),
  )
  return (
    <Panel
      title="Months"
      source="return of each"
      state={RESULT}
      skeleton={null}
      empty={years.length === 0 ? 'The run is shorter than a month.' : null}
    >
      <div
        className="overflow-x-auto"
        tabIndex={0}
        role="group"
        aria-label="Months, to be scrolled"
      >
        <table className="figures w-full text-right text-s">
          <caption className="sr-only">Return by month and year, in percent</caption>
          <thead>
            <tr className="text-quiet">
              <th scope="col" className="text-left font-normal">
                Year
              </th>
              {MONTHS.map((month) => (
                <th key={month} scope="col" className="px-1 font-normal">
                  {month}
                </th>
              ))}
              <th scope="col" className="pl-2 font-normal">
                Year
              </th>
            </tr>
          </thead>
          <tbody>
            {years.map(({ year, totalBps, monthsBps }) => (
              <tr key={year} className="border-t border-line">
                <th scope="row" className="py-1 text-left font-normal">
                  {year}
                </th>
                {MONTHS.map((month, place) => {
                  const bps = monthsBps[place] ?? null
                  return (
                    <td
                      key={month}
                      className="px-1"
                      style={{ background: bps === null ? undefined : tint(bps / largest) }}
                    >
                      {bps === null ? NONE : percentChange(bps).replace(/\s*%$/, '')}
                    </td>
                  )
                })}
                <td className="pl-2 font-semibold">{percentChange(totalBps)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
