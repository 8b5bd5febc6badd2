import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../src/core/clock.ts'
import { DependencyContainer } from '../../src/core/di.ts'
import { TradingError } from '../../src/core/errors.ts'
import { epochMs } from '../../src/domain/time.ts'
import { settle } from './bus-fixture.ts'
import { START } from './state/journal-fixture.ts'

const { signal } = new AbortController()

class Base {
  readonly kind = 'base'
}
class Middle {
  readonly base: Base
  constructor(base: Base) {
    this.base = base
  }
}
class Top {
  readonly middle: Middle
  constructor(middle: Middle) {
    this.middle = middle
  }
}

/** A part that notes what happens to it, and does what it is told then. */
class Part {
  readonly #name: string
  readonly #diary: string[]
  readonly #ways: {
    readonly initialize?: () => Promise<void>
    readonly close?: () => Promise<void>
  }

  constructor(
    name: string,
    diary: string[],
    ways: { readonly initialize?: () => Promise<void>; readonly close?: () => Promise<void> } = {},
  ) {
    this.#name = name
    this.#diary = diary
    this.#ways = ways
  }

  async initialize(): Promise<void> {
    this.#diary.push(`${this.#name} up`)
    await this.#ways.initialize?.()
  }

  async close(): Promise<void> {
    this.#diary.push(`${this.#name} down`)
    await this.#ways.close?.()
  }
}
class First extends Part {}
class Second extends Part {}
class Third extends Part {}

const never = () => new Promise<void>(() => {})
const fails = (message: string) => async () => {
  throw new TradingError('NOT_AVAILABLE', message)
}
const caught = (attempt: () => unknown): unknown => {
  try {
    return attempt()
  } catch (error) {
    return error
  }
}

