import { Command } from 'commander'
import { BUILD } from '../core/runtime-identity.ts'
import { deskCommand } from './run-command.ts'

/** Every command of the desk, for these words: whoever only runs it waits for no other's code. */
export async function program(signal: AbortSignal, words: readonly string[]): Promise<Command> {
  const root = new Command('robo-trader')
    .description(
      'An AI trading desk for Indian equities: paper first, real money only over evidence.',
    )
    .option('--data-dir <folder>', 'where everything is kept (./data)')
    .option('--json', 'answer with one JSON document on stdout')
    .version(
      `robo-trader ${BUILD.version}, commit ${BUILD.commit}, Node ${process.versions.node}`,
      '-V, --version',
      'which version this is, and the commit it was built of',
    )
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(see --help)')
    .exitOverride()
  const desk = deskCommand(signal)
  root.addCommand(desk)
  if (!asksFor(desk, words)) {
    const { otherCommands } = await import('./other-commands.ts')
    for (const command of otherCommands(signal)) root.addCommand(command)
  }
  return withRootSettings(root)
}

/** The first word that is no option: only after `--data-dir` a folder stands before it. */
const asksFor = (command: Command, words: readonly string[]): boolean =>
  words.find((word, place) => !word.startsWith('-') && words[place - 1] !== '--data-dir') ===
  command.name()

/** Errors and help are settled once, at the root, and hold for every command below. */
function withRootSettings(parent: Command): Command {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent)
    withRootSettings(command)
  }
  return parent
}
