import { argv } from 'node:process'
import { SystemClock } from '../../../src/core/clock.ts'
import { SilentLogger } from '../../../src/core/log.ts'
import { StateManager } from '../../../src/core/state/state-manager.ts'
import { TaskQueue } from '../../../src/core/state/task-queue.ts'
import type { TaskTables } from '../../../src/core/state/task-rows.ts'

/** A process of its own that works tasks of a book off until it is killed: each begins, says so, and never ends. */
const [, , databaseUrl = '', book = ''] = argv
const log = new SilentLogger()
const clock = new SystemClock()
const state = await StateManager.open(
  { source: { databaseUrl }, clock, log },
  AbortSignal.timeout(60_000),
)
const queue = new TaskQueue({
  db: state.db.withTables<TaskTables>(),
  url: state.url,
  book,
  clock,
  log,
  bus: { notify: () => {} },
  handlers: [
    {
      name: 'ai',
      queue: 'AI_ANALYSIS',
      async run(payload, { attempt }) {
        process.send?.({ began: payload, attempt })
        await new Promise(() => {})
      },
    },
  ],
  queueMax: 50,
})
await queue.start()
