import { Command, Option } from 'commander'
import { FORMATS } from '../adapters/files/bar-layout.ts'
import { TradingError } from '../core/errors.ts'
import { dataCheck } from './data-check.ts'
import { dataExport, type ExportFlags } from './data-export.ts'
import { dataImport, type ImportFlags } from './data-import.ts'
import { dataList } from './data-list.ts'
import { inContext } from './in-context.ts'

/** `data`: the store of bars and what goes with them. */
export const dataCommand = (signal: AbortSignal): Command =>
  new Command('data')
    .description('what is stored of the market and of companies: import, list, check, export')
    .addCommand(
      new Command('import')
        .description('take files and folders over; importing twice changes nothing')
        .argument('<file...>', 'files, folders or archives: plain, gzip or zip')
        .addOption(
          new Option('--format <format>', 'what they are').choices(FORMATS).default('auto'),
        )
        .addHelpText('after', OWN_FILES)
        .action(inContext<ImportFlags>(signal, dataImport)),
    )
    .addCommand(
      new Command('list')
        .description(
          'every stored series: from when to when, how many bars, how many days are missing',
        )
        .option('--symbols <names>', 'only these, comma list')
        .action(inContext<{ readonly symbols?: string }>(signal, dataList)),
    )
    .addCommand(
      new Command('check')
        .description(
          'look for gaps, unexplained price steps and series that look like another company',
        )
        .action(inContext(signal, dataCheck)),
    )
    .addCommand(exportCommand(signal))
    .addCommand(fetchCommand(signal))

const OWN_FILES = `
Your own files about companies, as CSV with a first line of names or as JSON with the same names:
  news          title, published_at, [summary, link, source, symbols]
  earnings      symbol, period_end, announced_at, [consolidated, revenue, profit, eps, shares, debt_to_equity]
                or symbol, expected_on, [period_end, announced_at, purpose]
  fundamentals  symbol, as_of, [market_cap, pe, pb, roe_percent, debt_to_equity, dividend_yield_percent,
                revenue_growth_percent, profit_growth_percent]
Amounts are rupees, or crore with _crore behind the name. See docs/data.md.`

const exportCommand = (signal: AbortSignal): Command =>
  new Command('export')
    .description('write bars as CSV, a file a series, which an import reads back')
    .argument('[folder]', 'where to', './export')
    .option('--symbols <names>', 'comma list; every stored one when absent')
    .option('--interval <interval>', 'day, minute, 1m, 5m, 15m, 30m, 1h', 'day')
    .option('--from <date>', 'first day')
    .option('--to <date>', 'last day')
    .addOption(
      new Option('--basis <prices>', 'which bars').choices(['raw', 'adjusted']).default('raw'),
    )
    .option('--source <name>', 'only bars of this source, like nse; the best when absent')
    .action(inContext<ExportFlags>(signal, dataExport))

/** Fetching waits for the adapters that can. */
const fetchCommand = (signal: AbortSignal): Command =>
  new Command('fetch')
    .description('download bars (not in this version: import files instead)')
    .option('--source <name>', 'kite or yahoo')
    .option('--symbols <names>', 'comma list')
    .option('--from <date>', 'first day')
    .option('--to <date>', 'last day')
    .option('--interval <interval>', 'day, minute, 1m, 5m, 15m, 30m, 1h')
    .action(
      inContext(signal, () => {
        throw new TradingError(
          'NOT_AVAILABLE',
          'Fetching bars is not part of this version: download files yourself and take them over with "robo-trader data import"',
        )
      }),
    )
