import { type CheckReport, DataCheck, type Finding } from '../adapters/files/data-check.ts'
import { counted } from '../adapters/files/import-report.ts'
import type { ResearchCoverage } from '../core/ai/research.ts'
import { SystemClock } from '../core/clock.ts'
import { TradingError } from '../core/errors.ts'
import { ParquetBarStore } from '../core/state/bar-store.ts'
import { StateDoor } from '../core/state/state-door.ts'
import type { Context } from './context.ts'
import { storedResearch } from './data-list.ts'
import { liveLine } from './live-line.ts'

/** Looks over everything that is stored. */
export async function dataCheck(context: Context): Promise<void> {
  const { parts, output, signal } = context
  const store = parts.get(ParquetBarStore)
  const check = new DataCheck({ store, reference: await knownActions(context) })
  const line = liveLine(output, parts.get(SystemClock))
  const onProgress = (done: number, of: number) =>
    line.show(() => `${done} of ${of} series checked`)
  const report = await check.run({ signal, onProgress })
  line.end()
  const research = (await storedResearch(context)).filter(({ doubtful }) => doubtful > 0)
  output.answer({ ...report, research }, () =>
    [checkWords(report), ...research.map(doubtWords)].join('\n'),
  )
}

const doubtWords = ({ kind, source, count, doubtful }: ResearchCoverage): string =>
  kind === 'news'
    ? `News of ${source}: ${doubtful.toLocaleString('en-IN')} of ${count.toLocaleString('en-IN')} stories name no known company; import lists of instruments and index members, then the news again.`
    : `Results of ${source}: ${doubtful.toLocaleString('en-IN')} of ${counted(count, 'report')} carry doubts; they are shown with them, and no ratio rests on them.`

/** Splits and bonuses explain price steps; without a database every step is told. */
async function knownActions({ parts, output, log }: Context) {
  try {
    return await parts.get(StateDoor).reference()
  } catch (error) {
    if (!(error instanceof TradingError) || error.code !== 'DATABASE_UNAVAILABLE') throw error
    log.warn('bars are checked without corporate actions', { code: error.code, error })
    output.say(
      'The database is not there, so splits and bonuses are unknown: every price step is told.',
    )
    return null
  }
}

const KINDS: Readonly<Record<Finding['kind'], string>> = {
  suspect: 'Looks like another company',
  step: 'Price steps without a known reason',
  gaps: 'Days missing',
  idle: 'Bars without volume',
  stale: 'No longer kept up',
}

/** Findings of a kind that are told one by one; the JSON has all. */
const TOLD_MAX = 20

function checkWords({ seriesChecked, findings }: CheckReport): string {
  if (seriesChecked === 0) {
    return 'No bars are stored, so there is nothing to check. Take files over with "robo-trader data import FILE…".'
  }
  if (findings.length === 0) return `${seriesWords(seriesChecked)} checked: nothing found.`
  const lines = [`${seriesWords(seriesChecked)} checked, ${counted(findings.length, 'finding')}.`]
  for (const [kind, title] of Object.entries(KINDS)) {
    const found = findings.filter((finding) => finding.kind === kind)
    if (found.length === 0) continue
    lines.push('', `${title}: ${counted(found.length, 'finding')}`)
    lines.push(...found.slice(0, TOLD_MAX).map(findingWords))
    const left = found.length - TOLD_MAX
    if (left > 0) lines.push(`  … and ${left.toLocaleString('en-IN')} more; --json names them.`)
  }
  return lines.join('\n')
}

const seriesWords = (count: number): string => `${count.toLocaleString('en-IN')} series`

const findingWords = ({ series, message, dates }: Finding): string => {
  const { instrument, interval, source, basis } = series
  const days =
    dates.length === 0 || message.includes(dates[0] ?? '') ? '' : ` (${dates.join(', ')})`
  return `  ${instrument} ${interval} ${source} ${basis}: ${message}${days}`
}
