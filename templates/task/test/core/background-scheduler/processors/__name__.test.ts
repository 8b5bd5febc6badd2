import { describe, expect, it } from 'vitest'
import { StockStates } from '../../../../src/core/background-scheduler/models.ts'
import { __camel__ } from '../../../../src/core/background-scheduler/processors/__name__.ts'
import { VirtualClock } from '../../../../src/core/clock.ts'
import { EventBus } from '../../../../src/core/event-bus.ts'
import { EventIds } from '../../../../src/core/events.ts'
import { SilentLogger } from '../../../../src/core/log.ts'
import { MemoryJournal } from '../../../../src/core/memory-journal.ts'
import { instrumentId } from '../../../../src/domain/brand.ts'
import { epochMs } from '../../../../src/domain/time.ts'

const INFY = instrumentId('NSE:INFY')

class Stocks extends StockStates {
  readonly fetched = new Set<string>()
  override async isFresh(instrument: string): Promise<boolean> {
    return this.fetched.has(instrument)
  }
  override async markFetched(instrument: string): Promise<void> {
    this.fetched.add(instrument)
  }
}

function open(fetch: () => Promise<readonly string[]>) {
  const bus = new EventBus({
    clock: new VirtualClock(epochMs(0)),
    journal: new MemoryJournal(),
    ids: new EventIds('5eed5eed5eed5ee'),
    log: new SilentLogger(),
  })
  const kept: (readonly string[])[] = []
  const keep = async (_: unknown, items: readonly string[]) => {
    kept.push(items)
  }
  const stocks = new Stocks()
  const signal = AbortSignal.timeout(5_000)
  return { kept, stocks, context: { bus, stocks, signal, source: { fetch }, keep } }
}

describe('__camel__', () => {
  it('B73 B74 fetches once, and not again while it is fresh', async () => {
    const { kept, context } = open(async () => ['one'])
    expect(await __camel__.run({ instrument: INFY }, context)).toBe('done')
    expect(await __camel__.run({ instrument: INFY }, context)).toBe('skipped')
    expect(kept).toEqual([['one']])
  })

  it('B74 a failed fetch leaves the state as it was', async () => {
    const { stocks, context } = open(() => Promise.reject(new RangeError('planted')))
    await expect(__camel__.run({ instrument: INFY }, context)).rejects.toThrow('planted')
    expect(stocks.fetched.size).toBe(0)
  })
})
