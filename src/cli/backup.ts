import { basename, dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import { ConfigurationError, TradingError } from '../core/errors.ts'
import type { BackupInfo, BackupStore } from '../core/state/backup.ts'
import { type BackupContents, checkBackup } from '../core/state/backup-check.ts'
import { StateDoor } from '../core/state/state-door.ts'
import { isoTime } from '../domain/time.ts'
import { contentsDocument, contentsWords, sizeWords } from './backup-words.ts'
import type { Context } from './context.ts'
import { inContext } from './in-context.ts'
import { nearestWord } from './nearest-word.ts'
import { textTable } from './output.ts'

/** `backup`: everything but the bars, kept in one file each. */
export const backupCommand = (signal: AbortSignal): Command =>
  new Command('backup')
    .description('backups of everything but the bars, which can be imported again')
    .addCommand(
      new Command('create')
        .description('make one now, also while the desk runs; the newest seven stay')
        .action(inContext(signal, backupCreate)),
    )
    .addCommand(
      new Command('list')
        .description('the backups that are there, newest first')
        .action(inContext(signal, backupList)),
    )
    .addCommand(
      new Command('verify')
        .description('read a backup from end to end: every sum, count and link of the journal')
        .argument('[file]', 'a name from the list or a path; the newest when absent')
        .action(inContext(signal, backupVerify)),
    )
    .addCommand(
      new Command('restore')
        .description('put a backup in the place of what is there; "backup revert" takes it back')
        .argument('<file>', 'a name from the list or a path')
        .action(inContext(signal, backupRestore)),
    )
    .addCommand(
      new Command('revert')
        .description('take the last restore back: what was there before comes back')
        .action(inContext(signal, backupRevert)),
    )

const folderOf = ({ config }: Context): string => join(config.dataDir, 'backups')

const storeOf = (context: Context): Promise<BackupStore> =>
  context.parts.get(StateDoor).backups(folderOf(context), context.config.backupsKept)

async function backupCreate(context: Context): Promise<void> {
  const { output, signal } = context
  const made = await (await storeOf(context)).create('manual', signal)
  const path = join(folderOf(context), made.file)
  output.answer(
    { ...described(made), path },
    () => `Backup ${made.file} made, ${sizeWords(made.bytes)}.`,
  )
}

const described = ({ file, createdAt, reason, bytes }: BackupInfo) => ({
  file,
  createdAt: isoTime(createdAt),
  reason,
  bytes,
})

async function backupList(context: Context): Promise<void> {
  const backups = await (await storeOf(context)).list()
  context.output.answer({ folder: folderOf(context), backups: backups.map(described) }, () => {
    if (backups.length === 0)
      return 'There is no backup yet. Make one with "robo-trader backup create".'
    const rows = backups.map(({ file, createdAt, reason, bytes }) => [
      file,
      isoTime(createdAt).slice(0, 19).replace('T', ' '),
      reason,
      sizeWords(bytes),
    ])
    return textTable(['', 'made', 'why', 'size'], rows)
  })
}

async function backupVerify(
  context: Context,
  _options: unknown,
  [given]: readonly string[],
): Promise<void> {
  const store = await storeOf(context)
  const file = given ?? (await store.list())[0]?.file
  if (file === undefined) {
    throw new TradingError(
      'NOT_AVAILABLE',
      'There is no backup yet: make one with "robo-trader backup create"',
    )
  }
  const contents = await readBackup(context, store, file)
  context.output.answer({ file, isWhole: true, ...contentsDocument(contents) }, () =>
    [`${file} is whole.`, ...contentsWords(contents)].join('\n'),
  )
}

async function readBackup(
  context: Context,
  store: BackupStore,
  file: string,
): Promise<BackupContents> {
  const listed = await nameInFolder(context, store, file)
  return listed === null
    ? checkBackup(resolve(file), context.signal)
    : store.verify(listed, context.signal)
}

async function backupRestore(
  context: Context,
  _options: unknown,
  [file = '']: readonly string[],
): Promise<void> {
  const { output, signal } = context
  const store = await storeOf(context)
  const listed = await nameInFolder(context, store, file)
  const contents = await (listed === null
    ? store.importFrom(resolve(file), signal)
    : store.restore(listed, signal))
  output.answer({ file, ...contentsDocument(contents) }, () =>
    [
      `${file} is restored.`,
      ...contentsWords(contents),
      'What was there before is kept: "robo-trader backup revert" takes this back.',
    ].join('\n'),
  )
}

async function backupRevert(context: Context): Promise<void> {
  await (await storeOf(context)).revert(context.signal)
  context.output.answer({ isReverted: true }, () => 'The last restore is taken back.')
}

/** The backup's name when the folder has it, null for a path elsewhere. Throws CONFIGURATION_INVALID for a name it has not. */
async function nameInFolder(
  context: Context,
  store: BackupStore,
  file: string,
): Promise<string | null> {
  const isPath = file !== basename(file)
  if (isPath && resolve(dirname(file)) !== folderOf(context)) return null
  const names = (await store.list()).map((backup) => backup.file)
  const name = basename(file)
  if (names.includes(name)) return name
  const near = nearestWord(name, names)
  const hint = near === null ? 'see "robo-trader backup list"' : `did you mean ${near}?`
  throw new ConfigurationError(
    'file',
    `There is no backup "${name}" in ${folderOf(context)}; ${hint}`,
  )
}
