import { join } from 'node:path'
import { SystemClock } from '../core/clock.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { Context } from './context.ts'
import { RunNotes } from './run-notes.ts'
import { RunThread } from './run-thread.ts'
import { ThreadedRunDesk } from './threaded-run-desk.ts'
import { ThreadedRunReader } from './threaded-run-reader.ts'
import { UPLOAD_BYTES_MAX, UploadedFiles } from './uploaded-files.ts'

/** Built beside the program. */
export const RUN_THREAD = new URL('./run-worker.js', import.meta.url)

/** Runs for a desk's web. */
export interface ServedRuns {
  readonly runDesk: ThreadedRunDesk
  readonly runReader: ThreadedRunReader
  readonly imports: UploadedFiles
  close(): Promise<void>
}

/** Makes them over the desk's own data; `entry` is the built file of their threads. */
export async function openRuns(
  { config, parts, log }: Pick<Context, 'config' | 'parts' | 'log'>,
  entry: URL = RUN_THREAD,
): Promise<ServedRuns> {
  const door = parts.get(StateDoor)
  const state = await door.open()
  const clock = parts.get(SystemClock)
  const openThread = () => new RunThread(entry, { config: { ...config, databaseUrl: state.url } })
  const runReader = new ThreadedRunReader({ clock, openThread })
  const runDesk = new ThreadedRunDesk({
    clock,
    log: log.for('runs'),
    store: await door.runs(),
    notes: new RunNotes({ folder: join(config.dataDir, 'runs'), pid: process.pid, log }),
    openThread,
    check: (asked) => runReader.check(asked),
  })
  const imports = new UploadedFiles({
    dataDir: config.dataDir,
    openThread,
    bytesMax: UPLOAD_BYTES_MAX,
  })
  await runDesk.initialize()
  const close = async () => {
    await runDesk.close()
    await runReader.close()
  }
  return { runDesk, runReader, imports, close }
}
