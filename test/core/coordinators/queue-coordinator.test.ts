import { describe, expect, it } from 'vitest'
import { QueueCoordinator } from '../../../src/core/coordinators/queue-coordinator.ts'
import { type QueueName, Tasks } from '../../../src/core/tasks.ts'
import { settle, stop } from '../bus-fixture.ts'
import { beside } from '../observer-fixture.ts'

const { signal } = new AbortController()
const nobody = async () => {
  throw new RangeError('nobody asks for this here')
}

/** Queues of which a test sees when they move. */
class WatchedTasks extends Tasks {
  readonly paused = new Set<QueueName>()
  readonly diary: string[] = []
  fault: Error | null = null

  override add = nobody
  override cancel = nobody
  override get = nobody
  override list = nobody
  override listen = () => ({ [Symbol.dispose]() {} })

  override async pause(queue: QueueName): Promise<void> {
    this.paused.add(queue)
    this.diary.push(`pauses ${queue}`)
  }

  override async resume(queue: QueueName): Promise<void> {
    this.paused.delete(queue)
    this.diary.push(`resumes ${queue}`)
  }

  async start(): Promise<void> {
    this.diary.push('starts')
    if (this.fault !== null) throw this.fault
  }

  async close(): Promise<void> {
    this.diary.push('closes')
  }
}

function coordinator(isStopped = false) {
  const desk = beside()
  const tasks = new WatchedTasks()
  return {
    ...desk,
    tasks,
    coordinator: new QueueCoordinator({ ...desk.deps, tasks, isStopped: () => isStopped }),
  }
}

describe('the queues', () => {
  it('B21 start with the desk and close with it', async () => {
    const { coordinator: queues, tasks } = coordinator()
    await queues.initialize(signal)
    await queues.started()
    await queues.close()
    expect(tasks.diary).toEqual(['starts', 'closes'])
  })

  it('B21 stand still from an emergency stop to its end', async () => {
    const { coordinator: queues, tasks, bus } = coordinator()
    await queues.initialize(signal)
    await queues.started()
    stop(bus)
    await settle()
    expect([...tasks.paused].toSorted()).toEqual(['AI_ANALYSIS', 'DATA_FETCHER', 'PORTFOLIO_SYNC'])
    bus.publish('system.emergency_resume', { reason: 'over', by: 'owner' }, { source: 'test' })
    await settle()
    expect([...tasks.paused]).toEqual([])
    await queues.close()
  })

  it('B21 begin standing still on a desk that was stopped before it started', async () => {
    const { coordinator: queues, tasks } = coordinator(true)
    await queues.initialize(signal)
    await queues.started()
    expect(tasks.diary.at(-1)).toBe('starts')
    expect(tasks.paused.size).toBe(3)
    await queues.close()
  })

  it('that cannot start keep nobody from trading: it is logged', async () => {
    const { coordinator: queues, tasks, log } = coordinator()
    tasks.fault = new RangeError('no such database')
    await queues.initialize(signal)
    await queues.started()
    expect(log.all.map(({ message }) => message).join()).toContain('could not start')
    await queues.close()
  })
})
