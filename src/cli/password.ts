import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import { passwordHash } from '../auth/password.ts'
import { TradingError } from '../core/errors.ts'
import type { GlobalOptions } from './context.ts'
import { processOutput } from './output.ts'

/** `password`: what DASHBOARD_PASSWORD_HASH must hold. The password comes by standard input, so that no history keeps it. */
export const passwordCommand = (): Command =>
  new Command('password')
    .description('read a password from standard input and print its hash for the environment')
    .action(async function (this: Command) {
      const { json = false } = this.optsWithGlobals<GlobalOptions>()
      const output = processOutput(json)
      if (process.stdin.isTTY) output.say('Type the password and press enter (it is shown):')
      const lines = createInterface({ input: process.stdin })
      try {
        for await (const line of lines) {
          const hash = await passwordHash(line)
          output.answer({ hash }, () => `DASHBOARD_PASSWORD_HASH=${hash}`)
          return
        }
        throw new TradingError('INPUT_INVALID', 'Type the password, or hand it over by a pipe')
      } finally {
        lines.close()
      }
    })
