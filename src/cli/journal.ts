import { Command, InvalidArgumentError } from 'commander'
import { BOOK_HELP, type BookOption } from './chosen-book.ts'
import { inContext } from './in-context.ts'
import { journalExport } from './journal-export.ts'
import { journalReplay, type ReplayFlags } from './journal-replay.ts'
import { journalShow, type ShowFlags } from './journal-show.ts'
import { journalVerify } from './journal-verify.ts'

const LAST_MAX = 100_000

const count = (text: string): number => {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0 && value <= LAST_MAX) return value
  throw new InvalidArgumentError(`Write a whole number from 1 to ${LAST_MAX}.`)
}

/** `journal`: the truth of a book, event by event. */
export const journalCommand = (signal: AbortSignal): Command =>
  new Command('journal')
    .description('the truth of a book, event by event')
    .addCommand(
      new Command('verify')
        .description('check every link, and make every table again from the journal and compare')
        .option('--book <name>', 'only this book')
        .action(inContext<BookOption>(signal, journalVerify)),
    )
    .addCommand(
      new Command('show')
        .description('the newest events, oldest first')
        .option('--last <number>', 'how many', count, 20)
        .option(
          '--types <types>',
          'only these, comma list: risk.order_denied, or risk for all of them',
        )
        .option('--correlation <id>', 'only what followed from one wish')
        .option('--book <name>', BOOK_HELP)
        .action(inContext<ShowFlags>(signal, journalShow)),
    )
    .addCommand(
      new Command('replay')
        .description('go over the whole journal and say what it comes to')
        .option('--rebuild', 'also make the tables anew; nobody may run the book')
        .option('--book <name>', BOOK_HELP)
        .action(inContext<ReplayFlags>(signal, journalReplay)),
    )
    .addCommand(
      new Command('export')
        .description('write every event as a line of JSON, with its hash')
        .argument('<file>', 'where to')
        .option('--book <name>', BOOK_HELP)
        .action(inContext<BookOption>(signal, journalExport)),
    )
