import { Command, InvalidArgumentError } from 'commander'
import { type GlobalOptions, openContext } from './context.ts'
import { runCommand } from './run.ts'
import type { RunFlags } from './run-wish.ts'

const speed = (text: string): number => {
  const value = text === 'max' ? Number.POSITIVE_INFINITY : Number(text)
  if (value > 0) return value
  throw new InvalidArgumentError('Write a number above 0, or max.')
}

const number = (text: string): number => {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new InvalidArgumentError('Write a number.')
}

const PORT_MAX = 65_535

const port = (text: string): number => {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && value <= PORT_MAX) return value
  throw new InvalidArgumentError(`Write a whole number from 0 to ${PORT_MAX}.`)
}

/** `run`: what `npm start` calls. */
export const deskCommand = (signal: AbortSignal): Command =>
  new Command('run')
    .description('run the desk on a market: a live view on a terminal, lines elsewhere')
    .option('--mode <mode>', 'dry-run, paper (the default) or live')
    .option('--market <market>', 'sim (the default), replay, yahoo or kite')
    .option('--from <date>', 'first day, like 2026-11-23')
    .option('--to <date>', 'last day')
    .option('--until <date>', 'end after this session, or "end" for the next one to close')
    .option('--speed <factor>', 'market time over real time, or max', speed)
    .option('--strategies <names>', 'comma list: see "robo-trader strategies"')
    .option('--symbols <names>', 'comma list of stored shares; replay only')
    .option('--interval <interval>', 'bars of a replay: day, minute, 1m, 5m, 15m, 30m, 1h')
    .option('--capital <rupees>', 'what a new account begins with', number)
    .option('--seed <number>', 'which simulated market', number)
    .option('--slippage <model>', 'default or none')
    .option('--port <number>', 'of the dashboard: 8010, or 0 for any free one', port)
    .option('--host <address>', 'to listen on: 127.0.0.1; any other needs a password')
    .option('--no-web', 'without the dashboard')
    .action(async (_options: unknown, command: Command) => {
      const given = command.optsWithGlobals<GlobalOptions & RunFlags & ConfiguredFlags>()
      const { mode, market, capital, seed, slippage, port, host, web } = given
      // Whether it was written: without the option it is true all the same.
      const chosen = web ? {} : { web }
      const overrides = { mode, market, capital, seed, slippage, port, host, ...chosen }
      await using context = await openContext(given, overrides, signal)
      await runCommand(context, given)
    })

/** Options that stand in for configured values: the configuration checks them as its own. */
interface ConfiguredFlags {
  readonly mode?: string
  readonly market?: string
  readonly capital?: number
  readonly seed?: number
  readonly slippage?: string
  readonly port?: number
  readonly host?: string
  readonly web: boolean
}
