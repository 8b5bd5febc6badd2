import { EventEmitter } from 'node:events'
import Emittery from 'emittery'
import { VirtualClock } from '../src/core/clock.ts'
import { EventBus, KernelHandler } from '../src/core/event-bus.ts'
import { type Event, EventIds } from '../src/core/events.ts'
import { SilentLogger } from '../src/core/log.ts'
import { MemoryJournal } from '../src/core/memory-journal.ts'
import { epochMs, tradeDate } from '../src/domain/time.ts'
import { defineBench } from './define-bench.ts'

const HANDLES = ['market.open', 'market.close'] as const
type Handled = (typeof HANDLES)[number]

/** A handler that does next to nothing, so that the road to it is what is measured. */
class Counter extends KernelHandler<Handled> {
  count = 0

  constructor(bus: EventBus) {
    super(bus, HANDLES)
  }

  override handleEvent(event: Event<Handled>): void {
    switch (event.type) {
      case 'market.open':
        this.count += 1
        return
      case 'market.close':
        this.count -= 1
        return
      default:
        event satisfies never
    }
  }
}

const DATE = tradeDate('2026-11-23')
const ORIGIN = { source: 'bench' }
const HANDLERS = 4

const seconds = (start: number) => (performance.now() - start) / 1_000

function check(counts: readonly number[], n: number): void {
  if (counts.some((count) => count !== n))
    throw new RangeError(`counted ${counts.join(', ')}, not ${n}`)
}

async function ours(n: number): Promise<number> {
  const clock = new VirtualClock(epochMs(0))
  const journal = new MemoryJournal({ keeps: 'nothing' })
  const ids = new EventIds('0123456789abcdef')
  const bus = new EventBus({ clock, journal, ids, log: new SilentLogger() })
  const counters = Array.from({ length: HANDLERS }, () => new Counter(bus))
  const start = performance.now()
  for (let i = 0; i < n; i++) bus.publish('market.open', { date: DATE, isSpecial: false }, ORIGIN)
  const taken = seconds(start)
  check(
    counters.map(({ count }) => count),
    n,
  )
  return taken
}

async function emitter(n: number): Promise<number> {
  const bus = new EventEmitter()
  const counts = new Array<number>(HANDLERS).fill(0)
  for (let handler = 0; handler < HANDLERS; handler++) {
    bus.on('market.open', (event: { type: string }) => {
      if (event.type === 'market.open') counts[handler] = (counts[handler] ?? 0) + 1
    })
  }
  const start = performance.now()
  for (let i = 0; i < n; i++) {
    bus.emit('market.open', { type: 'market.open', data: { date: DATE, isSpecial: false } })
  }
  const taken = seconds(start)
  check(counts, n)
  return taken
}

async function emittery(n: number): Promise<number> {
  const bus = new Emittery()
  const counts = new Array<number>(HANDLERS).fill(0)
  for (let handler = 0; handler < HANDLERS; handler++) {
    bus.on('market.open', () => {
      counts[handler] = (counts[handler] ?? 0) + 1
    })
  }
  const start = performance.now()
  for (let i = 0; i < n; i++) await bus.emit('market.open', { date: DATE, isSpecial: false })
  const taken = seconds(start)
  check(counts, n)
  return taken
}

export default defineBench({
  row: 'P2',
  title: 'publish to 4 handlers, with ids, correlation and isolation',
  unit: 'events/s',
  goal: { first: 0.5, goal: 1.5 },
  sizes: [1e4, 1e5, 1e6],
  ours,
  peers: { EventEmitter: emitter, emittery },
  notes: [
    'Ours gives every event its place, an id, a correlation and a time, and survives a handler that throws; ' +
      'the goals count against EventEmitter, against emittery the first bar is 10 times.',
  ],
})
