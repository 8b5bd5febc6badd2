import type { Format } from '../adapters/files/bar-layout.ts'
import { FileImporter } from '../adapters/files/file-importer.ts'
import { counted, type FileReport, type ImportReport } from '../adapters/files/import-report.ts'
import { SystemClock } from '../core/clock.ts'
import type { Context } from './context.ts'
import { EXIT, endWith } from './exit-code.ts'
import { liveLine } from './live-line.ts'

export interface ImportFlags {
  readonly format: Format
}

/** Lines that are told one by one, over all files; the JSON has more. */
const LINES_TOLD_MAX = 20

/** Takes files and folders over. Ends with 1 when a file was refused as a whole, or it was stopped. */
export async function dataImport(
  { parts, output, signal }: Context,
  { format }: ImportFlags,
  paths: readonly string[],
): Promise<void> {
  const line = liveLine(output, parts.get(SystemClock))
  const onProgress = ({
    file,
    filesDone,
    rows,
  }: {
    readonly file: string
    readonly filesDone: number
    readonly rows: number
  }) => line.show(() => `${counted(filesDone, 'file')} read · ${counted(rows, 'row')} · ${file}`)
  const report = await parts.get(FileImporter).import(paths, { format, signal, onProgress })
  line.end()
  output.answer(report, () => importWords(report))
  if (report.filesRefused > 0 || report.isCancelled) endWith(EXIT.failed)
}

/** What became of an import, for a person: the sum, then whatever was not taken over. */
export function importWords(report: ImportReport): string {
  const { files, isUnchanged, isCancelled, passedOver } = report
  const lines = [sumWords(report)]
  if (isUnchanged) lines.push('Nothing changed: all of it was there already.')
  const counts = (['new', 'same', 'changed', 'refused'] as const).map(
    (part) => `${report[part].toLocaleString('en-IN')} ${part}`,
  )
  lines.push(`Rows: ${counts.join(', ')}.`)
  for (const { file, outcome, reason } of files) {
    if (outcome === 'refused') lines.push(`Refused ${file}: ${reason}.`)
    if (outcome === 'left out') lines.push(`Left out ${file}: ${reason}.`)
  }
  lines.push(...refusalLines(files), ...noteLines(files))
  if (passedOver > 0)
    lines.push(`Passed over ${counted(passedOver, 'file')} that by name are no tables.`)
  if (isCancelled) {
    lines.push(
      'Stopped: the files above are stored whole, those after them are not. Import again to go on.',
    )
  }
  return lines.join('\n')
}

function sumWords({ files, filesRefused }: ImportReport): string {
  const taken = files.filter(({ outcome }) => outcome === 'imported').length
  const refused = filesRefused === 0 ? '' : `, ${counted(filesRefused, 'file')} refused`
  return `${counted(taken, 'file')} imported${refused}.`
}

function refusalLines(files: readonly FileReport[]): readonly string[] {
  const all = files.flatMap(({ file, refusals }) =>
    refusals.map(({ line, reason }) => `${file}, line ${line}: ${reason}.`),
  )
  const count = files.reduce((sum, { refused }) => sum + refused, 0)
  return shortened(all, count, 'refused row')
}

function noteLines(files: readonly FileReport[]): readonly string[] {
  const all = files.flatMap(({ file, notes }) => notes.map((note) => `${file}: ${note}.`))
  return shortened(all, all.length, 'note')
}

function shortened(lines: readonly string[], count: number, thing: string): readonly string[] {
  const told = lines.slice(0, LINES_TOLD_MAX)
  const left = count - told.length
  return left > 0 ? [...told, `… and ${counted(left, `more ${thing}`)}; --json names them.`] : told
}
