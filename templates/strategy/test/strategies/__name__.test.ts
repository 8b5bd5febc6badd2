import { describe, expect, it } from 'vitest'
import { __camel__ } from '../../src/strategies/__name__.ts'
import { STRATEGIES } from '../../src/strategies/registry.ts'

/** Closes in, wishes out; a wish is filled before the next bar. */
function run(closes: readonly number[]): readonly string[] {
  if (__camel__.scope !== 'instrument') throw new RangeError('it looks at one instrument at a time')
  const strategy = __camel__.create({ bars: 3, quantity: 10 })
  const wishes: string[] = []
  let position = 0
  const desk = {
    isWaiting: false,
    minutesOpen: 0,
    minutesLeft: 0,
    get position() {
      return position
    },
    buy: () => {
      wishes.push('buy')
      position = 10
    },
    sellShort: () => {
      wishes.push('sell short')
    },
    exit: () => {
      wishes.push('exit')
      position = 0
    },
  }
  closes.forEach((close, at) => {
    const price = { open: close, high: close, low: close, close }
    strategy.onBar({ at, endsAt: at + 1, ...price, volume: 1_000 }, desk)
  })
  return wishes
}

describe('__name__', () => {
  it('buys above the average and sells below it', () => {
    expect(run([100, 100, 100, 110, 120, 90])).toEqual(['buy', 'exit'])
  })

  it('does nothing before the average is known', () => {
    expect(run([100, 200])).toEqual([])
  })

  it('is in the registry', () => {
    expect(STRATEGIES.get('__name__')?.title).toBe('__Words__')
  })
})
