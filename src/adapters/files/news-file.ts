import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { InstrumentId } from '../../domain/brand.ts'
import { type EpochMs, epochMs } from '../../domain/time.ts'
import { MENTIONED_MAX } from './company-names.ts'
import {
  bounded,
  hostOf,
  SOURCE_MAX,
  SUMMARY_MAX,
  TITLE_MAX,
  webLink,
  withoutMojibake,
  withQuotes,
} from './news-text.ts'
import type { TableRow, Taken } from './reference-table.ts'
import { publicAt } from './research-cells.ts'
import {
  hasAll,
  type ResearchContext,
  type ResearchKind,
  type ResearchRecord,
} from './research-record.ts'

/** A story as a file has it, before its texts are looked at. */
interface Draft {
  readonly title: string
  readonly summary: string
  readonly link: string | null
  readonly source: string
  readonly publishedAt: EpochMs
  readonly instruments: readonly InstrumentId[]
  readonly notes?: readonly string[]
}

const UNKNOWN_COMPANY =
  'no stored list of instruments knows the company; import one and then this file again'

/** The same story has the same name wherever it is read. */
const idOf = (source: string, title: string, publishedAt: EpochMs): string =>
  createHash('sha256')
    .update(JSON.stringify([source, title, publishedAt]))
    .digest('hex')
    .slice(0, 32)

