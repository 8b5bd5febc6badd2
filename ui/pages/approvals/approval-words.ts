import type { ApprovalFigures, ApprovalLine } from '../../../src/web/contract/approvals.ts'
import { count, exactRupees, NONE, price, rupees, symbolOf } from '../../format.ts'

const shares = ({ side, instrument, figures }: ApprovalLine): string =>
  `${side} ${count(figures.quantity)} ${symbolOf(instrument)}`

/** `buy 12 INFY at about ₹1,842.00`: what an approval would order. */
export const deedOf = (line: ApprovalLine): string =>
  line.figures.pricePaise === null
    ? shares(line)
    : `${shares(line)} at about ₹${price(line.figures.pricePaise)}`

/** `buy 12 INFY at about ₹1,842.00: ₹22,104 and ₹14.20 of charges`. */
export function sentenceOf(line: ApprovalLine): string {
  const { valuePaise, chargesPaise } = line.figures
  if (valuePaise === null) return deedOf(line)
  const charges = chargesPaise === null ? '' : ` and ${exactRupees(chargesPaise)} of charges`
  return `${deedOf(line)}: ${rupees(valuePaise)}${charges}`
}

const exact = (paise: number | null): string => (paise === null ? NONE : exactRupees(paise))

/** Figures that a person decides by, as they are written. */
const WRITTEN: readonly (readonly [string, (figures: ApprovalFigures) => string])[] = [
  ['shares', ({ quantity }) => count(quantity)],
  ['price', ({ pricePaise }) => exact(pricePaise)],
  ['value', ({ valuePaise }) => exact(valuePaise)],
  ['charges', ({ chargesPaise }) => exact(chargesPaise)],
  ['break-even', ({ breakEvenPaise }) => exact(breakEvenPaise)],
  ['worst case', ({ worstCasePaise }) => exact(worstCasePaise)],
  ['stop', ({ stopPaise }) => exact(stopPaise)],
  ['target', ({ targetPaise }) => exact(targetPaise)],
  ['product', ({ product }) => product],
  ['risk says', ({ verdict }) => verdict],
]

/** One figure that is not what it was. */
export interface Changed {
  readonly name: string
  readonly from: string
  readonly to: string
}

const failedIn = ({ checks }: ApprovalFigures): string =>
  checks
    .filter(({ isPassed }) => !isPassed)
    .map(({ says }) => says)
    .join('; ') || 'none'

/** What changed between the figures that were seen and those of now. */
export function changesOf(seen: ApprovalFigures, now: ApprovalFigures): readonly Changed[] {
  const failed = { name: 'failed checks', from: failedIn(seen), to: failedIn(now) }
  return [
    ...WRITTEN.map(([name, write]) => ({ name, from: write(seen), to: write(now) })),
    failed,
  ].filter(({ from, to }) => from !== to)
}

const REFUSALS: Readonly<Record<string, string>> = {
  figures_changed: 'Look at the new figures, then answer again.',
  price_moved: 'The price left the band: the figures are stated anew as soon as it settles.',
  expired: 'Ask for a new analysis if the idea still holds.',
  answered_before: 'Its answer stands; nothing is done twice.',
  not_trading: 'Resume trading first, then answer again.',
  unknown: 'It is not known to this desk any more: look at what waits.',
}

/** What to do after an answer that had no effect, by why it had none. */
export const nextStepOf = (why: unknown): string | null =>
  typeof why === 'string' ? (REFUSALS[why] ?? null) : null
