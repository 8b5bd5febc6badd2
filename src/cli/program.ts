import { Command, InvalidArgumentError } from 'commander'
import { backtestCommand } from './backtest.ts'
import { type GlobalOptions, openContext } from './context.ts'
import { deskCommands } from './desk-commands.ts'
import { optimizeCommand } from './optimize.ts'
import { type RunOptions, runCommand } from './run.ts'

const speed = (text: string): number => {
  const value = text === 'max' ? Number.POSITIVE_INFINITY : Number(text)
  if (value > 0) return value
  throw new InvalidArgumentError('Write a number above 0, or max.')
}

const number = (text: string): number => {
  const value = Number(text)
  if (Number.isFinite(value)) return value
  throw new InvalidArgumentError('Write a number.')
}

/** Every command of the desk. */
export function program(signal: AbortSignal): Command {
  const root = new Command('robo-trader')
    .description(
      'An AI trading desk for Indian equities: paper first, real money only over evidence.',
    )
    .option('--data-dir <folder>', 'where everything is kept (./data)')
    .option('--json', 'answer with one JSON document on stdout')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(see --help)')
    .exitOverride()
  root
    .command('run')
    .description('run the desk on a market')
    .option('--mode <mode>', 'dry-run, paper or live')
    .option('--market <market>', 'sim, replay, yahoo or kite')
    .option('--from <date>', 'first day')
    .option('--to <date>', 'last day')
    .option('--until <date>', 'end after this session, or "end" for the last one')
    .option('--speed <factor>', 'market time over real time, or max', speed)
    .option('--strategies <names>', 'comma list')
    .option('--symbols <names>', 'comma list; replay only')
    .option('--interval <interval>', 'bars of a replay: day, 1m, 5m, 15m, 30m, 1h')
    .option('--capital <rupees>', 'what a new account begins with', number)
    .option('--seed <number>', 'which simulated market', number)
    .option('--slippage <model>', 'default or none')
    .action(async (_options: unknown, command: Command) => {
      const given = command.optsWithGlobals<GlobalOptions & RunOptions & RunFlags>()
      const { mode, market, capital, seed, slippage } = given
      const overrides = { mode, market, capital, seed, slippage }
      await using context = await openContext(given, overrides, signal)
      await runCommand(context, { ...given, speed: given.speed ?? context.config.speed })
    })
  root.addCommand(backtestCommand(signal))
  root.addCommand(optimizeCommand(signal))
  for (const command of deskCommands(signal)) root.addCommand(command)
  return withRootSettings(root)
}

/** Errors and help are settled once, at the root, and hold for every command below. */
function withRootSettings(parent: Command): Command {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent)
    withRootSettings(command)
  }
  return parent
}

interface RunFlags {
  readonly mode?: string
  readonly market?: string
  readonly capital?: number
  readonly seed?: number
  readonly slippage?: string
}
