import type { Command } from 'commander'
import { aiCommand } from './ai.ts'
import { backtestCommand } from './backtest.ts'
import { backupCommand } from './backup.ts'
import { configCommand } from './config-show.ts'
import { dataCommand } from './data.ts'
import { dbCommand } from './db.ts'
import { doctorCommand } from './doctor.ts'
import { journalCommand } from './journal.ts'
import { mcpCommand } from './mcp.ts'
import { monitorCommand } from './monitor.ts'
import { optimizeCommand } from './optimize.ts'
import { passwordCommand } from './password.ts'
import { runsCommand } from './runs.ts'
import { scanCommand } from './scan.ts'
import { screenCommand } from './screen.ts'
import { strategiesCommand } from './strategies.ts'
import { resumeCommand, stopCommand } from './switch-commands.ts'
import { tokenCommand } from './token.ts'

/** Commands beside the one that runs the desk, in the order in which help lists them. */
export const otherCommands = (signal: AbortSignal): readonly Command[] => [
  backtestCommand(signal),
  optimizeCommand(signal),
  doctorCommand(signal),
  aiCommand(signal),
  monitorCommand(signal),
  mcpCommand(signal),
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
