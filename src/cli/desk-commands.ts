import type { Command } from 'commander'
import { backupCommand } from './backup.ts'
import { configCommand } from './config-show.ts'
import { dataCommand } from './data.ts'
import { dbCommand } from './db.ts'
import { doctorCommand } from './doctor.ts'
import { journalCommand } from './journal.ts'
import { monitorCommand } from './monitor.ts'
import { passwordCommand } from './password.ts'
import { runsCommand } from './runs.ts'
import { scanCommand } from './scan.ts'
import { screenCommand } from './screen.ts'
import { strategiesCommand } from './strategies.ts'
import { resumeCommand, stopCommand } from './switch-commands.ts'
import { tokenCommand } from './token.ts'

/** Commands beside those that run the desk or try strategies, in the order in which help lists them. */
export const deskCommands = (signal: AbortSignal): readonly Command[] => [
  doctorCommand(signal),
  monitorCommand(signal),
  scanCommand(signal),
  screenCommand(signal),
  dataCommand(signal),
  runsCommand(signal),
  strategiesCommand(),
  stopCommand(signal),
  resumeCommand(signal),
  journalCommand(signal),
  backupCommand(signal),
  dbCommand(signal),
  configCommand(signal),
  tokenCommand(signal),
  passwordCommand(),
]
