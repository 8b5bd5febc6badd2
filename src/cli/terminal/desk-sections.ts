import type { LifeStep, OrderLine } from '../../core/desk-view/order-lines.ts'
import type { StrategyLine } from '../../core/desk-view/strategy-lines.ts'
import type { ValuedPosition } from '../../core/desk-view/valuation.ts'
import type { FillLine } from '../../core/desk-view.ts'
import { orderWords, priceWords } from '../../core/order-words.ts'
import { symbolOf } from '../../domain/instrument.ts'
import { formatChange, formatPaise } from '../../domain/money.ts'
import { isOpenIn } from '../../domain/rulebook/phase.ts'
import { clockTime } from '../../domain/time.ts'
import { type Column, columnTable } from './column-table.ts'
import type { DeskScene } from './desk-scene.ts'
import { type Ink, type Line, piece, signInk } from './ink.ts'
import { type Section, wrapped } from './layout.ts'
import { percent, price } from './number-words.ts'
import type { PriceRow } from './price-board.ts'

type Room = Pick<Section, 'rank' | 'rowsMin' | 'rowsWished'>

const orDash = (value: number | null, words: (value: number) => string): string =>
  value === null ? '–' : words(value)

const POSITIONS: readonly Column<ValuedPosition>[] = [
  { title: 'share', side: 'left', rank: 0, cell: ({ line }) => piece(symbolOf(line.instrument)) },
  { title: 'shares', side: 'right', rank: 2, cell: ({ line }) => piece(String(line.quantity)) },
  {
    title: 'average',
    side: 'right',
    rank: 7,
    cell: ({ line }) => piece(orDash(line.averagePricePaise, price)),
  },
  {
    title: 'last',
    side: 'right',
    rank: 3,
    cell: ({ lastPaise }) => piece(orDash(lastPaise, price)),
  },
  {
    title: 'result',
    side: 'right',
    rank: 1,
    cell: ({ resultPaise }) => piece(formatChange(resultPaise), signInk(resultPaise)),
  },
  {
    title: '',
    side: 'right',
    rank: 4,
    cell: ({ resultBps }) => piece(orDash(resultBps, percent), signInk(resultBps ?? 0)),
  },
  {
    title: 'to stop',
    side: 'right',
    rank: 5,
    cell: ({ stopBps, line }) =>
      piece(`${line.isTrailing ? 'trailing ' : ''}${orDash(stopBps, percent)}`),
  },
  {
    title: 'to target',
    side: 'right',
    rank: 6,
    cell: ({ targetBps }) => piece(orDash(targetBps, percent)),
  },
]

const FILLS: readonly Column<FillLine>[] = [
  { title: 'time', side: 'left', rank: 4, cell: ({ at }) => piece(clockTime(at), 'dim') },
  { title: '', side: 'left', rank: 3, cell: ({ side }) => piece(side) },
  { title: 'share', side: 'left', rank: 0, cell: ({ instrument }) => piece(symbolOf(instrument)) },
  { title: 'shares', side: 'right', rank: 2, cell: ({ quantity }) => piece(String(quantity)) },
  { title: 'price', side: 'right', rank: 1, cell: (fill) => piece(price(fill.price)) },
  {
    title: 'charges',
    side: 'right',
    rank: 5,
    cell: ({ chargesPaise }) => piece(orDash(chargesPaise, formatPaise)),
  },
  { title: 'strategy', side: 'left', rank: 6, cell: ({ strategy }) => piece(strategy, 'dim') },
]

const PRICES: readonly Column<PriceRow>[] = [
  {
    title: 'share',
    side: 'left',
    rank: 0,
    cell: ({ symbol, isOurs }) => piece(symbol, isOurs ? 'strong' : 'plain'),
  },
  { title: 'last', side: 'right', rank: 1, cell: ({ lastPaise }) => piece(price(lastPaise)) },
  {
    title: 'since close',
    side: 'right',
    rank: 2,
    cell: ({ changeBps }) =>
      piece(
        orDash(changeBps, (bps) => percent(bps, 2)),
        signInk(changeBps ?? 0),
      ),
  },
]

const STRATEGIES: readonly Column<StrategyLine>[] = [
  { title: 'strategy', side: 'left', rank: 0, cell: ({ strategy }) => piece(strategy) },
  {
    title: '',
    side: 'left',
    rank: 1,
    cell: ({ isRunning }) => piece(isRunning ? 'on' : 'off', isRunning ? 'plain' : 'warn'),
  },
  { title: 'trades', side: 'right', rank: 3, cell: ({ trades }) => piece(String(trades)) },
  {
    title: 'before charges',
    side: 'right',
    rank: 2,
    cell: ({ grossPaise }) => piece(formatChange(grossPaise), signInk(grossPaise)),
  },
]

