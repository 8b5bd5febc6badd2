import type { FeedLabel } from '../../core/ports.ts'
import { formatChange, formatRupees } from '../../domain/money.ts'
import { PHASE_RULES, type Phase } from '../../domain/rulebook/phase.ts'
import { clockTime, dateOf, MINUTE_MS, monthWords, weekdayOf } from '../../domain/time.ts'
import type { DeskScene } from './desk-scene.ts'
import { flowed, type Ink, type Line, line, piece, signInk } from './ink.ts'
import { percent } from './number-words.ts'
import { sampled, sparkline } from './sparkline.ts'

const SOURCES: Readonly<Record<FeedLabel['source'], string>> = {
  SIMULATED: 'SIMULATED MARKET',
  REPLAY: 'REPLAY',
  DELAYED: 'DELAYED',
  LIVE: 'LIVE',
}
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `Mon 23 Nov 2026 11:42:07`, in India. */
function momentWords(at: number): string {
  const date = dateOf(at)
  const [year, month, day] = date.split('-')
  const name = MONTHS[Number(month) - 1]
  return `${WEEKDAYS[weekdayOf(date)]} ${Number(day)} ${name} ${year} ${clockTime(at)}`
}

/** `3 h 33 m`, `12 m`, `under a minute`. */
function leftWords(minutes: number): string {
  if (minutes < 1) return 'under a minute'
  const [hours, rest] = [Math.floor(minutes / 60), Math.floor(minutes % 60)]
  return hours === 0 ? `${rest} m` : `${hours} h ${rest} m`
}

/** The part of a phase's label that says what it is, before what it does. */
const phaseName = (phase: Phase): string => PHASE_RULES[phase].label.split(':')[0] ?? phase

function phaseWords({ hours, now }: DeskScene): string {
  const { cash, cashWithDerivatives, minutesLeft, nextChangeAt } = hours
  const name = phaseName(cash)
  const other =
    cashWithDerivatives === cash ? '' : `, with derivatives ${phaseName(cashWithDerivatives)}`
  if (PHASE_RULES[cash].isContinuous) return `${name}, ${leftWords(minutesLeft)} left${other}`
  const isToday = dateOf(nextChangeAt) === dateOf(now)
  const next = isToday
    ? `${leftWords((nextChangeAt - now) / MINUTE_MS)} left`
    : `until ${momentWords(nextChangeAt).slice(0, -3)}`
  return `${name}, ${next}${other}`
}

const speedWords = (speed: number): string =>
  Number.isFinite(speed) ? `speed ${speed}×` : 'as fast as it goes'

const STATES = {
  active: ['trading active', 'plain'],
  reducing: ['TRADING ONLY REDUCES', 'warn'],
  halted: ['TRADING HALTED', 'bad'],
} as const satisfies Record<string, readonly [string, Ink]>

/** From here on there is room for what may also be looked up elsewhere. */
const DETAILED = 150

/** Where prices come from, how fast time goes, when it is, what the exchange does, and whether the desk trades. */
function frame(scene: DeskScene, width: number): readonly Line[] {
  const { label, speed, now, picture } = scene
  const [state, ink] = STATES[picture.trading.state]
  const items = [
    line(SOURCES[label.source], 'accent'),
    ...(width < DETAILED ? [] : [line(label.detail, 'dim')]),
    ...(label.source === 'LIVE' || label.source === 'DELAYED' ? [] : [line(speedWords(speed))]),
    line(`${momentWords(now)} IST`),
    line(phaseWords(scene)),
    line(state, ink),
  ]
  return flowed(items, width)
}

function money({ valuation, picture }: DeskScene, width: number): readonly Line[] {
  const { equityPaise, todayPaise, todayBps, deployedPaise } = valuation
  const { month, cashPaise, chargesPaise } = picture.money
  const ink = signInk(todayPaise)
  const share = todayBps === null ? '' : ` (${percent(todayBps, 2)})`
  const items: readonly Line[] = [
    [piece('Equity ', 'dim'), piece(formatRupees(equityPaise), 'strong')],
    [piece(`${formatChange(todayPaise)} today${share}`, ink)],
    [piece('Cash ', 'dim'), piece(formatRupees(cashPaise))],
    [piece('In positions ', 'dim'), piece(formatRupees(deployedPaise))],
    [
      piece('Charges ', 'dim'),
      piece(`${formatRupees(picture.today.chargesPaise)} today`),
      ...(width < 100 ? [] : [piece(`, ${formatRupees(chargesPaise)} in all`, 'dim')]),
    ],
    ...(month === '' ? [] : [[piece('Account of ', 'dim'), piece(monthWords(month))]]),
  ]
  return flowed(items, width)
}

const STOPPED = {
  reducing: 'Trading only reduces exposure',
  halted: 'Trading is halted',
} as const

/** What must not be overlooked, each with what to do about it. */
function alerts({ picture, isResuming }: DeskScene): readonly Line[] {
  const { trading, drifts, silentFeeds } = picture
  const lines: Line[] = []
  if (isResuming) lines.push(line('Going over the journal again: the prices are of then', 'warn'))
  if (trading.state !== 'active') {
    const since = trading.since === null ? '' : ` since ${clockTime(trading.since)}`
    const why = trading.reason === null ? '' : `: ${trading.reason}`
    const says = `${STOPPED[trading.state]}${since}${why}. Go on with "robo-trader resume"`
    lines.push(line(says, 'bad'))
  }
  if (drifts.length > 0) {
    lines.push(line('Our book and the broker’s differ: nothing is opened until they agree', 'bad'))
  }
  for (const [feed, lastAt] of silentFeeds) {
    lines.push(line(`No price has come from ${feed} since ${clockTime(lastAt)}`, 'warn'))
  }
  return lines
}

/** Columns right of the chart, for its labels. */
const LABEL = 24

/** The day's equity from its start to now, with its highest and lowest value. */
function chart({ trace, valuation }: DeskScene, width: number, height: number): readonly Line[] {
  const last = trace.at(-1)
  if (last === undefined || height < 1) return []
  const values = sampled(trace, last.at, Math.max(1, width - LABEL))
  const high = formatRupees(Math.max(...values))
  const low = formatRupees(Math.min(...values))
  const labels = height === 1 ? [`${low} to ${high}`] : [high, ...emptyRows(height - 2), low]
  const ink = signInk(valuation.todayPaise)
  return sparkline(values, height).map((row, index) => [
    piece(row, ink),
    piece(` ${labels[index] ?? ''}`, 'dim'),
  ])
}

const emptyRows = (count: number): readonly string[] => new Array<string>(count).fill('')

/** Everything above the tables. */
export function deskHeader(scene: DeskScene, width: number, chartRows: number): readonly Line[] {
  return [
    ...frame(scene, width),
    ...money(scene, width),
    ...alerts(scene),
    ...chart(scene, width, chartRows),
  ]
}
