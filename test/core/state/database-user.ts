import { argv } from 'node:process'
import { SystemClock } from '../../../src/core/clock.ts'
import { TradingError } from '../../../src/core/errors.ts'
import { EventIds, stamp } from '../../../src/core/events.ts'
import { GroupedJournal } from '../../../src/core/grouped-journal.ts'
import { SilentLogger } from '../../../src/core/log.ts'
import { PostgresJournalLog } from '../../../src/core/state/journal-log.ts'
import { Lease } from '../../../src/core/state/lease.ts'
import { StateManager } from '../../../src/core/state/state-manager.ts'
import { instrumentId } from '../../../src/domain/brand.ts'

/**
 * A process of its own on a data folder, for tests that kill it. `hold` opens the database until it is told to close;
 * `write` states events without pause and tells the place of each durable group.
 */
const [, , task = 'hold', dataDir = ''] = argv
const log = new SilentLogger()
const clock = new SystemClock()
const ids = new EventIds('0123456789abcde')
const tell = (message: unknown) => process.send?.(message)

const state = await StateManager.open(
  { source: { dataDir }, clock, log },
  AbortSignal.timeout(60_000),
)
process.on('message', () => {
  void state.close().then(() => process.disconnect())
})
tell({ opened: process.pid })

if (task === 'write') {
  const holder = { pid: process.pid, host: 'test' }
  const lease = await Lease.acquire({ state, book: 'paper', holder, clock })
  const storage = new PostgresJournalLog({ database: lease.lane, book: 'paper', lease })
  const journal = await GroupedJournal.open({ log: storage, logger: log, clock })
  try {
    await writeOn(journal)
  } catch (error) {
    tell({ failed: error instanceof TradingError ? error.code : String(error) })
    process.exit(3)
  }
}

async function writeOn(journal: GroupedJournal): Promise<never> {
  const data = { instrument: instrumentId('NSE:INFY'), until: null, reason: 'x'.repeat(300) }
  const draft = { type: 'market.halt', data, origin: { source: 'test' } } as const
  for (;;) {
    for (let index = 0; index < 20; index++) {
      journal.append(stamp(ids, journal.head + 1, clock.now(), draft, true))
    }
    const { head } = journal
    await journal.durable(head)
    tell({ durable: head })
  }
}