function tabled<R>(columns: readonly Column<R>[], rows: readonly R[], width: number) {
  const [head = null, ...lines] = columnTable(columns, rows, width)
  return { head, rows: lines }
}

/** An empty table says why it is empty. */
function waiting({ picture, hours }: DeskScene): string {
  const running = picture.strategies.filter(({ isRunning }) => isRunning)
  if (running.length === 0) return 'None. No strategy runs: choose some with --strategies'
  const names = running.map(({ strategy }) => strategy).join(', ')
  return isOpenIn(hours.cash)
    ? `None yet. Waiting for a signal of ${names}`
    : `None. Waiting for the market to open: ${names}`
}

export const positionSection = (scene: DeskScene, width: number, room: Room): Section => ({
  title: 'Positions',
  isWhole: true,
  ...tabled(POSITIONS, scene.valuation.positions, width),
  empty: waiting(scene),
  ...room,
})

const STEPS: Readonly<Record<LifeStep['status'], string>> = {
  approved: 'approved',
  submitted: 'submitted',
  placed: 'placed',
  accepted: 'accepted',
  partially_filled: 'partly filled',
  filled: 'filled',
  rejected: 'rejected',
  cancelled: 'cancelled',
  expired: 'expired',
  unknown: 'no answer',
}

/** `approved 11:41:05 → accepted 11:41:06`: every step, the first and the last with their time. */
function lifeWords({ life, order, filledQuantity }: OrderLine): string {
  const steps = life.map(({ status, at }, index) => {
    const isEnd = index === 0 || index === life.length - 1
    return `${STEPS[status]}${isEnd ? ` ${clockTime(at)}` : ''}`
  })
  const part = filledQuantity === 0 ? '' : `, ${filledQuantity} of ${order.quantity} filled`
  return `${steps.join(' → ')}${part}`
}

const orderLine = (line: OrderLine): Line => {
  const words = `${orderWords(line.order).slice('to '.length)}${priceWords(line.order)}`
  const ink: Ink = line.status === 'unknown' ? 'bad' : 'dim'
  return [piece(`${words}  `), piece(lifeWords(line), ink)]
}

export const orderSection = ({ picture }: DeskScene, room: Room): Section => ({
  title: 'Working orders',
  isWhole: true,
  head: null,
  rows: picture.orders.map(orderLine),
  empty: 'None',
  ...room,
})

export const fillSection = ({ picture }: DeskScene, width: number, room: Room): Section => ({
  title: 'Last fills',
  isWhole: false,
  aside: `${picture.today.fills} today`,
  ...tabled(FILLS, picture.fills.slice(0, room.rowsWished), width),
  empty: 'None yet',
  ...room,
})

export const priceSection = (scene: DeskScene, width: number, room: Room): Section => ({
  title: 'Prices',
  isWhole: false,
  ...(scene.pricesAt === null ? {} : { aside: `as of ${clockTime(scene.pricesAt)}` }),
  ...tabled(PRICES, scene.prices.slice(0, room.rowsWished), width),
  empty: 'None yet: the market has not opened',
  ...room,
})

export const strategySection = ({ picture }: DeskScene, width: number, room: Room): Section => ({
  title: 'Strategies',
  isWhole: true,
  ...tabled(STRATEGIES, picture.strategies, width),
  empty: 'None: choose some with --strategies',
  ...room,
})

const TIME = 9

/** Sentences newest first, each after its time; a gist that came often says how often. */
export const storySection = ({ picture }: DeskScene, width: number, room: Room): Section => ({
  title: 'What happened',
  isWhole: false,
  aside: `${picture.today.denied} denied, ${picture.today.trades} trades today`,
  head: null,
  rows: picture.happened.slice(0, room.rowsWished).flatMap(({ at, says, weight, times }) => {
    const ink: Ink = weight === 'warning' ? 'warn' : weight === 'session' ? 'strong' : 'plain'
    const count = times === 1 ? '' : ` (${times} like it)`
    return wrapped(`${says}${count}`, Math.max(10, width - TIME), 0).map((text, index) => [
      piece(index === 0 ? `${clockTime(at)} ` : ' '.repeat(TIME), 'dim'),
      piece(text, ink),
    ])
  }),
  empty: 'Nothing yet',
  ...room,
})
