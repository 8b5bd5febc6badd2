import { join, resolve } from 'node:path'
import { Command } from 'commander'
import type { BackupStore } from '../core/state/backup.ts'
import { migrationsOf } from '../core/state/migrate.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { contentsDocument, contentsWords, sizeWords } from './backup-words.ts'
import type { Context } from './context.ts'
import { inContext } from './in-context.ts'

/** `db`: the tables themselves, and the way from one server to another. */
export const dbCommand = (signal: AbortSignal): Command =>
  new Command('db')
    .description('the database: bring it up to date, move it to another server')
    .addCommand(
      new Command('migrate')
        .description('bring the tables up to date; a second time changes nothing')
        .action(inContext(signal, dbMigrate)),
    )
    .addCommand(
      new Command('export')
        .description('write everything to one file, to be imported here or on another server')
        .argument('<file>', 'where to')
        .action(inContext(signal, dbExport)),
    )
    .addCommand(
      new Command('import')
        .description(
          'put an exported file in the place of what is there; "backup revert" takes it back',
        )
        .argument('<file>', 'what "db export" wrote')
        .action(inContext(signal, dbImport)),
    )

/** Opening brings everything up to date; this says where it stands then. */
async function dbMigrate({ parts, output }: Context): Promise<void> {
  const state = await parts.get(StateDoor).open()
  const lane = state.lane(`robo migrate ${process.pid}`)
  try {
    const migrations = await migrationsOf(lane)
    const newest = migrations.at(-1) ?? 'none'
    output.answer(
      { isUpToDate: true, migrations },
      () => `The database is up to date: ${migrations.length} changes, the newest is ${newest}.`,
    )
  } finally {
    await lane.close()
  }
}

const storeOf = ({ parts, config }: Context): Promise<BackupStore> =>
  parts.get(StateDoor).backups(join(config.dataDir, 'backups'), config.backupsKept)

async function dbExport(
  context: Context,
  _options: unknown,
  [file = '']: readonly string[],
): Promise<void> {
  const path = resolve(file)
  const bytes = await (await storeOf(context)).exportTo(path, context.signal)
  context.output.answer({ file: path, bytes }, () => `${path} written, ${sizeWords(bytes)}.`)
}

async function dbImport(
  context: Context,
  _options: unknown,
  [file = '']: readonly string[],
): Promise<void> {
  const path = resolve(file)
  const contents = await (await storeOf(context)).importFrom(path, context.signal)
  context.output.answer({ file: path, ...contentsDocument(contents) }, () =>
    [
      `${path} is imported.`,
      ...contentsWords(contents),
      'What was there before is kept: "robo-trader backup revert" takes this back.',
    ].join('\n'),
  )
}
