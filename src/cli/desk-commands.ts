import type { Command } from 'commander'
import { backupCommand } from './backup.ts'
import { configCommand } from './config-show.ts'
import { dataCommand } from './data.ts'
import { dbCommand } from './db.ts'
import { runsCommand } from './runs.ts'
import { strategiesCommand } from './strategies.ts'
import { resumeCommand, stopCommand } from './switch-commands.ts'

/** Commands beside those that run the desk or try strategies, in the order in which help lists them. */
export const deskCommands = (signal: AbortSignal): readonly Command[] => [
  dataCommand(signal),
  runsCommand(signal),
  strategiesCommand(),
  stopCommand(signal),
  resumeCommand(signal),
  backupCommand(signal),
  dbCommand(signal),
  configCommand(signal),
]
