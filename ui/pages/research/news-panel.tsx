import { Link } from '@tanstack/react-router'
import type { NewsRow } from '../../../src/web/contract/research.ts'
import { useRead } from '../../api/api-context.ts'
import { Folded } from '../../components/folded.tsx'
import { Panel, readState } from '../../components/panel.tsx'
import { ListSkeleton } from '../../components/skeleton.tsx'
import { symbolOf } from '../../format.ts'
import { ago, dayAndTime } from '../../times.ts'
import { Nothing } from './fundamentals-panel.tsx'

const LIMIT = 40

/** Where a story stands, if that is a page of the web; nothing else is made a link of. */
function pageOf(link: string | null): URL | null {
  const url = link !== null && URL.canParse(link) ? new URL(link) : null
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url : null
}

/** Stories of a share or of all, newest first: foreign words, shown as text and never as markup. */
export function NewsPanel({ instrument }: { readonly instrument: string | null }) {
  const query = { instrument: instrument ?? undefined, limit: LIMIT }
  const asked = useRead('/api/news', {}, { query, everyMs: 60_000 })
  const rows = asked.data?.news ?? []
  return (
    <Panel
      title="News"
      source="as published, words of others"
      state={readState(asked)}
      skeleton={<ListSkeleton rows={6} />}
      empty={asked.data && rows.length === 0 ? <Nothing what="news" /> : null}
    >
      <ul aria-label="Stories">
        {rows.map((row) => (
          <Story key={row.id} row={row} isOfAll={instrument === null} />
        ))}
      </ul>
    </Panel>
  )
}

interface StoryProps {
  readonly row: NewsRow
  readonly isOfAll: boolean
}

function Story({ row, isOfAll }: StoryProps) {
  const { title, summary, link, source, publishedAt, ageMs, instruments } = row
  const page = pageOf(link)
  return (
    <li className="border-b border-line py-1.5 last:border-b-0">
      <p className="max-w-prose text-pretty break-words">{title}</p>
      <p className="flex flex-wrap gap-x-3 text-s text-quiet">
        <span>{source}</span>
        <time dateTime={publishedAt}>
          {dayAndTime(publishedAt)}, {ago(ageMs)}
        </time>
        {isOfAll
          ? instruments.map((id) => (
              <Link key={id} to="/research" search={{ instrument: id }}>
                {symbolOf(id)}
              </Link>
            ))
          : null}
        {page ? (
          <a href={page.href} target="_blank" rel="noopener noreferrer nofollow">
            at {page.hostname}
          </a>
        ) : null}
      </p>
      {summary === '' ? null : (
        <Folded summary="Summary">
          <p className="max-w-prose text-pretty break-words whitespace-pre-wrap">{summary}</p>
        </Folded>
      )}
    </li>
  )
}
