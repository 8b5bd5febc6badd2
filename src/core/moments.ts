import { at, sliceBars } from '../domain/bar.ts'
import { DEPTH_LEVELS, type TickColumns } from '../domain/tick.ts'
import type { MarketBlock } from './ports.ts'

/** When the block's first moment is, epoch ms. */
export function firstMoment(block: MarketBlock): number {
  switch (block.kind) {
    case 'bars':
      return at(block.bars.at, 0)
    case 'ticks':
      return at(block.ticks.at, 0)
    case 'quiet':
      return block.until
    default:
      return block satisfies never
  }
}

/** The block moment by moment, each a block of its own over the same columns. */
export function* momentsOf(block: MarketBlock): Generator<MarketBlock> {
  if (block.kind === 'quiet') {
    yield block
    return
  }
  const moments = block.kind === 'bars' ? block.bars.at : block.ticks.at
  const length = block.kind === 'bars' ? block.bars.length : block.ticks.length
  for (let from = 0; from < length; ) {
    let to = from + 1
    while (to < length && moments[to] === moments[from]) to++
    yield part(block, from, to)
    from = to
  }
}

function part(block: MarketBlock, from: number, to: number): MarketBlock {
  switch (block.kind) {
    case 'bars':
      return {
        kind: 'bars',
        interval: block.interval,
        instrument: block.instrument.subarray(from, to),
        bars: sliceBars(block.bars, from, to),
      }
    case 'ticks':
      return { kind: 'ticks', ticks: sliceTicks(block.ticks, from, to) }
    case 'quiet':
      return block
    default:
      return block satisfies never
  }
}

function sliceTicks(ticks: TickColumns, from: number, to: number): TickColumns {
  const [first, last] = [from * DEPTH_LEVELS, to * DEPTH_LEVELS]
  return {
    length: to - from,
    at: ticks.at.subarray(from, to),
    instrument: ticks.instrument.subarray(from, to),
    last: ticks.last.subarray(from, to),
    volume: ticks.volume.subarray(from, to),
    bidPrice: ticks.bidPrice.subarray(first, last),
    bidQuantity: ticks.bidQuantity.subarray(first, last),
    askPrice: ticks.askPrice.subarray(first, last),
    askQuantity: ticks.askQuantity.subarray(first, last),
  }
}