function story(draft: Draft, { facts }: ResearchContext): Taken<ResearchRecord> {
  const title = bounded(withoutMojibake(draft.title), TITLE_MAX)
  if (title === '') return { refused: 'it has no title' }
  if (/^[[{]\s*["{[]/.test(title)) return { refused: 'its title is no sentence but data' }
  const source = bounded(draft.source, SOURCE_MAX)
  const news = {
    id: idOf(source, title, draft.publishedAt),
    instruments: [...new Set(draft.instruments)].slice(0, MENTIONED_MAX),
    title,
    summary: bounded(withoutMojibake(draft.summary), SUMMARY_MAX),
    link: draft.link,
    source,
    publishedAt: draft.publishedAt,
    fetchedAt: epochMs(Math.floor(facts.modifiedAt)),
  }
  const isRepaired = withoutMojibake(draft.title) !== draft.title
  const notes = isRepaired ? ['wrongly decoded signs of the title were restored'] : []
  return { records: [{ kind: 'news', news }], notes: [...notes, ...(draft.notes ?? [])] }
}

const noMoment = (text: string) => ({
  refused: `"${text.slice(0, 40)}" is no moment of publication`,
})

/** `… - The Economic Times`: who published it stands behind the last dash. */
const SOURCE_AT_END = /^(.*\S)\s+-\s+([^-]{2,60})$/s

const google: ResearchKind = {
  name: 'news by company (Google News)',
  format: 'news',
  isIn: hasAll('client', 'date', 'news', 'link'),
  take(row, context) {
    const publishedAt = publicAt(row.cell('date'))
    if (publishedAt === null) return noMoment(row.cell('date'))
    const [, title = row.cell('news'), source = 'Google News'] =
      SOURCE_AT_END.exec(row.cell('news')) ?? []
    const company = context.names.company(row.cell('client'))
    return story(
      {
        title: withQuotes(title),
        summary: withQuotes(row.cell('description')),
        link: webLink(row.cell('link')),
        source,
        publishedAt,
        instruments: company === null ? [] : [company],
        ...(company === null ? { notes: [UNKNOWN_COMPANY] } : {}),
      },
      context,
    )
  },
}

/** A story whose companies are found in its own words. */
function plainStory(
  row: TableRow,
  context: ResearchContext,
  {
    at,
    link,
    source,
  }: { readonly at: string; readonly link: string | null; readonly source: string },
): Taken<ResearchRecord> {
  const publishedAt = publicAt(at)
  if (publishedAt === null) return noMoment(at)
  const title = row.cell('title')
  const summary = row.cell('summary', 'description')
  const instruments = context.names.mentioned(`${title}. ${summary}`)
  return story({ title, summary, link, source, publishedAt, instruments }, context)
}

const currents: ResearchKind = {
  name: 'news (Currents)',
  format: 'news',
  isIn: hasAll('title', 'description', 'published', 'url'),
  take(row, context) {
    const link = webLink(row.cell('url'))
    const source = link === null ? 'Currents' : hostOf(link)
    return plainStory(row, context, { at: row.cell('published'), link, source })
  },
}

const entities = z.array(z.object({ symbol: z.string(), name: z.string().nullish() }))
/** Symbols of exchanges other than India's have no ending, or another one; indices begin with a caret. */
const INDIAN = /^[A-Z0-9&_-]+\.(?:NS|BO)$/

const marketaux: ResearchKind = {
  name: 'news with entities (Marketaux)',
  format: 'news',
  isIn: hasAll('title', 'published_at', 'entities', 'url'),
  take(row, context) {
    const publishedAt = publicAt(row.cell('published_at'))
    if (publishedAt === null) return noMoment(row.cell('published_at'))
    const named = entities.safeParse(row.value('entities'))
    if (!named.success) return { refused: 'its entities are no list of companies' }
    const link = webLink(row.cell('url'))
    const instruments = named.data.flatMap(({ symbol }) =>
      INDIAN.test(symbol) ? (context.names.symbol(symbol) ?? []) : [],
    )
    // What is known on our exchange stands in front of what is listed elsewhere, funds mostly.
    instruments.sort((a, b) => Number(b.startsWith('NSE:')) - Number(a.startsWith('NSE:')))
    const source = row.cell('source') || (link === null ? 'Marketaux' : hostOf(link))
    const summary = row.cell('description', 'snippet')
    return story(
      { title: row.cell('title'), summary, link, source, publishedAt, instruments },
      context,
    )
  },
}

/** Addresses of stories end in many words or a long number; those of sections do not. */
const isStory = (link: string): boolean => {
  const { pathname } = new URL(link)
  const last = pathname.split('/').findLast((part) => part !== '') ?? ''
  return last.split('-').length >= 5 || /\d{7,}/.test(pathname)
}

const NO_SUMMARY_MAX = 25

const scraped: ResearchKind = {
  name: 'news scraped from pages',
  format: 'news',
  isIn: hasAll('title', 'link', 'summary', 'timestamp'),
  take(row, context) {
    const link = webLink(row.cell('link'))
    const shown = bounded(row.cell('title'), 60)
    if (link === null)
      return { refused: `"${shown}" has a link without a host: a menu entry, not a story` }
    if (!isStory(link))
      return { refused: `"${shown}" leads to a section: a menu entry, not a story` }
    const hasSummary = row.cell('summary').length > NO_SUMMARY_MAX
    const cell: TableRow['cell'] = (...names) =>
      names.includes('summary') && !hasSummary ? '' : row.cell(...names)
    const taken = plainStory({ ...row, cell }, context, {
      at: row.cell('timestamp'),
      link,
      source: hostOf(link),
    })
    if (!('records' in taken)) return taken
    const note = 'the time is that of the scrape: when it was published is not known'
    return { ...taken, notes: [...(taken.notes ?? []), note] }
  },
}

const MOMENTS = ['published_at', 'published', 'publishedat', 'date', 'datetime', 'time']
const LISTED = /[,;|]/

const own: ResearchKind = {
  name: 'news',
  format: 'news',
  isIn: (columns) => columns.includes('title') && MOMENTS.some((name) => columns.includes(name)),
  take(row, context) {
    const { names } = context
    const at = row.cell(...MOMENTS)
    const listed = row.cell('instruments', 'instrument', 'symbols', 'symbol')
    const link = webLink(row.cell('link', 'url'))
    const source = row.cell('source') || (link === null ? 'own file' : hostOf(link))
    if (listed === '') return plainStory(row, context, { at, link, source })
    const publishedAt = publicAt(at)
    if (publishedAt === null) return noMoment(at)
    const instruments: InstrumentId[] = []
    for (const name of listed
      .split(LISTED)
      .map((text) => text.trim())
      .filter((text) => text !== '')) {
      const id = names.symbol(name)
      if (id === null) return { refused: `"${name.slice(0, 40)}" names no instrument` }
      instruments.push(id)
    }
    const summary = row.cell('summary', 'description')
    return story(
      { title: row.cell('title'), summary, link, source, publishedAt, instruments },
      context,
    )
  },
}

/** The narrowest first. */
export const NEWS_KINDS: readonly ResearchKind[] = [google, marketaux, currents, scraped, own]