describe('the container', () => {
  it('B25 builds a part once for twenty who ask at once, and for those it needs', async () => {
    let built = 0
    const container = new DependencyContainer()
      .register(Top, (c) => new Top(c.get(Middle)))
      .register(Middle, (c) => new Middle(c.get(Base)))
      .register(Base, () => {
        built += 1
        return new Base()
      })
    const asked = Array.from({ length: 20 }, async (_, index) => {
      await Promise.resolve()
      return index % 2 === 0 ? container.get(Top).middle.base : container.get(Base)
    })
    expect(new Set(await Promise.all(asked)).size).toBe(1)
    expect(built).toBe(1)
  })

  it('B26 a failed build is not kept: the next who asks gets the part, and the error named it', () => {
    let tries = 0
    const container = new DependencyContainer()
      .register(Middle, (c) => new Middle(c.get(Base)))
      .register(Base, () => {
        tries += 1
        if (tries === 1) throw new TypeError('no such folder: /home/me')
        if (tries === 2) throw new TradingError('NOT_AVAILABLE', 'the port is taken')
        return new Base()
      })
    const foreign = caught(() => container.get(Base))
    expect(foreign).toMatchObject({ code: 'BUILD_FAILED' })
    expect(String(foreign)).toMatch(/^TradingError: Base could not be built/)
    expect(String(foreign)).not.toContain('/home/me')
    expect(foreign).toHaveProperty('cause', expect.any(TypeError))
    const inner = caught(() => container.get(Middle))
    expect(String(inner)).toBe('TradingError: Base could not be built: the port is taken')
    expect(container.get(Middle).base).toBe(container.get(Base))
    expect(tries).toBe(3)
  })

  it('B27 a part that nobody registered is named, with those who need it', () => {
    const container = new DependencyContainer()
      .register(Top, (c) => new Top(c.get(Middle)))
      .register(Middle, (c) => new Middle(c.get(Base)))
    const alone = caught(() => container.get(Base))
    expect(alone).toMatchObject({ code: 'NOT_REGISTERED', message: 'Base is not registered' })
    const needed = caught(() => container.get(Top))
    const message = 'Base is not registered; it is needed by Top → Middle'
    expect(needed).toMatchObject({ code: 'NOT_REGISTERED', message })
  })

  it('B27 parts that need each other are named in their circle', () => {
    const container = new DependencyContainer()
      .register(Top, (c) => new Top(c.get(Middle)))
      .register(Middle, (c) => {
        c.get(Base)
        return new Middle(new Base())
      })
      .register(Base, (c) => {
        c.get(Middle)
        return new Base()
      })
    expect(caught(() => container.get(Top))).toMatchObject({
      code: 'DEPENDENCY_CYCLE',
      message: 'Parts need each other in a circle: Middle → Base → Middle',
    })
    const own = new DependencyContainer().register(Base, (c) => c.get(Base))
    expect(String(caught(() => own.get(Base)))).toContain('Base → Base')
  })

  it('B29 each part comes up once in a start, however often and from wherever it is asked for', async () => {
    const diary: string[] = []
    const container = new DependencyContainer()
      .register(First, () => new First('first', diary))
      .register(Second, () => new Second('second', diary))
    const statuses = await Promise.all([container.initialize(signal), container.initialize(signal)])
    await container.initialize(signal)
    expect(diary).toEqual(['first up', 'second up'])
    expect(statuses[0]).toEqual([
      { part: 'First', health: 'ready', reason: null },
      { part: 'Second', health: 'ready', reason: null },
    ])
    expect(statuses[1]).toEqual(statuses[0])
  })

  it('B30 one that fails is blocked with its reason, and the rest come up', async () => {
    const diary: string[] = []
    const container = new DependencyContainer()
      .register(First, () => new First('first', diary))
      .register(Second, () => new Second('second', diary, { initialize: fails('no network') }))
      .register(Base, () => {
        throw new TradingError('NOT_AVAILABLE', 'no disk')
      })
      .register(Third, () => new Third('third', diary))
    expect(await container.initialize(signal)).toEqual([
      { part: 'First', health: 'ready', reason: null },
      { part: 'Second', health: 'blocked', reason: 'no network' },
      { part: 'Base', health: 'blocked', reason: 'Base could not be built: no disk' },
      { part: 'Third', health: 'ready', reason: null },
    ])
    expect(diary).toEqual(['first up', 'second up', 'third up'])
  })

  it('B54 a start that is broken off says so, instead of a blocked part', async () => {
    const stopping = new AbortController()
    const diary: string[] = []
    const container = new DependencyContainer()
      .register(
        First,
        () =>
          new First('first', diary, {
            initialize: async () => {
              stopping.abort(new DOMException('stopped by SIGINT', 'AbortError'))
              stopping.signal.throwIfAborted()
            },
          }),
      )
      .register(Second, () => new Second('second', diary))
    await expect(container.initialize(stopping.signal)).rejects.toThrow('stopped by SIGINT')
    expect(diary).toEqual(['first up'])
    expect(container.statuses).toEqual([])
  })

  it('B28 closes last built first, past one that throws and one that hangs, and tells of both', async () => {
    const diary: string[] = []
    const clock = new VirtualClock(START)
    const container = new DependencyContainer(clock)
      .register(First, () => new First('first', diary))
      .register(Second, () => new Second('second', diary, { close: fails('it is stuck') }))
      .register(Third, () => new Third('third', diary, { close: never }))
      .register(Base, () => new Base())
    for (const token of container.tokens) container.get(token)
    const closing = container.close()
    await settle()
    expect(diary).toEqual(['third down'])
    clock.advance(epochMs(START + 4_999))
    await settle()
    expect(diary).toEqual(['third down'])
    clock.advance(epochMs(START + 5_000))
    expect(await closing).toEqual([
      { part: 'Third', health: 'degraded', reason: 'It did not close in time' },
      { part: 'Second', health: 'degraded', reason: 'it is stuck' },
    ])
    expect(diary).toEqual(['third down', 'second down', 'first down'])
  })

  it('B28 each part has a time of its own: two that hang take twice as long, and no longer', async () => {
    const clock = new VirtualClock(START)
    const container = new DependencyContainer(clock)
      .register(First, () => new First('first', [], { close: never }))
      .register(Second, () => new Second('second', [], { close: never }))
    for (const token of container.tokens) container.get(token)
    const closing = container.close()
    await settle()
    clock.advance(epochMs(START + 5_000))
    await settle()
    clock.advance(epochMs(START + 10_000))
    expect((await closing).map(({ part }) => part)).toEqual(['Second', 'First'])
  })

  it('B28 a second close finds nothing left to do, and what is asked for again is built anew', async () => {
    const diary: string[] = []
    const container = new DependencyContainer().register(First, () => new First('first', diary))
    const before = container.get(First)
    await container.close()
    expect(await container.close()).toEqual([])
    expect(diary).toEqual(['first down'])
    expect(container.get(First)).not.toBe(before)
  })
})
