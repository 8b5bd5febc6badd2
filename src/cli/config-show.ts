import { Command } from 'commander'
import { describeConfig } from '../core/config.ts'
import { limitTable } from '../web/rate-limits.ts'
import { ROUTES } from '../web/route-table.ts'
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
    .addCommand(
      new Command('limits')
        .description('how often one client may call what, route by route')
        .action(inContext(signal, async (context) => limitsShow(context))),
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

function limitsShow({ config, output }: Context): void {
  const limits = limitTable(ROUTES, config.rateLimits)
  output.answer({ limits }, () =>
    textTable(
      ['counted', 'limit', 'routes'],
      limits.flatMap(({ counted, limit, routes }) =>
        routes.map((route, index) => (index === 0 ? [counted, limit, route] : ['', '', route])),
      ),
      ['left', 'right', 'left'],
    ),
  )
}

const valueWords = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value)
