import { useMemo, useState } from 'react'
import type { PositionRow } from '../../../src/web/contract/desk.ts'
import { amountText, paiseOf } from '../../amounts.ts'
import { useWrite } from '../../api/api-context.ts'
import type { Failure } from '../../api/failure.ts'
import { tell } from '../../components/notices.tsx'
import { symbolOf } from '../../format.ts'
import type { LevelId, Levels } from './level-lines.ts'

/** Dragged levels stand on the commonest tick of the exchange; a level that is written stands as it is written. */
const TICK_PAISE = 5

type Texts = Readonly<Partial<Record<LevelId, string>>>

/** Stop and target over the position that is charted, as they are and as they are being moved. */
export interface EditedLevels {
  readonly texts: Readonly<Record<LevelId, string>>
  /** In rupees. */
  readonly levels: Levels
  readonly isDraft: boolean
  readonly isFaulty: boolean
  readonly isBusy: boolean
  readonly failure: Failure | null
  readonly write: (level: LevelId, text: string) => void
  readonly drag: (level: LevelId, rupees: number) => void
  readonly leave: () => void
  readonly send: () => void
}

const rupeesOf = (text: string): number | null => {
  const paise = paiseOf(text)
  return paise === null ? null : paise / 100
}

/** Edits the levels of a position; nothing changes at the desk until it is sent. */
export function useLevels(position: PositionRow | undefined): EditedLevels {
  const [draft, setDraft] = useState<Texts>({})
  const { mutate, isPending, error, reset } = useWrite('PUT /api/positions/:instrument/protection')
  const stopText = draft.stop ?? amountText(position?.stopPaise ?? null)
  const targetText = draft.target ?? amountText(position?.targetPaise ?? null)
  const levels = useMemo(
    () => ({ stop: rupeesOf(stopText), target: rupeesOf(targetText) }),
    [stopText, targetText],
  )
  const write = (level: LevelId, text: string) => {
    reset()
    setDraft({ ...draft, [level]: text })
  }
  const leave = () => {
    reset()
    setDraft({})
  }
  const send = () => {
    if (!position || isPending) return
    const { instrument, product } = position
    const stopPaise = paiseOf(stopText)
    const targetPaise = paiseOf(targetText)
    mutate(
      { names: { instrument }, body: { product, stopPaise, targetPaise, trailPaise: null } },
      {
        onSuccess: () => {
          tell(`The protection of ${symbolOf(instrument)} is asked for.`)
          setDraft({})
        },
      },
    )
  }
  return {
    texts: { stop: stopText, target: targetText },
    levels,
    isDraft: Object.keys(draft).length > 0,
    isFaulty:
      (stopText.trim() !== '' && levels.stop === null) ||
      (targetText.trim() !== '' && levels.target === null),
    isBusy: isPending,
    failure: error,
    write,
    drag: (level, rupees) =>
      write(level, amountText(Math.round((rupees * 100) / TICK_PAISE) * TICK_PAISE)),
    leave,
    send,
  }
}
