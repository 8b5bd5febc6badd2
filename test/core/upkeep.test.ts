import { describe, expect, it } from 'vitest'
import { cancelled } from '../../src/core/cancellation.ts'
import { VirtualClock } from '../../src/core/clock.ts'
import { TradingError } from '../../src/core/errors.ts'
import { EventBus } from '../../src/core/event-bus.ts'
import { type Event, EventIds } from '../../src/core/events.ts'
import { SilentLogger } from '../../src/core/log.ts'
import { MemoryJournal } from '../../src/core/memory-journal.ts'
import type { BackupInfo, BackupReason } from '../../src/core/state/backup.ts'
import { Upkeep } from '../../src/core/upkeep.ts'
import { DAY_MS, epochMs } from '../../src/domain/time.ts'
import { START } from './state/journal-fixture.ts'

const { signal } = new AbortController()

/** What was told, and by which backups. */
function upkeep(create: (reason: BackupReason) => Promise<BackupInfo>) {
  const clock = new VirtualClock(START)
  const log = new SilentLogger()
  const journal = new MemoryJournal()
  const bus = new EventBus({ clock, journal, ids: new EventIds('0123456789abcde'), log })
  const told: string[] = []
  const handler = {
    handleEvent: () => undefined,
    offer: ({ type, data }: Event) => told.push(`${type} ${JSON.stringify(data)}`),
  }
  for (const type of ['system.backup_completed', 'system.maintenance'] as const)
    bus.subscribe(type, handler)
  const keeping = new Upkeep({ bus, clock, log, backups: async () => ({ create }) })
  return { keeping, clock, told }
}

const made = async (reason: BackupReason): Promise<BackupInfo> => ({
  file: `${reason}.backup`,
  createdAt: START,
  reason,
  bytes: 10,
})

describe('Upkeep', () => {
  it('B98 makes a backup for its reason and tells of it', async () => {
    const { keeping, told } = upkeep(made)
    await keeping.backUp('start', signal)
    expect(told).toEqual(['system.backup_completed {"file":"start.backup","bytes":10}'])
  })

  it('B98 a backup that fails is told of and throws nothing', async () => {
    const { keeping, told } = upkeep(async () => {
      throw new TradingError('DATABASE_UNAVAILABLE', 'The disk is full')
    })
    await keeping.backUp('stop', signal)
    expect(told).toEqual([
      'system.maintenance {"work":"the backup at the stop","outcome":"none was made: The disk is full"}',
    ])
  })

  it('one that was called off is no failure', async () => {
    const { keeping, told } = upkeep(async () => {
      throw cancelled(AbortSignal.abort('stop'))
    })
    await keeping.backUp('stop', signal)
    expect(told).toEqual([])
  })

  it('B98 the next is due a whole day after the last', async () => {
    const { keeping, clock } = upkeep(made)
    expect(keeping.isDue).toBe(false)
    await keeping.backUp('start', signal)
    clock.advance(epochMs(START + DAY_MS - 1))
    expect(keeping.isDue).toBe(false)
    clock.advance(epochMs(START + DAY_MS))
    expect(keeping.isDue).toBe(true)
  })
})
