import { Clock } from '../../src/core/clock.ts'
import { Random } from '../../src/domain/random.ts'
import { type EpochMs, epochMs } from '../../src/domain/time.ts'

/** Something that lives and can be frozen or killed: what it had planned goes with it. */
export class Life {
  isDead = false
  /** It stands still until then, as a process that is stopped does. */
  frozenUntil = 0
}

/** Something planned. */
export interface Item {
  readonly at: number
  readonly serial: number
  readonly life: Life | null
  readonly act: () => void
  /** It will not happen after all. */
  isOff: boolean
}

const isBefore = (a: Item, b: Item): boolean =>
  a.at < b.at || (a.at === b.at && a.serial < b.serial)

/** A heap: the next item is first. */
class Agenda {
  readonly #items: Item[] = []

  get first(): Item | undefined {
    return this.#items[0]
  }

  add(item: Item): void {
    const items = this.#items
    let place = items.push(item) - 1
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = items[parent]
      if (above === undefined || !isBefore(item, above)) break
      items[place] = above
      place = parent
    }
    items[place] = item
  }

  take(): Item | undefined {
    const items = this.#items
    const first = items[0]
    const last = items.pop()
    if (first === undefined || last === undefined || items.length === 0) return first
    let place = 0
    for (;;) {
      const left = place * 2 + 1
      const one = items[left]
      const other = items[left + 1]
      if (one === undefined) break
      const isOther = other !== undefined && isBefore(other, one)
      const child = isOther ? other : one
      if (!isBefore(child, last)) break
      items[place] = child
      place = isOther ? left + 1 : left
    }
    items[place] = last
    return first
  }
}

/** Lets every promise that can go on do so: a tick asked for by one comes after all of them. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve))

/** One seed's time, chance and order of things: everything that happens is an item of its agenda. */
export class World {
  readonly random: Random
  readonly #agenda = new Agenda()
  #now: number
  #serial = 0
  /** Called after each item, with everything at rest. */
  onRest: () => void = () => {}

  constructor(seed: number, startsAt: EpochMs) {
    this.random = new Random(seed)
    this.#now = startsAt
  }

  get now(): number {
    return this.#now
  }

  /** Plans an act of a life (or of nobody's) in so many milliseconds. */
  plan(inMs: number, life: Life | null, act: () => void): Item {
    this.#serial += 1
    const at = this.#now + Math.max(0, inMs)
    const item = { at, serial: this.#serial, life, act, isOff: false }
    this.#agenda.add(item)
    return item
  }

  /** Whether something happens that happens so often. */
  chance(share: number): boolean {
    return share > 0 && this.random.next() < share
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.random.int(high - low + 1)
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.random.int(choices.length)]
    if (choice === undefined) throw new RangeError('there is nothing to choose from')
    return choice
  }

  /** Runs everything that is planned up to a moment. */
  async run(until: number): Promise<void> {
    // What was begun between two runs plans its first steps before time goes on.
    await settled()
    for (;;) {
      const next = this.#agenda.first
      if (next === undefined || next.at > until) break
      this.#agenda.take()
      const { life } = next
      if (next.isOff || life?.isDead === true) continue
      if (life !== null && life.frozenUntil > next.at) {
        this.#now = Math.max(this.#now, next.at)
        this.plan(life.frozenUntil - this.#now, life, next.act)
        continue
      }
      this.#now = Math.max(this.#now, next.at)
      next.act()
      await settled()
      this.onRest()
    }
    this.#now = Math.max(this.#now, until)
  }
}

/** Made once: an error with its stack costs more than all else that a simulated wait does. */
export const LEFT = new DOMException('the wait was given up', 'AbortError')

/** A machine's clock in the world: wrong by its skew, which may jump. */
export class SimClock extends Clock {
  skewMs = 0
  readonly #world: World
  readonly #life: Life

  constructor(world: World, life: Life) {
    super()
    this.#world = world
    this.#life = life
  }

  override now(): EpochMs {
    return epochMs(this.#world.now + this.skewMs)
  }

  /** Waits as long as was left when it was asked, by a steady clock: what jumps is the time of day. */
  override wakeAt(at: EpochMs, wake: () => void): Disposable {
    const item = this.#world.plan(at - this.now(), this.#life, wake)
    const leave = () => {
      item.isOff = true
    }
    return { [Symbol.dispose]: leave }
  }
}
