import { useMemo } from 'react'
import { NONE } from '../../format.ts'
import type { SweepResult, SweepTrial } from './run-result.ts'
import { objectiveText, trialText } from './sweep-words.ts'
import { tint } from './tint.ts'

interface HeatSurfaceProps {
  readonly result: SweepResult
  readonly across: string
  readonly down: string
}

const keyOf = (across: number | null, down: number | null): string => `${across} ${down}`

/** The objective over two parameters: of all trials of a cell the best; a deeper colour is a better one. */
export function HeatSurface({ result, across, down }: HeatSurfaceProps) {
  const { spec, trials, best } = result
  const { objective } = spec
  const cells = useMemo(() => {
    const found = new Map<string, SweepTrial>()
    for (const trial of trials.toReversed()) {
      const { parameters } = trial
      found.set(keyOf(parameters[across] ?? null, parameters[down] ?? null), trial)
    }
    return found
  }, [trials, across, down])
  const known = trials.flatMap(({ figures }) => figures[objective] ?? [])
  const low = Math.min(...known)
  const span = Math.max(...known) - low || 1
  const columns = spec.parameters[across] ?? []
  const rows = spec.parameters[down] ?? []
  if (across === '' || down === '') return null
  return (
    <div
      className="overflow-x-auto"
      tabIndex={0}
      role="group"
      aria-label="Heat surface, to be scrolled"
    >
      <table className="figures text-right text-s">
        <caption className="pb-1 text-left whitespace-nowrap text-s text-quiet">
          {across} across, {down} down; the best is framed
        </caption>
        <thead>
          <tr className="text-quiet">
            <td />
            {columns.map((value) => (
              <th key={String(value)} scope="col" className="px-3 font-normal">
                {value ?? NONE}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={String(row)}>
              <th scope="row" className="pr-2 font-normal text-quiet">
                {row ?? NONE}
              </th>
              {columns.map((column) => {
                const trial = cells.get(keyOf(column, row))
                const value = trial?.figures[objective] ?? null
                const isBest = trial !== undefined && trial.rank === best?.trial.rank
                return (
                  <td
                    key={String(column)}
                    title={trial ? `${trialText(trial, spec)}: ${trial.reason ?? ''}` : 'not tried'}
                    className={`min-w-16 px-3 py-1.5 ${isBest ? 'outline-2 -outline-offset-2 outline-accent' : ''}`}
                    style={{
                      background: value === null ? undefined : tint(((value - low) / span) * 2 - 1),
                    }}
                  >
                    {objectiveText(value, objective)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
