import { Command } from 'commander'
import { describeConfig } from '../core/config.ts'
import type { Context } from './context.ts'
import { inContext } from './in-context.ts'
import { textTable } from './output.ts'

/** `config show`: what is in force, and where each value came from. */
export const configCommand = (signal: AbortSignal): Command =>
  new Command('config')
    .description('the configuration in force')
    .addCommand(
      new Command('show')
        .description('every value and the layer it came from; secrets are never shown')
        .action(inContext(signal, async (context) => configShow(context))),
    )

function configShow({ effective, output }: Context): void {
  const values = describeConfig(effective)
  output.answer({ values }, () =>
    textTable(
      ['key', 'value', 'from'],
      values.map(({ key, value, from }) => [key, valueWords(value), from]),
      ['left', 'left', 'left'],
    ),
  )
}

const valueWords = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)
