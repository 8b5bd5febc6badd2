import { describe, expect, it } from 'vitest'
import { TradingError } from '../../src/core/errors.ts'
import { Orchestrator } from '../../src/core/orchestrator.ts'
import type { ReadinessItem } from '../../src/core/readiness.ts'
import { Lines, settle } from './bus-fixture.ts'
import { START } from './state/journal-fixture.ts'

const { signal } = new AbortController()
const never = new Promise<never>(() => {})
const LIGHT: ReadinessItem = {
  name: 'database',
  isNeeded: true,
  state: 'ready',
  reason: 'The database answers',
  nextStep: null,
  checkedAt: START,
}

interface Ways {
  readonly broken?: string
  readonly lost?: Promise<never>
  readonly run?: (signal: AbortSignal) => Promise<void>
}

/** Coordinators that only note what they are told. */
function desk({ broken, lost = never, run = async () => {} }: Ways = {}) {
  const diary: string[] = []
  const log = new Lines()
  const coordinator = (name: string) => ({
    name,
    initialize: async () => {
      diary.push(`${name} up`)
      if (name === broken) throw new TradingError('NOT_AVAILABLE', `${name} is broken`)
    },
    close: async () => {
      diary.push(`${name} down`)
    },
  })
  const orchestrator = new Orchestrator({
    status: { ...coordinator('status'), items: [LIGHT] },
    others: [coordinator('broadcast'), coordinator('queue')],
    session: {
      ...coordinator('session'),
      run: (stopping) => {
        diary.push('session runs')
        return run(stopping)
      },
    },
    lost,
    log,
  })
  return { orchestrator, diary, log }
}

const untilAborted = (diary: string[]) => (stopping: AbortSignal) =>
  new Promise<void>((resolve) => {
    stopping.addEventListener('abort', () => {
      diary.push('session stops')
      resolve()
    })
  })

describe('the orchestrator', () => {
  it('B16 B29 brings each coordinator up once, in order, and takes them down in reverse', async () => {
    const { orchestrator, diary } = desk()
    const statuses = await orchestrator.initialize(signal)
    await orchestrator.run(signal)
    await orchestrator.close()
    expect(diary).toEqual([
      'status up',
      'broadcast up',
      'queue up',
      'session up',
      'session runs',
      'session down',
      'queue down',
      'broadcast down',
      'status down',
    ])
    expect(statuses.map(({ health }) => health)).toEqual(['ready', 'ready', 'ready', 'ready'])
  })

  it('B16 shows how everything stands as the status coordinator last heard it', () => {
    expect(desk().orchestrator.readiness).toEqual([LIGHT])
  })

  it.each(['status', 'broadcast', 'queue', 'session'])(
    'B30 with a broken %s the others come up, and the answer names it with its reason',
    async (broken) => {
      const { orchestrator, diary, log } = desk({ broken })
      const statuses = await orchestrator.initialize(signal)
      expect(diary).toHaveLength(4)
      const reason = `${broken} is broken`
      const blocked = statuses.filter(({ health }) => health !== 'ready')
      expect(blocked).toEqual([{ part: broken, health: 'blocked', reason }])
      const [line] = log.said('a part did not come up')
      expect(line).toMatchObject({ component: broken, code: 'NOT_AVAILABLE' })
      await orchestrator.run(signal)
      expect(diary.at(-1)).toBe('session runs')
    },
  )

  it('B54 a stop reaches the session, and the run ends without an error', async () => {
    const stopping = new AbortController()
    const events: string[] = []
    const { orchestrator } = desk({ run: untilAborted(events) })
    const running = orchestrator.run(stopping.signal)
    stopping.abort('stopped by SIGINT')
    await running
    expect(events).toEqual(['session stops'])
  })

  it('a lost book stops the session first and is then told', async () => {
    let lose: (error: unknown) => void = () => {}
    const lost = new Promise<never>((_, reject) => {
      lose = reject
    })
    const events: string[] = []
    const { orchestrator } = desk({ lost, run: untilAborted(events) })
    const running = orchestrator.run(signal).catch((error: unknown) => {
      events.push(`told: ${String(error)}`)
    })
    await settle()
    expect(events).toEqual([])
    lose(new TradingError('JOURNAL_FENCED', 'another process writes the book'))
    await running
    expect(events).toEqual(['session stops', 'told: TradingError: another process writes the book'])
  })
})
