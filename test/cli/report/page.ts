import { isReportPayload, isSweepPayload } from '../../../src/cli/report/report-payload.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
}

/** A page without its data and scripts, as the text that a reader sees. */
export const textOf = (page: string): string =>
  bodyOf(page)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/\s+/g, ' ')

/** Markup of the body up to the data. */
export const bodyOf = (page: string): string =>
  page.slice(page.indexOf('<body>'), page.indexOf('<script type="application/json"'))

/** What the script of a page reads. */
export function payloadOf(page: string): unknown {
  const text = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1]
  return JSON.parse(text ?? 'null')
}

export function backtestPayloadOf(page: string) {
  const payload = payloadOf(page)
  if (isReportPayload(payload)) return payload
  throw new RangeError('the page holds no backtest')
}

export function sweepPayloadOf(page: string) {
  const payload = payloadOf(page)
  if (isSweepPayload(payload)) return payload
  throw new RangeError('the page holds no sweep')
}

/** What a browser would run or ask for beyond what the page itself holds: nothing, in a page as it must be. */
export function reachesOf(page: string): readonly string[] {
  const markup = page.replaceAll(/<script\b[^>]*>.*?<\/script>/gs, '<script></script>')
  const asks = markup.match(/\s(?:src|srcset|action|formaction|poster|ping)\s*=\s*["'][^"']*["']/gi)
  const links = markup.match(/<(?:link|iframe|object|embed|base|img|form[^>]*action)\b[^>]*>/gi)
  const unquoted = markup.replaceAll(/"[^"]*"|'[^']*'/g, '""')
  const handlers = unquoted.match(/<[^>]*\son\w+\s*=[^>]*>/gi)
  const urls = markup.match(/url\([^)]*\)|@import[^;]*/gi)
  return [asks, links, handlers, urls].flatMap((found) => found ?? [])
}
