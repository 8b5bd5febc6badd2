import type { Insight, Learnings } from '../domain/learning/insights.ts'
import type { Interval } from '../domain/performance/bootstrap.ts'
import { textTable } from './output.ts'
import { count, counted, NONE, percent, ratio, shown } from './report/figures.ts'

const MINUS = '−'
/** `+12.3`, of basis points where the unit stands elsewhere. */
export const bpsChange = (value: number): string => {
  const size = Math.abs(value).toFixed(1)
  return Number(size) === 0 ? size : `${value < 0 ? MINUS : '+'}${size}`
}

/** `+1.0 to +9.0`, or a dash. */
export const intervalWords = ({ low, high }: Interval): string =>
  low === null ? NONE : `${bpsChange(low)} to ${bpsChange(high)}`

/** Known only when a trade is over. */
const AFTERWARDS = ' *'

const nameOf = ({ facet, group, isKnownAtEntry }: Insight): string =>
  `${facet === 'all' ? 'all trades' : `${facet}: ${group}`}${isKnownAtEntry ? '' : AFTERWARDS}`

const shareWords = ({ low, high }: Interval): string =>
  low === null ? NONE : `${percent(low)} to ${percent(high)}`

const COLUMNS: readonly (readonly [title: string, read: (insight: Insight) => string])[] = [
  ['trades', ({ samples }) => count(samples)],
  ['days', ({ days }) => count(days)],
  ['win rate', ({ winRateBps }) => shown(winRateBps, percent).text],
  ['between', ({ winRateIntervalBps }) => shareWords(winRateIntervalBps)],
  ['net bp a trade', ({ meanNetBps }) => bpsChange(meanNetBps)],
  ['between', ({ meanNetIntervalBps }) => intervalWords(meanNetIntervalBps)],
  ['profit factor', ({ profitFactor }) => shown(profitFactor, ratio).text],
  ['net R', ({ meanR }) => (meanR === null ? NONE : ratio(meanR))],
  ['verdict', ({ verdict }) => verdict],
]

/** A column without a single figure is left out, as of multiples of risk where no stop is known. */
function tableOf(strategy: string, insights: readonly Insight[]): string {
  const columns = COLUMNS.filter(([, read]) => insights.some((insight) => read(insight) !== NONE))
  return textTable(
    [strategy, ...columns.map(([title]) => title)],
    insights.map((insight) => [nameOf(insight), ...columns.map(([, read]) => read(insight))]),
  )
}

/** What closed trades teach, for a person; nothing where there are none. */
export function learningWords(learnings: Learnings): readonly string[] {
  const { samples, samplesMin, looks, insights, withheld } = learnings
  if (samples === 0) return []
  if (insights.length === 0) {
    return [
      '',
      `What its trades teach: nothing yet. ${counted(samples, 'trade')} closed, and ${samplesMin} of a kind are the least from which anything is said.`,
    ]
  }
  const lines = ['', 'What its trades teach, after charges:']
  for (const strategy of new Set(insights.map((insight) => insight.strategy))) {
    const own = insights.filter((insight) => insight.strategy === strategy)
    lines.push('', tableOf(strategy, own))
  }
  lines.push(
    '',
    'An entry sold in parts is one trade. "Between" is where the truth lies in 95 of 100 cases; for net bp it counts days, as',
    `trades of one day rise and fall together. A verdict stands only where it leaves out zero after all ${counted(looks, 'look')} (Holm).`,
  )
  if (insights.some(({ isKnownAtEntry }) => !isKnownAtEntry)) {
    lines.push('* Known only at the exit: it tells how trades ended, not which to take.')
  }
  if (withheld.length > 0) {
    const few = withheld.map(({ facet, group, samples: had }) =>
      facet === 'all' ? `all ${had}` : `${facet} ${group} ${had}`,
    )
    lines.push(`Withheld, fewer than ${samplesMin}: ${few.join(' · ')}`)
  }
  return lines
}
