import type { Command } from 'commander'
import { isCancellation } from '../core/cancellation.ts'
import { toTradingError } from '../core/error-handler.ts'
import { type Context, type GlobalOptions, openContext } from './context.ts'

/** What a command does once everything that it may need can be opened. */
export type Work<O> = (
  context: Context,
  options: O & GlobalOptions,
  args: readonly string[],
) => Promise<void>

/** The action of a command: opens the context, does the work, closes everything whatever happens. */
export const inContext = <O>(signal: AbortSignal, work: Work<O>) =>
  async function (this: Command): Promise<void> {
    const options = this.optsWithGlobals<O & GlobalOptions>()
    await using context = await openContext(options, {}, signal)
    try {
      await work(context, options, this.args)
    } catch (error) {
      if (!isCancellation(error)) {
        const { code } = toTradingError(error)
        context.log.error('a command failed', { command: this.name(), code, error })
      }
      throw error
    }
  }
