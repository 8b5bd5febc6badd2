import type { PortfolioBody } from '../../src/web/contract/desk.ts'
import type { EventsBody, TraceBody } from '../../src/web/contract/journal.ts'
import type { BarsBody, SearchBody } from '../../src/web/contract/market.ts'
import type { SwitchBody, SwitchWish } from '../../src/web/contract/risk.ts'
import type {
  BackupsBody,
  LogsBody,
  ReadinessBody,
  SectionBody,
  SectionWish,
  SessionBody,
  SessionWish,
} from '../../src/web/contract/system.ts'

/** Every route that the pages read, with what it answers. */
export interface Reads {
  '/api/readiness': ReadinessBody
  '/api/portfolio': PortfolioBody
  '/api/events': EventsBody
  '/api/events/trace/:correlationId': TraceBody
  '/api/market/bars': BarsBody
  '/api/instruments/search': SearchBody
  '/api/backups': BackupsBody
  '/api/logs': LogsBody
  '/api/configuration/:section': SectionBody
}

/** Every route that the pages write to: what is sent and what comes back. */
export interface Writes {
  'POST /api/auth/session': readonly [SessionWish, SessionBody]
  'POST /api/emergency/stop': readonly [SwitchWish, SwitchBody]
  'POST /api/emergency/resume': readonly [SwitchWish, SwitchBody]
  'PUT /api/configuration/:section': readonly [SectionWish, SectionBody]
  'POST /api/backups': readonly [Record<string, never>, BackupsBody]
  'POST /api/backups/:file/restore': readonly [Record<string, never>, unknown]
}

/** Names that stand in a route: `section` of `/api/configuration/:section`. */
export type NamesIn<P extends string> = P extends `${string}/:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : P extends `${string}/:${infer Name}`
    ? Name
    : never

/** A value for each name of a route. */
export type Named<P extends string> = Readonly<Record<NamesIn<P>, string>>

/** What is asked behind the question mark; what is undefined is left out. */
export type Query = Readonly<Record<string, string | number | undefined>>

/** A route with its names filled in and its question. */
export function urlOf(
  route: string,
  names: Readonly<Record<string, string>>,
  query: Query,
): string {
  const path = route.replace(/^[A-Z]+ /, '').replaceAll(/:(\w+)/g, (_, name: string) => {
    return encodeURIComponent(names[name] ?? '')
  })
  const asked = Object.entries(query).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  )
  return asked.length === 0 ? path : `${path}?${new URLSearchParams(asked)}`
}
