import type { KeyboardEvent, RefObject } from 'react'
import type { PositionRow } from '../../../src/web/contract/desk.ts'
import { Button } from '../../components/button.tsx'
import { FailureNote } from '../../components/failure-note.tsx'
import { CONTROL } from '../../components/field.tsx'
import { MoneyChange } from '../../components/figure.tsx'
import { count, rupeeChange } from '../../format.ts'
import type { LevelId } from './level-lines.ts'
import type { EditedLevels } from './use-levels.ts'

interface LevelsBarProps {
  readonly position: PositionRow
  readonly edited: EditedLevels
  readonly form: RefObject<HTMLFormElement | null>
}

const STEP: Readonly<Record<string, number>> = { ArrowUp: 0.05, ArrowDown: -0.05 }

/** The position that is charted with its stop and target: written, or dragged in the chart; enter confirms. */
export function LevelsBar({ position, edited, form }: LevelsBarProps) {
  const { quantity, averagePaise, resultPaise, isTrailing } = position
  const { isDraft, isFaulty, isBusy, failure, leave, send } = edited
  return (
    <form
      ref={form}
      noValidate
      aria-label="Stop and target"
      className="py-1"
      onSubmit={(event) => {
        event.preventDefault()
        if (isDraft && !isFaulty) send()
      }}
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <p>
          {count(quantity)} held <MoneyChange paise={resultPaise} />
        </p>
        <LevelField id="stop" label="Stop" {...{ position, edited, averagePaise }} />
        <LevelField id="target" label="Target" {...{ position, edited, averagePaise }} />
        {isDraft ? (
          <>
            <Button type="submit" look="primary" isBusy={isBusy} disabled={isFaulty}>
              Set them: enter
            </Button>
            <Button look="quiet" onClick={leave}>
              Leave: esc
            </Button>
          </>
        ) : (
          <p className="text-s text-quiet">
            {isTrailing
              ? 'The stop trails; setting it here makes it stand.'
              : 'Drag a line, or write a price.'}
          </p>
        )}
      </div>
      {failure ? <FailureNote failure={failure} /> : null}
    </form>
  )
}

interface LevelFieldProps extends Pick<LevelsBarProps, 'position' | 'edited'> {
  readonly id: LevelId
  readonly label: string
}

function LevelField({ id, label, position, edited }: LevelFieldProps) {
  const { averagePaise, quantity } = position
  const rupees = edited.levels[id]
  const result =
    rupees === null || averagePaise === null
      ? ''
      : rupeeChange((rupees * 100 - averagePaise) * quantity)
  const onKey = (event: KeyboardEvent) => {
    const step = STEP[event.key]
    if (event.key === 'Escape' && edited.isDraft) {
      event.stopPropagation()
      edited.leave()
    } else if (step !== undefined && rupees !== null) {
      event.preventDefault()
      edited.drag(id, rupees + step)
    }
  }
  return (
    <label className="flex items-center gap-2">
      <span className="text-s text-quiet">{label}, ₹</span>
      <input
        name={id}
        inputMode="decimal"
        autoComplete="off"
        value={edited.texts[id]}
        placeholder="none"
        onChange={({ target }) => edited.write(id, target.value)}
        onKeyDown={onKey}
        className={`${CONTROL} figures w-28! border-line text-right`}
      />
      <span className="figures text-s text-quiet">{result}</span>
    </label>
  )
}
